import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { checkEmitted, emitInto, sharedFolder } from "./emitted.js";

/** Small specs, each of one kind of oddity that real ones have: its first line says which. */
const fixtures = path.join(import.meta.dirname, "fixtures/real");
const warnings = new Map<string, string[]>();
let out = "";

beforeAll(async () => {
  out = await sharedFolder();
  const files = (await readdir(fixtures)).filter((file) => file.endsWith(".yaml")).sort();
  for (const file of [...files, "multi-file/openapi.yaml"]) {
    const name = file.replace(/\/openapi|\.yaml$/g, "").replace(/\.yaml$/, "");
    warnings.set(name, await emitInto(out, path.join(fixtures, file), name));
  }
  // A package like the emitted ones, which says what their types must be.
  const folder = path.join(out, "assertions");
  await mkdir(path.join(folder, "src"), { recursive: true });
  await writeFile(path.join(folder, ".hookspec.json"), "{}");
  await writeFile(path.join(folder, "package.json"), '{ "name": "assertions", "type": "module" }');
  const text = await readFile(path.join(fixtures, "assertions.txt"), "utf8");
  await writeFile(path.join(folder, "src/assertions.ts"), text);
}, 60_000);

test.each(["typescript-5.9", "typescript", "typescript-7"])(
  "what real specs say becomes packages that compile, with the types that it means (%s)",
  async (compiler) => {
    expect(warnings.size).toBeGreaterThanOrEqual(28);
    expect(await checkEmitted(out, compiler)).toBe(`0 errors in ${3 * warnings.size + 1} packages\n`);
  },
  120_000,
);

test("what cannot be taken is told with its place, and nothing else is", async () => {
  const text = [...warnings].map(([name, found]) =>
    [`${name}:`, ...found.map((one) => `  ${one}`)].join("\n"),
  );
  await expect(`${text.join("\n")}\n`).toMatchFileSnapshot("fixtures/real/warnings.txt");
});
