import { expect, test } from "vitest";
import { diffSpecs } from "../diff/diff-specs.js";
import { parseSpec } from "../load/document.js";
import { describeChange } from "./describe-change.js";

/** A spec whose one schema is read, written in two ways, and listed. */
function specWith(pet: object, { version = "1.0.0", paths = {} }: { version?: string; paths?: object } = {}) {
  const json = { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } };
  const responses = { "200": { description: "The pet.", content: json } };
  const write = (operationId: string) => ({ operationId, requestBody: { content: json }, responses });
  const document = {
    openapi: "3.1.0",
    info: { title: "Pet API", version },
    paths: { "/pets": { post: write("addPet"), put: write("putPet") }, ...paths },
    components: { schemas: { Pet: { type: "object", ...pet } } },
  };
  return parseSpec(JSON.stringify(document, null, 2), "pets.json");
}

function described(base: ReturnType<typeof specWith>, revision: ReturnType<typeof specWith>): string {
  return describeChange(base, revision, diffSpecs(base, revision), "pets");
}

const id = { id: { type: "string" } };
const kinds = (...values: string[]) => ({ type: "string", enum: values, "x-hookspec-extensible": true });

test("what was added is told once, however often it is used, and side by side", () => {
  const base = specWith({ properties: { ...id, kind: kinds("cat") } });
  const revision = specWith(
    {
      properties: {
        ...id,
        kind: kinds("cat", "dog", "owl"),
        tag: { type: "string" },
        age: { type: "number" },
      },
    },
    {
      version: "1.1.0",
      paths: { "/feed": { post: { operationId: "feed", responses: { "200": { description: "" } } } } },
    },
  );
  expect(described(base, revision)).toBe(`Version 1.1.0 of the Pet API, after 1.0.0.

- New operation: \`POST /feed\`.
- New optional members: \`Pet.tag\`, \`Pet.age\`.
- 2 new values of \`Pet.kind\`: \`dog\`, \`owl\`.
`);
});

test("a breaking change says why, and what of the emitted TypeScript changed", () => {
  const base = specWith({ properties: { ...id, tag: { type: "string" } } });
  expect(described(base, specWith({ properties: { ...id, tag: { type: "integer" } } }))).toContain(
    "  ```ts\n  // Pet.tag, before\n  tag?: string;\n  // after\n  tag?: number;\n  ```\n",
  );
  const gone = described(base, specWith({ properties: id }));
  expect(gone).toContain("- **Breaking:** `Pet.tag` is no longer part of responses. ");
  expect(gone).toContain("  // Pet.tag, before\n  tag?: string;\n  // after\n  // (there is none)\n");
});

test("what breaks the wire only is said to leave the types alone", () => {
  const base = specWith({ properties: { tag: { type: "string", maxLength: 9 } } });
  const revision = specWith({ properties: { tag: { type: "string", maxLength: 3 } } });
  expect(described(base, revision)).toMatch(
    /^- \*\*Breaking:\*\* `Pet\.tag` .* The emitted types stay as they are: look at what is sent\.$/m,
  );
});

test("of a long declaration only the lines that differ are shown", () => {
  const many = Array.from({ length: 20 }, (_, index) => `kind_${index}`);
  const text = described(
    specWith({ properties: { kind: { type: "string", enum: many } } }),
    specWith({ properties: { kind: { type: "string", enum: many.slice(1) } } }),
  );
  expect(text).toContain("- **Breaking:** Value gone from `Pet.kind`: `kind_0`. ");
  expect(text.split("\n").length).toBeLessThan(30);
});

test("prose alone is told as prose", () => {
  const base = specWith({ properties: id, description: "A pet." });
  expect(described(base, specWith({ properties: id, description: "An animal." }))).toContain(
    "- `Pet` has another description.\n",
  );
});
