import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { filesBelow, inRoot } from "./repository.js";

/** A source file of a package: its path below `src`, its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** The sources of a package, without its tests. */
export function sourcesOf(folder: string): Source[] {
  const src = inRoot("packages", folder, "src");
  return filesBelow(src)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => ({ file, text: readFileSync(path.join(src, file), "utf8") }));
}

/** Everything that a file imports or exports from: types, values, `import()` and `require`. */
export function importsOf({ text }: Source): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

const scope = "@hookspec/";

/** The packages of ours that sources import, by folder name. */
export function packagesImported(sources: readonly Source[]): string[] {
  const ours = sources.flatMap(importsOf).filter((name) => name.startsWith(scope));
  return [...new Set(ours.map((name) => name.slice(scope.length).split("/")[0] ?? ""))].toSorted();
}

/** Imports that reach into another package, past what it exports. */
export function intrusions(
  sources: readonly Source[],
  exportsOf: (name: string) => readonly string[],
): string[] {
  return sources.flatMap((source) =>
    importsOf(source)
      .filter((name) => {
        if (name.startsWith("."))
          return path.posix
            .normalize(path.posix.join(path.posix.dirname(source.file), name))
            .startsWith("..");
        if (!name.startsWith(scope)) return false;
        const [folder = "", ...inside] = name.slice(scope.length).split("/");
        return !exportsOf(folder).includes([".", ...inside].join("/"));
      })
      .map((name) => `${source.file} imports ${name}`),
  );
}

/** The edges of a mermaid graph, as `from --> to`. */
export function edgesOf(markdown: string): string[] {
  const graph = /```mermaid\n([\s\S]*?)```/.exec(markdown)?.[1] ?? "";
  return [...graph.matchAll(/^\s*([\w-]+)\s*-->\s*([\w-]+)\s*$/gm)]
    .map(([, from, to]) => `${from} --> ${to}`)
    .toSorted();
}

/**
 * Imports from a room into one above it. `rooms` go from the top down; what stands in one entry stands side by side. A file that
 * is in no room (shared types, helpers) hides nothing: what it imports counts for whoever imports it.
 */
export function climbs(sources: readonly Source[], rooms: readonly (readonly string[])[]): string[] {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const levelOf = (file: string) =>
    rooms.findIndex((level) => level.some((room) => file === `${room}.ts` || file.startsWith(`${room}/`)));
  const neighbours = (source: Source) =>
    importsOf(source)
      .filter((name) => name.startsWith("."))
      .flatMap(
        (name) =>
          byFile.get(path.posix.join(path.posix.dirname(source.file), name.replace(/\.js$/, ".ts"))) ?? [],
      );
  const reached = (source: Source, seen: Set<string>): string[] =>
    neighbours(source).flatMap((next) => {
      if (seen.has(next.file)) return [];
      seen.add(next.file);
      return levelOf(next.file) === -1 ? reached(next, seen) : [next.file];
    });
  return sources
    .filter(({ file }) => levelOf(file) !== -1)
    .flatMap((source) =>
      reached(source, new Set())
        .filter((file) => levelOf(file) < levelOf(source.file))
        .map((file) => `${source.file} reaches up to ${file}`),
    );
}

/** Module-level variables that change: `let`, `var`, and collections that start empty and so must be filled later. */
export function globalState(sources: readonly Source[]): string[] {
  return sources.flatMap(({ file, text }) => {
    const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
    const declared = statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => {
      const isConst = (declarationList.flags & ts.NodeFlags.Const) !== 0;
      return declarationList.declarations.filter((one) => !isConst || isEmptyCollection(one));
    });
    return declared.map(({ name }) => `${file}: ${ts.isIdentifier(name) ? name.text : "…"}`);
  });
}

/** `new Map()` that is not declared read-only: nothing can come of it but changes. */
function isEmptyCollection({ initializer: node, type }: ts.VariableDeclaration): boolean {
  if (node === undefined || !ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const isReadonly =
    type !== undefined &&
    ts.isTypeReferenceNode(type) &&
    ts.isIdentifier(type.typeName) &&
    type.typeName.text.startsWith("Readonly");
  return (
    !isReadonly && /^(Weak)?(Map|Set)$/.test(node.expression.text) && (node.arguments ?? []).length === 0
  );
}

/** Where sources name one of the words, comments included. */
export function mentions(sources: readonly Source[], words: readonly string[]): string[] {
  return sources.flatMap(({ file, text }) =>
    words.filter((word) => new RegExp(`\\b${word}\\b`).test(text)).map((word) => `${file}: ${word}`),
  );
}
