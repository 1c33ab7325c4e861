import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { typeCheck } from "./support/compile.js";
import { giveSpecs, linkPackages, sharedFolder } from "./support/folders.js";
import { codeBlocks, writeModule, type CodeBlock } from "./support/markdown.js";
import { inRoot, packageFolders, readManifest, root } from "./support/repository.js";
import { run } from "./support/run.js";

const wanted = [
  "README.md",
  "CONTRIBUTING.md",
  ...packageFolders.map((name) => `packages/${name}/README.md`),
];
const documents = wanted.filter((file) => existsSync(inRoot(file)));
const blocks = documents.flatMap((file) =>
  codeBlocks(readFileSync(inRoot(file), "utf8")).map((block) => ({
    file,
    where: `${file}:${block.line}`,
    block,
  })),
);
const shown = blocks.filter(({ block }) => block.notRun === undefined);
const code = shown.filter(({ block }) => /^[tj]s$/.test(block.language));
const shell = blocks.filter(({ block }) => block.language === "sh");

const folder = sharedFolder();
linkPackages(folder);
giveSpecs(folder);
const nameOf = (where: string) => where.replaceAll(/\W+/g, "-");

test("the repository and every package have a README", () => expect(documents).toEqual(wanted));

test("the documents have examples, each in a language that is checked", () => {
  expect(code.length).toBeGreaterThan(packageFolders.length);
  expect(
    blocks
      .filter(({ block }) => !["ts", "js", "sh", "json", "yaml", ""].includes(block.language))
      .map(({ where }) => where),
  ).toEqual([]);
});

test("few are not run, and each of those says why", () => {
  const marked = blocks.filter(({ block }) => block.notRun !== undefined);
  expect(marked.length).toBeLessThan(6);
  expect(marked.filter(({ block }) => (block.notRun ?? "").length < 10)).toEqual([]);
});

test("the TypeScript type-checks, strictly", async () => {
  const files = code.flatMap(({ where, block }) => {
    if (block.language !== "ts") return [];
    const file = `${nameOf(where)}.mts`;
    writeFileSync(path.join(folder, file), block.code);
    return [file];
  });
  expect(await typeCheck(files, { cwd: folder, options: { types: ["node"], skipLibCheck: true } })).toEqual(
    [],
  );
});

describe("each runs to its end", () => {
  test.each(code)("$where", async ({ where, block }) => {
    const module = writeModule(folder, nameOf(where), block);
    expect(await run(process.execPath, [module], { cwd: folder })).toMatchObject({ code: 0, err: "" });
  });
});

const bins = packageFolders.flatMap((name) => Object.keys(readManifest(inRoot("packages", name)).bin ?? {}));
const scripts = Object.keys(readManifest(root).scripts ?? {});
const ours = packageFolders.map((name) => `@hookspec/${name}`);

describe("each shell line names something that exists", () => {
  const lines = shell.flatMap(({ where, block }) => commandsOf(block).map((line) => ({ where, line })));
  test.each(lines)("$where $line", ({ line }) => expect(unknownIn(line)).toBeUndefined());
});

test("the tasks that the tables name exist, with every task in CONTRIBUTING.md", () => {
  const texts = documents.map((file) => readFileSync(inRoot(file), "utf8")).join("\n");
  const named = [...texts.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});

test("the links between the documents lead somewhere", () => {
  const dead = [...documents, "ARCHITECTURE.md"].flatMap((file) => {
    const text = readFileSync(inRoot(file), "utf8");
    const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = ""]) => target);
    return targets
      .filter((target) => !/^https?:/.test(target) && !existsSync(inRoot(path.dirname(file), target)))
      .map((target) => `${file} → ${target}`);
  });
  expect(dead).toEqual([]);
});

test("what this file looks for is found", () => {
  const text = "a\n```ts\n1;\n```\n<!-- not run: it is an example -->\n```sh\n# c\nnpm run nope\n```\n";
  const [one, other] = codeBlocks(text);
  expect(one).toEqual({ language: "ts", line: 2, code: "1;\n" });
  expect(other).toEqual({ language: "sh", line: 6, code: "# c\nnpm run nope\n", notRun: "it is an example" });
  expect(commandsOf(other as CodeBlock).map(unknownIn)).toEqual(["script nope"]);
  expect(["npx nope --port 1", "node nope.js", "npm install @hookspec/nope", "nope"].map(unknownIn)).toEqual([
    "bin nope",
    "file nope.js",
    "package @hookspec/nope",
    "command nope",
  ]);
});

/** The commands of a shell block, without comments; continued lines are joined. */
function commandsOf({ code: text }: CodeBlock): string[] {
  const lines = text.replaceAll("\\\n", " ").split("\n");
  return lines.map((line) => line.replace(/(^|\s)#.*$/, "").trim()).filter((line) => line !== "");
}

/** What a command line names and nobody has; undefined when all is there. */
function unknownIn(line: string): string | undefined {
  const [command = "", first = "", ...rest] = line.split(/\s+/);
  const missing = (kind: string, name: string, known: boolean) => (known ? undefined : `${kind} ${name}`);
  if (command === "npm" && first === "run")
    return missing("script", rest[0] ?? "", scripts.includes(rest[0] ?? ""));
  if (command === "npm" && first === "test") return missing("script", "test", scripts.includes("test"));
  if (command === "npm" && /^(i|install)$/.test(first)) {
    const strange = rest.find((name) => name.startsWith("@hookspec/") && !ours.includes(name));
    return missing("package", strange ?? "", strange === undefined);
  }
  if (command === "npx") return missing("bin", first, bins.includes(first));
  if (bins.includes(command)) return undefined;
  if (command === "node") return missing("file", first, existsSync(inRoot(first)));
  return missing("command", command, ["git", "cd", "curl"].includes(command));
}
