import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSpec } from "./document.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hookspec-load-"));
});
afterAll(() => rm(folder, { recursive: true }));

const head = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n";

/** Writes the files, loads the first, and gives the messages of what is wrong with it, places relative to the folder. */
async function problems(files: Record<string, string>): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  try {
    await loadSpec(path.join(folder, Object.keys(files)[0] ?? ""));
    return [];
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}${path.sep}`, "").split("\n");
  }
}

test.each([
  [
    "a YAML error",
    "openapi: 3.1.0\ninfo:\n  title: 'T\n",
    [/^spec\.yaml:4:1 {2}Missing closing 'quote\. Correct the YAML \(or JSON\) here\.$/],
  ],
  [
    "more YAML errors than help",
    `${head}${"paths: {}\n".repeat(9)}`,
    [
      ...[4, 5, 6, 7, 8].map(
        (line) => `spec.yaml:${line}:1  The key paths stands in this map already. Remove one of the two.`,
      ),
      "and 3 more. Correct the first ones: the others may follow from them.",
    ],
  ],
  [
    "a JSON error",
    '{ "openapi": "3.1.0",\n  "info": { "title": "T" ]\n}',
    [/^spec\.yaml:2:\d+ {2}.+Correct the YAML \(or JSON\) here\.$/],
  ],
  [
    "a key that stands twice",
    `${head}paths: {}\npaths: {}\n`,
    ["spec.yaml:4:1  The key paths stands in this map already. Remove one of the two."],
  ],
  [
    "an empty file",
    "",
    ["spec.yaml:1:1  The document is empty; an OpenAPI document is a map with openapi, info and paths."],
  ],
  [
    "a list",
    "- 1\n",
    ["spec.yaml:1:1  The document is a list; an OpenAPI document is a map with openapi, info and paths."],
  ],
  [
    "another version",
    "openapi: 4.0.0\n",
    [
      'spec.yaml:1:1  spec.yaml has openapi "4.0.0"; hookspec reads OpenAPI 3.0 and 3.1. Set openapi: 3.1.0, or convert the document first.',
    ],
  ],
  [
    "Swagger",
    "info: {}\nswagger: '2.0'\n",
    [
      "spec.yaml:2:1  spec.yaml has Swagger 2.0; hookspec reads OpenAPI 3.0 and 3.1. Set openapi: 3.1.0, or convert the document first.",
    ],
  ],
  [
    "no version",
    "info: {}\n",
    [
      "spec.yaml:1:1  spec.yaml has no openapi version; hookspec reads OpenAPI 3.0 and 3.1. Set openapi: 3.1.0, or convert the document first.",
    ],
  ],
  [
    "an alias without an anchor",
    `${head}paths: *nowhere\n`,
    ["spec.yaml:3:8  *nowhere names no anchor above it. Add &nowhere."],
  ],
  [
    "an alias inside what it names",
    `${head}x: &a\n  b: *a\n`,
    ["spec.yaml:4:6  *a stands inside what it names, which would never end. Use a $ref instead."],
  ],
  [
    "a bomb of aliases",
    `${head}a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n${"bcdefg"
      .split("")
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdef"[index]}`).join(", ")}]`)
      .join("\n")}\n`,
    [/^spec\.yaml:1:1 {2}Failed to read the document's aliases: .+ Write out what the aliases stand for\.$/],
  ],
  [
    "references to nothing, in an array, under responses and as an anchor",
    `${head}paths:
  /a:
    get:
      parameters:
        - $ref: '#/components/parameters/0'
      responses:
        default: { $ref: '#/components/responses/Gone' }
components:
  schemas:
    A: { $ref: '#A' }
`,
    [
      "spec.yaml:7:11  $ref #/components/parameters/0 points at nothing. Correct the path, or add what it names.",
      "spec.yaml:9:20  $ref #/components/responses/Gone points at nothing. Correct the path, or add what it names.",
      "spec.yaml:12:10  $ref #A names no anchor of this document. Add it, or use a path such as #/components/schemas/Pet.",
    ],
  ],
  [
    "a reference over the network",
    `${head}components:\n  schemas:\n    A: { $ref: 'https://example.com/a.yaml' }\n`,
    [
      "spec.yaml:5:10  $ref https://example.com/a.yaml is not a file; nothing is fetched. Download it and refer to the copy.",
    ],
  ],
  [
    "a parameter of no place, a scheme of no type, a path without its slash",
    `${head}paths:
  a: {}
components:
  parameters:
    P: { name: p, in: body }
  securitySchemes:
    S: {}
`,
    [
      'spec.yaml:7:19  This parameter has in: "body"; accepted are: path, query, header, cookie.',
      "spec.yaml:9:5  This security scheme has no type; accepted are: apiKey, http, oauth2, openIdConnect, mutualTLS.",
      'spec.yaml:4:3  The path "a" does not begin with a slash. Write "/a".',
    ],
  ],
  [
    "an example file that is missing and one that is no JSON",
    `${head}components:
  examples:
    a: { externalValue: nowhere.json }
    b: { externalValue: spec.yaml }
