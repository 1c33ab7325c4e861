import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rolldown } from "rolldown";
import { linkPackages, temporaryFolder } from "./folders.js";
import { inRoot } from "./repository.js";
import { run } from "./run.js";

/** What a page would load of a module of its own: one minified file. */
export async function browserBundle(code: string): Promise<string> {
  const folder = temporaryFolder();
  linkPackages(folder);
  const input = path.join(folder, "app.mjs");
  writeFileSync(input, code);
  const bundle = await rolldown({ input, platform: "browser" });
  const { output } = await bundle.generate({ minify: true, codeSplitting: false });
  return output[0].code;
}

/** What size-limit makes of bundles: their bytes by name, gzipped, and which weigh more than their limit. */
export async function weigh(bundles: readonly { name: string; code: string; limit?: string }[]) {
  const folder = temporaryFolder();
  const plugin = "@size-limit/file";
  mkdirSync(path.join(folder, "node_modules", "@size-limit"), { recursive: true });
  symlinkSync(inRoot("test", "node_modules", plugin), path.join(folder, "node_modules", plugin), "dir");
  const checks = await Promise.all(
    bundles.map(async ({ code, ...check }, index) => {
      writeFileSync(path.join(folder, `${index}.js`), await browserBundle(code));
      return { ...check, path: `${index}.js`, gzip: true };
    }),
  );
  const manifest = { private: true, devDependencies: { [plugin]: "*" }, "size-limit": checks };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  const bin = inRoot("test", "node_modules", "size-limit", "bin.js");
  const { out, err } = await run(process.execPath, [bin, "--json"], { cwd: folder });
  if (out === "") throw new Error(`size-limit gave no report: ${err}`);
  const found = JSON.parse(out) as { name: string; size: number; passed?: boolean }[];
  return {
    sizes: Object.fromEntries(found.map(({ name, size }) => [name, size])),
    tooHeavy: found.filter(({ passed }) => passed === false).map(({ name, size }) => `${name}: ${size} B`),
  };
}
