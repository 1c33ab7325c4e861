import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere, runProcess } from "../../test/cli.js";

const fixtures = fileURLToPath(new URL("../../test/fixtures", import.meta.url));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hookspec-cli-"));
  await cp(fixtures, folder, { recursive: true });
  await writeFile(
    path.join(folder, "broken.yaml"),
    "openapi: 3.1.0\npaths:\n  /a: { parameters: [{ $ref: '#/a' }] }\n",
  );
});
afterAll(() => rm(folder, { recursive: true }));

const hookspec = (args: readonly string[], cwd = folder) => runHere(args, cwd);

async function bytesBelow(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return Object.fromEntries(
    files.map((file, index) => [path.relative(root, file), texts[index] ?? ""]).sort(),
  );
}

test("a run, a check, a change, a check: exit codes 0, 0, 1", async () => {
  const spec = "bare.yaml";
  const run = await runProcess(["generate", spec, "--out", "a"], folder);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(run.stdout).toMatch(/^added {4}bare-types\/package\.json$/m);
  expect(run.stdout).toMatch(
    /^0 operations, 0 schemas, 0 webhooks -> 3 packages, 27 files, 27 changed \(\d+ ms\)$/m,
  );

  const check = await hookspec(["generate", spec, "--out", "a", "--check"]);
  expect(check).toMatchObject({ code: 0, stderr: "" });
  expect(check.stdout).toMatch(/^27 files of 3 packages are up to date \(\d+ ms\)\n$/);

  await rm(path.join(folder, "a/bare-client/README.md"));
  await writeFile(path.join(folder, "a/bare-types/src/mine.ts"), "");
  expect(await runProcess(["generate", spec, "--out", "a", "--check"], folder)).toEqual({
    code: 1,
    stdout: "stranger bare-types/src/mine.ts\nmissing  bare-client/README.md\n",
    stderr:
      "1 file not as bare.yaml wants. Run the same command without --check to write them.\n" +
      "1 stranger that hookspec did not write. Move what is written by hand to another package, or delete it.\n",
  });
});

test("the same spec gives the same bytes in any directory, from any directory", async () => {
  const other = path.join(folder, "elsewhere");
  await cp(fixtures, path.join(other, "specs"), { recursive: true });
  const spec = path.join(other, "specs/shop.openapi.yaml");
  expect((await hookspec(["generate", "shop.openapi.yaml", "--out", "one"])).code).toBe(0);
  expect((await hookspec(["generate", spec, "--out=two/deep", "--name", "shop"], other)).code).toBe(0);
  const bytes = await bytesBelow(path.join(folder, "one"));
  expect(await bytesBelow(path.join(other, "two/deep"))).toEqual(bytes);
  expect(Object.keys(bytes)).toHaveLength(31);
  expect(Object.values(bytes).join("\n")).not.toContain(folder);
});

test("--only and --scope", async () => {
  const { code } = await hookspec([
    "generate",
    "bare.yaml",
    "--out",
    "b",
    "--only",
    "client, types",
    "--scope",
    "@acme",
  ]);
  expect(code).toBe(0);
  expect(await readdir(path.join(folder, "b"))).toEqual(["bare-client", "bare-types"]);
  const manifest: unknown = JSON.parse(
    await readFile(path.join(folder, "b/bare-client/package.json"), "utf8"),
  );
  expect(manifest).toMatchObject({
    name: "@acme/bare-client",
    dependencies: { "@acme/bare-types": "^0.0.0" },
  });
});

test("warnings have their places and stop nothing", async () => {
  const { code, stderr } = await hookspec(["generate", "shop.openapi.yaml", "--out", "c", "--only", "types"]);
  expect(code).toBe(0);
  expect(stderr).toContain(
    'warning: shop.openapi.yaml:164:12  type is "strin", which JSON Schema gives no meaning; it is left out.',
  );
});

const all = "The options are --out, --name, --scope, --only, --check.";