`,
    [
      "spec.yaml:5:10  Failed to read example nowhere.json: there is no such file. Name a JSON file, relative to the spec.",
      /^spec\.yaml:6:10 {2}Failed to read example spec\.yaml: it is not JSON \(.+\)\. Name a JSON file, relative to the spec\.$/,
    ],
  ],
])("%s is named with its place", async (_name, text, expected) => {
  const got = await problems({ "spec.yaml": text });
  expect(got).toHaveLength(expected.length);
  expected.forEach((line, index) =>
    line instanceof RegExp ? expect(got[index]).toMatch(line) : expect(got[index]).toBe(line),
  );
});

test("a reference is only text where data stands", async () => {
  const data = "{ $ref: '#/nowhere' }";
  const text = `${head}components:
  schemas:
    A: { example: ${data}, default: ${data}, const: ${data}, enum: [${data}], examples: [${data}], x-own: ${data} }
    B: { properties: { default: { type: string }, $ref: { type: string } } }
  examples: { e: { value: ${data} } }
`;
  expect(await problems({ "data.yaml": text })).toEqual([]);
});

test("a BOM, a bare 3.1 and a JSON spec are read", async () => {
  expect(await problems({ "bom.yaml": `\uFEFFopenapi: 3.1\ninfo: {}\n` })).toEqual([]);
  expect(
    await problems({ "a.json": '\uFEFF{"openapi":"3.0.4","info":{"title":"T","version":"1"},"paths":{}}' }),
  ).toEqual([]);
});

test.each([
  ["nowhere.yaml", "there is no such file"],
  [".", "it is a directory"],
])("a spec that cannot be read: %s", async (name, why) => {
  const file = path.join(folder, name);
  await expect(loadSpec(file)).rejects.toThrow(
    `Failed to read the spec ${file}: ${why}. Give the path of an OpenAPI document (.yaml or .json).`,
  );
});

test("an example is read from its file, relative to the spec, BOM or not", async () => {
  await writeFile(path.join(folder, "e.json"), '\uFEFF{"id":1}');
  await writeFile(
    path.join(folder, "with-example.yaml"),
    `${head}components: { examples: { e: { externalValue: e.json } } }\n`,
  );
  const document = await loadSpec(path.join(folder, "with-example.yaml"));
  const example = document.resolve("#/components/examples/e") as { externalValue: string };
  expect(document.exampleValue(example)).toEqual({ id: 1 });
});

test("aliases share a part, and its places are those of the anchor", async () => {
  await writeFile(
    path.join(folder, "alias.yaml"),
    `${head}components:\n  schemas:\n    A: { properties: &p { id: {} } }\n    B: { properties: *p }\n`,
  );
  const document = await loadSpec(path.join(folder, "alias.yaml"));
  expect(document.resolve("#/components/schemas/B/properties/id")).toEqual({});
  expect(document.locate("/components/schemas/B/properties/id")).toMatchObject({ line: 5, col: 27 });
});

test("another file is followed, and what is wrong in it is named there", async () => {
  const spec = `${head}components:\n  schemas:\n    A: { $ref: './other.yaml#/Thing' }\n`;
  await writeFile(path.join(folder, "multi.yaml"), spec);
  await writeFile(
    path.join(folder, "other.yaml"),
    "Thing:\n  type: object\n  properties: { self: { $ref: '#/Thing' } }\n",
  );
  const document = await loadSpec(path.join(folder, "multi.yaml"));
  expect(JSON.stringify(document.root)).toContain('"type":"object"');
  expect(JSON.stringify(document.root)).not.toContain(folder);
  const broken = await problems({
    "multi.yaml": spec,
    "other.yaml": "Thing:\n  properties: { a: { $ref: './gone.yaml' } }\n",
  });
  expect(broken.join("\n")).toMatch(
    /^other\.yaml:2:\d+ {2}Can't resolve \$ref.*Correct the path, or add what it names\.$/,
  );
});

test("schemas made of themselves lose the reference that closes the circle, with a warning", async () => {
  const text = `${head}components:
  schemas:
    A: { oneOf: [{ $ref: '#/components/schemas/B' }] }
    B: { allOf: [{ $ref: '#/components/schemas/A' }, { properties: { b: { $ref: '#/components/schemas/B' } } }] }
`;
  await writeFile(path.join(folder, "circle.yaml"), text);
  const { warnings, root } = await loadSpec(path.join(folder, "circle.yaml"));
  expect(warnings.map(({ message }) => message)).toEqual([
    "$ref #/components/schemas/A leads back to the schema that it stands in; it is left out. Move what both share to a schema of its own.",
  ]);
  expect(warnings[0]?.at).toMatchObject({ line: 6, col: 20 });
  expect(root["components"]).toMatchObject({
    schemas: { B: { allOf: [{}, { properties: { b: { $ref: expect.anything() } } }] } },
  });
});
