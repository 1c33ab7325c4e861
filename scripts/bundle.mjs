// Builds the JavaScript of the package it is run in: each entry that package.json names (`exports`, `imports`) becomes one file of dist,
// what entries share becomes files beside them. A hundred small modules cost a start 40 ms, most of it in the loader. tsc, which
// runs next, adds the declarations.
import { readFileSync } from "node:fs";
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

const entries = [exports, imports]
  .flatMap(filesOf)
  .map((file) => path.relative("dist", file).replace(/\.js$/, ""));

await build({
  input: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
  // What is not a file of this package is left to whoever installs it, who also chooses the conditions of `#…`.
  external: (id) =>
    id.startsWith("#") ||
    id.startsWith("node:") ||
    packages.some((name) => id === name || id.startsWith(`${name}/`)),
  output: {
    dir: "dist",
    cleanDir: true,
    sourcemap: true,
    chunkFileNames: "[name].js",
    minifyInternalExports: false,
  },
});
