import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { typeCheck } from "./support/compile.js";
import { giveSpecs, sharedFolder } from "./support/folders.js";
import { codeBlocks, writeModule } from "./support/markdown.js";
import { bin, filesBelow, inRoot, packageFolders, readManifest } from "./support/repository.js";
import { mustRun, run } from "./support/run.js";

const folder = sharedFolder();
const installed = (name: string, ...parts: string[]) =>
  path.join(folder, "app", "node_modules", "@hookspec", name, ...parts);
const app = path.join(folder, "app");

/** A stranger's project: every package from its tarball, everything else from the registry. */
beforeAll(async () => {
  const tarballs = path.join(folder, "tarballs");
  mkdirSync(app);
  giveSpecs(app);
  writeFileSync(path.join(app, "package.json"), '{ "private": true, "type": "module" }');
  const pack = (name: string) =>
    mustRun(bin("pnpm"), ["pack", "--pack-destination", tarballs], { cwd: inRoot("packages", name) });
  await Promise.all(packageFolders.map(pack));
  const files = readdirSync(tarballs).map((file) => path.join(tarballs, file));
  const quietly = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  // vitest is an optional peer: what needs it is for those who have it.
  const beside = ["@types/node@20.19.43", "vitest@4.1.12"];
  await mustRun("npm", ["install", ...quietly, ...files, ...beside], { cwd: app });
});

test("the mock server's fixtures give each test of vitest a mock of its own, or a namespace of the shared one", async () => {
  const file = `import { expect } from "vitest";
import { test, unwrap } from "@hookspec/webhook-mock-server/vitest";
const headers = { authorization: "bearer test", "content-type": "application/json" };
const body = '{"connection_id":"c1","object_type":"crm_contact","event":"updated","hook_url":"http://127.0.0.1:9/"}';
test.for(["one", "two"])("%s", async (_, { mock }) => {
  expect((await mock.fetch("/unified/webhook", { method: "POST", headers, body })).status).toBe(200);
  expect(await (await mock.fetch("/unified/webhook", { headers })).json()).toHaveLength(1);
  await expect(mock).toHaveRequested({ operation: "createUnifiedWebhook" });
});
test.for(["three", "four"])("%s, on the shared server", async (_, { server }) => {
  const init = { method: "POST", headers: { ...headers, ...server.headers }, body };
  expect((await fetch(server.url + "/unified/webhook", init)).status).toBe(200);
  expect(unwrap(await server.control.listSubscriptions())).toHaveLength(1);
});
`;
  const config = 'export default { test: { globalSetup: ["@hookspec/webhook-mock-server/global-setup"] } };';
  writeFileSync(path.join(app, "vitest.config.mjs"), config);
  writeFileSync(path.join(app, "fixture.test.mjs"), file);
  const vitest = path.join(app, "node_modules", "vitest", "vitest.mjs");
  const { code, out, err } = await run(process.execPath, [vitest, "run", "--reporter=json"], { cwd: app });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject({ numPassedTests: 4, numFailedTests: 0 });
});

describe.each(packageFolders)("%s", (name) => {
  test("says what it is, under which licence, and depends on nothing of the workspace", () => {
    const manifest = readFileSync(installed(name, "package.json"), "utf8");
    expect(manifest).not.toMatch(/"(workspace|catalog|file|link):/);
    expect(JSON.parse(manifest)).toMatchObject({
      license: "MIT",
      type: "module",
      engines: { node: expect.any(String) as string },
    });
    expect(filesOf(name)).toEqual(
      expect.arrayContaining(["LICENSE", "README.md", "dist/index.d.ts", "dist/index.js"]),
    );
  });

  test("holds what runs and nothing else", () => {
    const strange = filesOf(name).filter(
      (file) =>
        !/^(LICENSE|README\.md|CHANGELOG\.md|package\.json|bin\/[\w-]+\.js|dist\/.+\.(js|js\.map|d\.ts))$/.test(
          file,
        ),
    );
    expect(strange).toEqual([]);
    expect(filesOf(name).filter((file) => /\.test\.|fixture/.test(file))).toEqual([]);
  });

  test("each of its exports can be imported", async () => {
    const exports: unknown = JSON.parse(readFileSync(installed(name, "package.json"), "utf8"));
    const subpaths = Object.keys((exports as { exports: Record<string, unknown> }).exports).filter(
      // A fixture means something in a test run only; the next test is one.
      (subpath) => !subpath.endsWith(".json") && !(name === "webhook-mock-server" && subpath === "./vitest"),
    );
    const imports = subpaths.map((subpath) => `await import("@hookspec/${name}${subpath.slice(1)}");`);
    expect(
      await run(process.execPath, ["--input-type=module", "--eval", imports.join("\n")], { cwd: app }),
    ).toMatchObject({ code: 0, err: "" });
  });

  test("its README's first example runs as it stands, or is a command that it brings", async () => {
    const blocks = codeBlocks(readFileSync(installed(name, "README.md"), "utf8"));
    const [example] = blocks.filter(
      ({ language, notRun }) => /^[tj]s$/.test(language) && notRun === undefined,
    );
    if (example === undefined) {
      const commands = Object.keys(readManifest(installed(name)).bin ?? {}).map(
        (command) => `npx ${command} `,
      );
      const shell = blocks.filter(({ language }) => language === "sh").map(({ code }) => code);
      expect(shell.filter((code) => commands.some((command) => code.includes(command)))).not.toEqual([]);
      return;
    }
    const module = writeModule(app, `readme-${name}`, example);
    expect(await run(process.execPath, [module], { cwd: app })).toMatchObject({ code: 0, err: "" });
  });
});

test("the commands are there", async () => {
  const command = (name: string) => path.join(app, "node_modules", ".bin", name);
  expect(await run(command("webhook-mock-server"), ["--version"], { cwd: app })).toEqual({
    code: 0,
    out: "webhook 1.1.0\n",
    err: "",
  });
  const help = await run(command("hookspec"), ["--help"], { cwd: app });
  expect(help).toMatchObject({ code: 0, out: expect.stringContaining("generate") as string });
});

test("the installed generator makes packages that depend on the published runtimes", async () => {
  const out = path.join(app, "generated");
  await mustRun(
    path.join(app, "node_modules", ".bin", "hookspec"),
    ["generate", inRoot("specs", "webhook.yaml"), "--out", out, "--scope", "@acme"],
    { cwd: app },
  );
  const { version } = readManifest(inRoot("packages", "client-runtime"));
  expect(readManifest(path.join(out, "webhook-client"))).toMatchObject({
    name: "@acme/webhook-client",
    dependencies: { "@hookspec/client-runtime": `^${version}` },
  });
});

test("a consumer compiles against the installed typings", async () => {
  for (const name of readdirSync(inRoot("test", "types")))
    writeFileSync(path.join(app, name), readFileSync(inRoot("test", "types", name)));
  expect(
    await typeCheck(readdirSync(inRoot("test", "types")), { cwd: app, options: { skipLibCheck: true } }),
  ).toEqual([]);
});

/** `node_modules` and `dist` are skipped by name elsewhere; in a tarball dist is what matters. */
function filesOf(name: string): string[] {
  const dist = filesBelow(installed(name, "dist")).map((file) => `dist/${file}`);
  return [...filesBelow(installed(name)), ...dist].toSorted();
}
