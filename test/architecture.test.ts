import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  climbs,
  edgesOf,
  globalState,
  importsOf,
  intrusions,
  mentions,
  packagesImported,
  sourcesOf,
} from "./support/architecture.js";
import { inRoot, packageFolders, readManifest } from "./support/repository.js";
import { spec } from "./spec/read-spec.js";

const runtimes = ["signature", "client-runtime", "mock-runtime"];
const exportsOf = (folder: string) => {
  const manifest: unknown = JSON.parse(readFileSync(inRoot("packages", folder, "package.json"), "utf8"));
  return Object.keys((manifest as { exports: Record<string, unknown> }).exports);
};
const dependenciesOf = (folder: string) =>
  Object.keys(readManifest(inRoot("packages", folder)).dependencies ?? {})
    .filter((name) => name.startsWith("@hookspec/"))
    .map((name) => name.replace("@hookspec/", ""));

/** From the top down; a new folder needs a place here. `print` stands beside `emit`, which fills it; the rest of the main line beside `generate`. */
const generatorRooms = [
  ["cli"],
  ["generate", "index", "write", "on-disk", "workspace", "receiver-check", "diff", "change"],
  ["emit", "print"],
  ["model"],
  ["load"],
];
const mockRooms = [
  ["command", "index"],
  ["commands"],
  ["mock"],
  ["control"],
  ["adapters"],
  ["engine", "requests", "state"],
  ["resources", "subscriptions", "sources"],
  ["deliveries", "faults"],
  ["clock", "store", "samples"],
];

describe("between packages", () => {
  const diagram = edgesOf(readFileSync(inRoot("ARCHITECTURE.md"), "utf8"));

  test("the imports are the arrows of ARCHITECTURE.md, no more and no fewer", () => {
    const found = packageFolders.flatMap((from) =>
      packagesImported(sourcesOf(from)).map((to) => `${from} --> ${to}`),
    );
    expect(found.toSorted()).toEqual(diagram);
  });

  test("so are the dependencies", () => {
    const found = packageFolders.flatMap((from) => dependenciesOf(from).map((to) => `${from} --> ${to}`));
    expect(found.toSorted()).toEqual(diagram);
  });

  test.each([
    ["signature", []],
    ["webhook-types", []],
    ["client-runtime", ["signature"]],
    ["mock-control-types", []],
    ["mock-control-client", ["client-runtime", "mock-control-types"]],
    ["mock-runtime", ["mock-control-client", "signature"]],
    ["webhook-client", ["client-runtime", "webhook-types"]],
    ["webhook-mock-server", ["mock-runtime", "webhook-types"]],
  ])("%s imports %j of ours", (folder, expected) => {
    expect(packagesImported(sourcesOf(folder))).toEqual(expected);
  });

  test.each(packageFolders)("%s reaches into no other package", (folder) => {
    expect(intrusions(sourcesOf(folder), exportsOf)).toEqual([]);
  });

  test("each tool that may be replaced is imported by one file", () => {
    const importers = (folder: string, tool: string) =>
      sourcesOf(folder).filter((source) =>
        importsOf(source).some((name) => name === tool || name.startsWith(`${tool}/`)),
      );
    expect(importers("generator", "openapi-typescript").map(({ file }) => file)).toEqual([
      "emit/types/openapi-interfaces.ts",
    ]);
    expect(importers("client-runtime", "openapi-fetch").map(({ file }) => file)).toEqual(["exchange.ts"]);
  });
});

describe("inside packages", () => {
  test("the generator's rooms import what stands beside or below them", () => {
    expect(climbs(sourcesOf("generator"), generatorRooms)).toEqual([]);
  });

  test("so do the mock's", () => {
    expect(climbs(sourcesOf("mock-runtime"), mockRooms)).toEqual([]);
  });

  test.each([
    ["generator", generatorRooms],
    ["mock-runtime", mockRooms],
  ])("every folder of %s is a room", (folder, rooms) => {
    const folders = sourcesOf(folder).flatMap(({ file }) =>
      file.includes("/") ? [file.slice(0, file.indexOf("/"))] : [],
    );
    expect([...new Set(folders)].filter((name) => !rooms.flat().includes(name))).toEqual([]);
  });

  test.each(packageFolders)("%s keeps no state of its own at module level", (folder) => {
    expect(globalState(sourcesOf(folder))).toEqual([]);
  });

  test.each(runtimes)("%s knows no field of the Webhook by name", (folder) => {
    // Words such as `event` and `interval` are everyone's; what is written with an underscore is the API's alone.
    const names = Object.keys(spec.components.schemas["Webhook"]?.properties ?? {}).filter((name) =>
      name.includes("_"),
    );
    expect(names).toEqual(
      expect.arrayContaining(["hook_url", "connection_id", "object_type", "webhook_type", "checked_at"]),
    );
    expect(mentions(sourcesOf(folder), names)).toEqual([]);
  });
});

describe("each check finds what it looks for", () => {
  const file = (name: string, text: string) => ({ file: name, text });

  test("imports of every form", () => {
    const text = `import "a"; import b from "b"; import type { C } from "c"; export * from "d"; export type { E } from "e";
      const f = await import("f"); type G = import("g").G; async function h() { return (await import("h")).x; } // import "no"`;
    expect(importsOf(file("x.ts", text))).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
    expect(
      packagesImported([
        file(
          "x.ts",
          'import("@hookspec/signature"); import "@hookspec/mock-runtime/command"; import "undici";',
        ),
      ]),
    ).toEqual(["mock-runtime", "signature"]);
  });

  test("edges of a diagram", () => {
    expect(edgesOf("a --> b\n```mermaid\ngraph TD\n  b-c --> a\n  a-->c\n```\n")).toEqual([
      "a --> c",
      "b-c --> a",
    ]);
  });

  test("imports of another package's inside", () => {
    const sources = [
      file(
        "a.ts",
        'import "@hookspec/signature"; import "./b.js"; import "@hookspec/signature/dist/verify.js";',
      ),
      file("room/b.ts", 'import "../a.js"; import "../../../signature/src/sign.js";'),
    ];
    expect(intrusions(sources, () => ["."])).toEqual([
      "a.ts imports @hookspec/signature/dist/verify.js",
      "room/b.ts imports ../../../signature/src/sign.js",
    ]);
  });

  test("imports of a room above, also through a file that is in no room", () => {
    const sources = [
      file("top/a.ts", 'import "../low/b.js"; import "../helper.js";'),
      file("low/b.ts", 'import type { X } from "../helper.js"; import "./c.js";'),
      file("low/c.ts", ""),
      file("helper.ts", 'import("./main.js");'),
      file("main.ts", ""),
    ];
    expect(climbs(sources, [["main"], ["top"], ["low"]])).toEqual([
      "top/a.ts reaches up to main.ts",
      "low/b.ts reaches up to main.ts",
    ]);
    expect(climbs(sources, [["low"], ["main", "top"]])).toEqual(["top/a.ts reaches up to low/b.ts"]);
  });

  test("state at module level", () => {
    const text =
      "let a = 1; export let b; var c; const d = new Map(); const r: ReadonlyMap<string, 1> = new Map(); const e = new Set([1]); const f = () => { let g = 1; return g; };";
    expect(globalState([file("x.ts", text)])).toEqual(["x.ts: a", "x.ts: b", "x.ts: c", "x.ts: d"]);
  });

  test("names of fields", () => {
    expect(
      mentions([file("x.ts", "item.hook_url // my_hook_urls"), file("y.ts", "hook")], ["hook_url"]),
    ).toEqual(["x.ts: hook_url"]);
  });
});
