import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { modelWith, printed } from "../../test/model-of.js";
import { namedTypes } from "../emit/types/named-types.js";
import { TypeText } from "../emit/types/type-text.js";
import { loadSpec } from "../load/document.js";
import { toModel } from "./to-model.js";

const ref = (key: string) => ({ $ref: `#/components/schemas/${key}` });
const content = (schema: object) => ({ content: { "application/json": { schema } } });
const answers = { responses: { "200": content(ref("Pet")) } };
const inPath = (name: string) => ({ name, in: "path", required: true, schema: { type: "string" } });

const text = { type: "string" };
const properties = { id: text, breed: text, name: text, size: { ...text, default: "small" }, note: text };
const Pet = {
  type: "object",
  required: ["id", "name", "size"],
  properties,
  "x-hookspec-resource": { id: "id", immutable: ["breed"] },
};
const body = { type: "object", properties, "x-hookspec-unset": "all" };

/** Members of the type that take `null`. */
const nullable = (types: string, name: string) => {
  const [, members = ""] = new RegExp(`export \\w+ ${name} (?:= )?\\{(.*?)\\n\\}`, "s").exec(types) ?? [];
  return [...members.matchAll(/(\w+)\?: .* \| null;/g)].map(([, member]) => member);
};

test("null is promised where the server takes it, and nowhere else", () => {
  const model = modelWith({
    paths: {
      "/pets/{id}": {
        parameters: [inPath("id")],
        get: answers,
        put: { ...answers, requestBody: content(ref("Replace")) },
        patch: { ...answers, requestBody: content({ oneOf: [ref("Patch"), ref("Shared")] }) },
      },
      "/pets": { post: { ...answers, requestBody: content(ref("Create")) } },
      "/shelves/{shelf}/pets": {
        parameters: [{ ...inPath("shelf"), "x-hookspec-field": { name: "note" } }],
        post: {
          ...answers,
          requestBody: content(ref("Shared")),
          "x-hookspec-action": { kind: "create", resource: "Pet" },
        },
      },
      "/names": { post: { ...answers, requestBody: content(ref("Other")) } },
    },
    components: { schemas: { Pet, Replace: body, Patch: body, Create: body, Shared: body, Other: body } },
  });
  const types = printed(namedTypes(model));
  const names = ["Replace", "Patch", "Create", "Shared", "Other"];
  expect(Object.fromEntries(names.map((name) => [name, nullable(types, name)]))).toEqual({
    Replace: ["size", "note"],
    Patch: ["size", "note"],
    Create: ["breed", "size", "note"],
    Shared: ["size"],
    Other: ["id", "breed", "name", "size", "note"],
  });
});

test("a body that stands in its operation keeps to the same", () => {
  const patch = { ...answers, requestBody: content(body) };
  const model = modelWith({
    paths: { "/pets/{id}": { parameters: [inPath("id")], get: answers, patch } },
    components: { schemas: { Pet } },
  });
  const request = model.operations.find(({ httpMethod }) => httpMethod === "PATCH")?.body;
  expect(request && new TypeText(model, "request").of(request.schema, request)).toBe(`{
  id?: string;
  breed?: string;
  name?: string;
  /**
   * \`null\` unsets it.
   * @default "small"
   */
  size?: string | null;
  /** \`null\` unsets it. */
  note?: string | null;
}`);
});

test("a webhook's event, events, interval and mode are filled in, so they can be unset", async () => {
  const spec = fileURLToPath(new URL("../../../../specs/webhook.yaml", import.meta.url));
  const types = printed(namedTypes(toModel(await loadSpec(spec), "webhook")));
  const database = ["db_name_prefix", "db_schema", "db_type", "db_url"];
  const strings = [...database, "event", "fields", "webhook_type"];
  expect(nullable(types, "CreateWebhook")).toEqual(strings);
  expect(nullable(types, "CreateWebhookForConnection")).toEqual(strings);
  expect(nullable(types, "UpdateWebhook")).toEqual(strings);
  expect(nullable(types, "PatchWebhook")).toEqual([
    ...database,
    "event",
    "events",
    "fields",
    "filters",
    "include_raw",
    "interval",
    "is_paused",
    "page_max_limit",
    "subscriptions",
    "webhook_type",
  ]);
});
