import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { compilers, typeCheck } from "./support/compile.js";
import { linkPackages, sharedFolder } from "./support/folders.js";
import { inRoot } from "./support/repository.js";

const programs = readdirSync(inRoot("test", "types"));
const folder = sharedFolder();
linkPackages(folder);
writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
for (const name of programs) copyFileSync(inRoot("test", "types", name), path.join(folder, name));

// The mock server runs on Node, and its typings name Node's; everything else must do without.
const onNode = ["mock-server.ts"];
const anywhere = programs.filter((name) => !onNode.includes(name));

test.concurrent.each(compilers)(
  "consumers compile with %s: strict, ES2022 and the DOM only, our declarations checked too",
  async (compiler) => {
    expect(await typeCheck(anywhere, { compiler, cwd: folder })).toEqual([]);
  },
);

test.concurrent.each(compilers)(
  "tests with the mock server compile with %s: strict, with Node's types",
  async (compiler) => {
    expect(await typeCheck(onNode, { compiler, cwd: folder, options: { types: ["node"] } })).toEqual([]);
  },
);

test("they compile for bundlers, and where exactOptionalPropertyTypes is off", async () => {
  const options = {
    module: "esnext",
    moduleResolution: "bundler",
    exactOptionalPropertyTypes: false,
    skipLibCheck: true,
    types: ["node"],
  };
  expect(await typeCheck(programs, { cwd: folder, options })).toEqual([]);
});

test("the mistakes in the programs are errors: with their marks gone, each is reported", async () => {
  const bare = path.join(folder, "bare");
  mkdirSync(bare);
  let marks = 0;
  for (const name of programs) {
    const text = readFileSync(path.join(folder, name), "utf8");
    marks += text.split("@ts-expect-error").length - 1;
    writeFileSync(path.join(bare, name), text.replaceAll("@ts-expect-error", "mistake"));
  }
  const messages = await typeCheck(programs, { cwd: bare, options: { skipLibCheck: true, types: ["node"] } });
  expect(marks).toBeGreaterThan(15);
  expect(messages.filter((line) => /^\S+\(\d+,\d+\): error/.test(line))).toHaveLength(marks);
  expect(messages.join("\n")).toContain("'intervall' does not exist in type 'CreateWebhook'");
});