test.each([
  [
    "a broken spec",
    ["broken.yaml", "--out", "x"],
    "broken.yaml:3:24  $ref #/a points at nothing. Correct the path, or add what it names.\n1 problem in the spec; nothing was written.\n",
  ],
  [
    "no such spec",
    ["gone.yaml", "--out", "x"],
    "hookspec: Failed to read the spec gone.yaml: there is no such file. Give the path of an OpenAPI document (.yaml or .json).\n",
  ],
  [
    "no spec",
    ["--out", "x"],
    /^hookspec: Missing required positional argument: SPEC\. See `hookspec generate --help`\.\n$/,
  ],
  [
    "no --out",
    ["bare.yaml"],
    /^hookspec: Missing required argument: --out\. See `hookspec generate --help`\.\n$/,
  ],
  [
    "an empty --out",
    ["bare.yaml", "--out="],
    "hookspec: --out is empty; it names the directory that receives the packages, such as --out packages.\n",
  ],
  [
    "an unknown option",
    ["bare.yaml", "--out", "x", "--chek"],
    `hookspec: There is no option --chek. Did you mean --check? ${all}\n`,
  ],
  [
    "an option that stands twice",
    ["bare.yaml", "--out", "x", "--out", "y"],
    "hookspec: --out stands twice. Give it once.\n",
  ],
  [
    "two specs",
    ["bare.yaml", "events.json", "--out", "x"],
    "hookspec: One spec at a time: got bare.yaml, events.json. Run the command once for each.\n",
  ],
  [
    "a bad name",
    ["bare.yaml", "--out", "x", "--name", "Pet Store"],
    'hookspec: The name is "Pet Store"; a name is lower-case words with dashes, such as pet-store. Give one by --name.\n',
  ],
  [
    "a bad scope",
    ["bare.yaml", "--out", "x", "--scope", "acme"],
    'hookspec: The scope is "acme"; an npm scope starts with @, such as @acme. Correct --scope, or leave it out.\n',
  ],
  [
    "a bad kind",
    ["bare.yaml", "--out", "x", "--only", "types,server"],
    'hookspec: --only has "server"; it takes a list of types, client, mock-server, such as --only types,client.\n',
  ],
  [
    "a file for a directory",
    ["bare.yaml", "--out", "events.json"],
    /^hookspec: Failed to read events\.json\/bare-types\/\.hookspec\.json: a part of its path is a file\. Move it away, or give another directory by --out\.\n$/,
  ],
])("%s exits with 2 and says what to do", async (_name, args, message) => {
  const { code, stdout, stderr } = await hookspec(["generate", ...args]);
  if (message instanceof RegExp) expect(stderr).toMatch(message);
  else expect(stderr).toBe(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("one is one", async () => {
  await writeFile(
    path.join(folder, "one.yaml"),
    `openapi: 3.1.0
info: { title: One, version: "1" }
paths: { /a: { get: { operationId: a, responses: { "204": { description: Done } } } } }
webhooks: { a: { post: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } } } } }
components: { schemas: { A: { type: object } } }
`,
  );
  const { stdout } = await hookspec(["generate", "one.yaml", "--out", "d", "--only", "types"]);
  expect(stdout).toMatch(
    /^1 operation, 1 schema, 1 webhook -> 1 package, \d+ files, \d+ changed \(\d+ ms\)$/m,
  );
  const check = await hookspec(["generate", "one.yaml", "--out", "d", "--only", "types", "--check"]);
  expect(check.stdout).toMatch(/^\d+ files of 1 package are up to date \(\d+ ms\)\n$/);
});

test("a spec may say which packages it becomes; --only goes before it", async () => {
  await writeFile(
    path.join(folder, "some.yaml"),
    'openapi: 3.1.0\ninfo: { title: Some, version: "1" }\nx-hookspec-packages: [client, types]\npaths: {}\n',
  );
  const foldersIn = async (out: string) => (await readdir(path.join(folder, out))).sort();
  await hookspec(["generate", "some.yaml", "--out", "s"]);
  expect(await foldersIn("s")).toEqual(["some-client", "some-types"]);
  expect(await readFile(path.join(folder, "s/some-types/README.md"), "utf8")).not.toContain("mock-server");
  await hookspec(["generate", "some.yaml", "--out", "o", "--only", "mock-server"]);
  expect(await foldersIn("o")).toEqual(["some-mock-server"]);
});

test.skipIf(!existsSync("/proc/self"))(
  "a file system that takes no directories",
  { timeout: 5000 },
  async () => {
    expect(await hookspec(["generate", "bare.yaml", "--out", "/proc/nope"])).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "hookspec: Failed to make the directory /proc/nope: no directory can be made in its parent. Give a directory that can be written by --out.\n",
    });
  },
);
