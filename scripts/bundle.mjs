// Builds the JavaScript of the package it is run in: each entry that package.json names becomes one file of dist, what they share
// becomes one more. A hundred small modules cost a start 35 ms, most of it in the loader. tsc, which runs next, adds the declarations.
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "rolldown";

const {
  dependencies = {},
  exports,
  imports = {},
  peerDependencies = {},
} = JSON.parse(readFileSync("package.json", "utf8"));
const packages = Object.keys({ ...dependencies, ...peerDependencies });

/** The .js files that a part of `exports` or `imports` names, under whatever conditions. */
function filesOf(target) {
  if (typeof target === "object") return Object.values(target).flatMap(filesOf);
  return target.endsWith(".js") ? [target] : [];
}

const nameOf = (file) => path.relative("dist", file).replace(/\.js$/, "");

function bundle(files) {
  return build({
    input: Object.fromEntries(files.map((file) => [nameOf(file), `src/${nameOf(file)}.ts`])),
    // What is not a file of this package is left to whoever installs it, who also chooses the conditions of `#…`.
    external: (id) =>
      id.startsWith("#") ||
      id.startsWith("node:") ||
      packages.some((name) => id === name || id.startsWith(`${name}/`)),
    output: {
      dir: "dist",
      sourcemap: true,
      chunkFileNames: "[name].js",
      codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
      minifyInternalExports: false,
    },
  });
}

rmSync("dist", { recursive: true, force: true });
await bundle(filesOf(exports));
// Each of these stands in for the others, and only one is loaded.
for (const file of filesOf(imports)) await bundle([file]);
