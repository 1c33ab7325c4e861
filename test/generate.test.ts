import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { buildPackage } from "./support/compile.js";
import { linkPackages, temporaryFolder } from "./support/folders.js";
import { filesBelow, inRoot } from "./support/repository.js";
import { mustRun, run } from "./support/run.js";

const spec = inRoot("test", "fixtures", "pets.yaml");
const hookspec = (cwd: string, ...args: string[]) =>
  run(process.execPath, [inRoot("packages", "generator", "bin", "hookspec.js"), ...args], { cwd });
const read = (...parts: string[]) => readFileSync(path.join(...parts), "utf8");

test("another spec becomes three complete packages, named after its file", async () => {
  const folder = temporaryFolder();
  const { code, out, err } = await hookspec(folder, "generate", spec, "--out", "out");
  expect(code, err).toBe(0);
  expect(out).toMatch(
    /\n2 operations, 1 schema, 0 webhooks -> 3 packages, \d+ files, \d+ changed \(\d+ ms\)\n$/,
  );
  for (const kind of ["types", "client", "mock-server"]) {
    const at = path.join(folder, "out", `pets-${kind}`);
    expect(filesBelow(at)).toEqual(
      expect.arrayContaining(["README.md", "package.json", "src/index.ts", "tsconfig.json"]),
    );
    const manifest: unknown = JSON.parse(read(at, "package.json"));
    expect(manifest).toMatchObject({
      name: `pets-${kind}`,
      version: "0.0.0",
      license: "MIT",
      type: "module",
      exports: { ".": { types: "./dist/index.d.ts" } },
    });
    expect(JSON.parse(read(at, "tsconfig.json"))).not.toHaveProperty("extends");
  }
});

test("they build on their own, and client and mock understand each other", async () => {
  const folder = temporaryFolder();
  const { code, err } = await hookspec(
    folder,
    "generate",
    spec,
    "--out",
    "out",
    "--name",
    "zoo",
    "--scope",
    "@acme",
  );
  expect(code, err).toBe(0);
  linkPackages(folder);
  symlinkSync(path.join(folder, "out"), path.join(folder, "node_modules", "@acme"), "dir");
  await buildPackage(path.join(folder, "out", "zoo-types"));
  await Promise.all(
    ["zoo-client", "zoo-mock-server"].map((name) => buildPackage(path.join(folder, "out", name))),
  );
  const story = `
    import { createZooClient } from "@acme/zoo-client";
    import { createMockServer } from "@acme/zoo-mock-server";
    const mock = createMockServer();
    const client = createZooClient({ baseUrl: await mock.listen() + "/v1" });
    const made = await client.createPet({ body: { name: "Rex" } });
    const got = await client.getPet({ path_id: made.data.id, query_id: 1 });
    const refused = await client.createPet({ body: { name: "" } });
    console.log(JSON.stringify([made.status, got.data.name, refused.status, refused.error.status]));
    await mock.close();
  `;
  writeFileSync(path.join(folder, "story.mjs"), story);
  expect(await mustRun(process.execPath, ["story.mjs"], { cwd: folder })).toBe(
    '[201,"Rex","unexpected",422]\n',
  );
});

test("--only emits what it names", async () => {
  const folder = temporaryFolder();
  expect((await hookspec(folder, "generate", spec, "--out", "out", "--only", "types,client")).code).toBe(0);
  expect(
    ["types", "client", "mock-server"].filter((kind) => existsSync(path.join(folder, "out", `pets-${kind}`))),
  ).toEqual(["types", "client"]);
  expect(
    await hookspec(folder, "generate", spec, "--out", "out", "--only", "client", "--check"),
  ).toMatchObject({ code: 0 });
});

test("--check where nothing was generated names every file, writes nothing and ends with 1", async () => {
  const folder = temporaryFolder();
  const { code, out, err } = await hookspec(folder, "generate", spec, "--out", "out", "--check");
  expect(code, err).toBe(1);
  const lines = out.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter((line) => !/^missing +pets-(types|client|mock-server)\/\S+$/.test(line))).toEqual([]);
  expect(existsSync(path.join(folder, "out"))).toBe(false);
});

test.each([
  ["a spec that is not there", ["generate", "nope.yaml", "--out", "out"], /nope\.yaml.*no such file/],
  ["no --out", ["generate", spec], /--out/],
  [
    "an unknown kind",
    ["generate", spec, "--out", "out", "--only", "clients"],
    /"clients".*types, client, mock-server/,
  ],
  ["an unknown option", ["generate", spec, "--out", "out", "--chekc"], /--chekc/],
  ["a scope without @", ["generate", spec, "--out", "out", "--scope", "acme"], /"acme".*@/],
  ["a name with blanks", ["generate", spec, "--out", "out", "--name", "my pets"], /"my pets"/],
])("%s ends with 2, says why, and writes nothing", async (_name, args, message) => {
  const folder = temporaryFolder();
  const { code, err } = await hookspec(folder, ...args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/^\s+at /m);
  expect(code, err).toBe(2);
  expect(existsSync(path.join(folder, "out"))).toBe(false);
});

test("a fault of the spec is shown with file, line and column", async () => {
  const folder = temporaryFolder();
  const text = readFileSync(spec, "utf8").replace("#/components/schemas/Pet", "#/components/schemas/Pat");
  const line = text.split("\n").findIndex((one) => one.includes("Pat")) + 1;
  writeFileSync(path.join(folder, "broken.yaml"), text);
  const { code, err } = await hookspec(folder, "generate", "broken.yaml", "--out", "out");
  expect(code, err).toBe(2);
  expect(err).toMatch(new RegExp(`^broken\\.yaml:${line}:\\d+ .*#/components/schemas/Pat`, "m"));
});
