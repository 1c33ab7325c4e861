import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { runProcess } from "./cli.js";
import { checkEmitted, emitInto, sharedFolder } from "./emitted.js";

/** Everything is emitted, and compiled by the native compiler: the others read the same code in test/real.test.ts. */
const compiler = "typescript-7";
const patience = 240_000;
/** By path: not all of them export their package.json. */
const folderOf = (name: string) => path.join(import.meta.dirname, "../node_modules", name);

test(
  "documents that show what OpenAPI can say become packages that compile",
  async () => {
    const out = await sharedFolder();
    const examples = folderOf("@readme/oas-examples");
    const found = await readdir(examples, { recursive: true });
    const specs = found.filter((file) => /^3\.[01]\/(json|yaml)\/.*\.(json|yaml)$/.test(file)).sort();
    expect(specs.length).toBeGreaterThan(100);
    const galaxy = path.join(folderOf("@scalar/galaxy"), "dist/latest.yaml");
    for (const [index, file] of [...specs.map((one) => path.join(examples, one)), galaxy].entries())
      await emitInto(out, file, `spec-${index}`);
    expect(await checkEmitted(out, compiler)).toBe(`0 errors in ${3 * (specs.length + 1)} packages\n`);
  },
  patience,
);

test.each([
  ["the REST API of GitHub", "@octokit/openapi"],
  ["the webhooks of GitHub", "@octokit/openapi-webhooks"],
])(
  "%s becomes packages that compile, without a warning",
  async (_name, from) => {
    const out = await sharedFolder();
    const spec = path.join(folderOf(from), "generated/api.github.com.json");
    const { code, stderr } = await runProcess(["generate", spec, "--out", out, "--name", "github"], out);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(await checkEmitted(out, compiler)).toBe("0 errors in 3 packages\n");
  },
  patience,
);
