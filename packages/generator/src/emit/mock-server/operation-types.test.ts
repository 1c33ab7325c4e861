import { expect, test } from "vitest";
import { modelWith, printed } from "../../../test/model-of.js";
import { mockTypeNames, operationTypeStatements } from "./operation-types.js";
import { globalSetupStatements, vitestStatements } from "./vitest.js";

const json = (schema: object) => ({ description: "", content: { "application/json": { schema } } });
const pet = { $ref: "#/components/schemas/Pet" };
const schemas = {
  Pet: {
    type: "object",
    required: ["id"],
    properties: { id: { type: "string", readOnly: true }, name: { type: "string" } },
  },
};
const integer = { type: "integer" };

function emitted(fragment: object): string {
  const model = modelWith({ components: { schemas }, ...fragment });
  return printed(operationTypeStatements(model, mockTypeNames(model), "pets-types", "runtime"));
}

test("parameters as parsed, the body as a request has it, what a success answers", () => {
  const operation = {
    operationId: "make-pet",
    parameters: [
      { name: "id", in: "path", schema: { type: "string" } },
      { name: "a-b", in: "query", required: true, schema: { type: "array", items: integer } },
      { name: "deep", in: "header", schema: integer },
    ],
    requestBody: { required: true, ...json(pet) },
    responses: { "200": json(pet), "202": { description: "" }, "404": json({ type: "string" }) },
  };
  expect(emitted({ paths: { "/pets/{id}": { put: operation } } })).toBe(
    `import type { Pet, PetInput } from "pets-types";

/** What each operation of the Pets takes and gives: \`mock.on\` types an override by it. */
export interface PetsOperations {
  /** \`PUT /pets/{id}\` */
  "make-pet": {
    parameters: {
      path: { id: string };
      query: { "a-b": number[] };
      header: { deep?: number };
      cookie: Record<string, never>;
    };
    body: PetInput;
    response: Pet | undefined;
  };
}

/** The webhooks of the Pets: \`mock.webhooks\`. */
export interface PetsWebhooks {}
`,
  );
});

test.each([
  ["an optional body", { requestBody: json(integer) }, "body: number | undefined;"],
  [
    "one that is not read",
    { requestBody: { required: true, content: { "text/csv": { schema: integer } } } },
    "body: undefined;",
  ],
  [
    "one that is read or not",
    {
      requestBody: {
        required: true,
        content: { "application/json": { schema: integer }, "text/csv": {} },
      },
    },
    "body: number | undefined;",
  ],
  ["text", { responses: { "200": { content: { "text/csv": { schema: integer } } } } }, "response: string;"],
  [
    "JSON without a schema",
    { responses: { "2XX": { content: { "application/json": {} } } } },
    "response: unknown;",
  ],
  ["no success", { responses: { default: json(integer) } }, "response: unknown;"],
])("%s", (_name, operation, line) => {
  expect(emitted({ paths: { "/a": { post: { responses: {}, ...operation } } } })).toContain(`    ${line}\n`);
});

test("webhooks are sent with their payloads", () => {
  const text = emitted({
    webhooks: {
      "pet-born": { post: { description: "A pet was born.\nMore of it.", requestBody: json(pet) } },
      silent: { post: {} },
    },
  });
  expect(text).toContain(
    'import type { WebhookSender } from "runtime";\nimport type { Pet } from "pets-types";\n',
  );
  expect(text).toContain(`export interface PetsWebhooks {
  /** A pet was born. */
  readonly "pet-born": WebhookSender<Pet>;
  readonly silent: WebhookSender;
}
`);
});

test("callbacks too, with where they are POSTed", () => {
  const text = emitted({
    paths: {
      "/pets": {
        post: {
          responses: {},
          callbacks: {
            ready: { "{$request.body#/url}": { post: { summary: "Ready.", requestBody: json(pet) } } },
          },
        },
      },
    },
  });
  expect(text).toContain(`/** The webhooks and callbacks of the Pets: \`mock.webhooks\`. */
export interface PetsWebhooks {
  /** Callback of \`POST /pets\`: POSTed to \`{$request.body#/url}\`. Ready. */
  readonly ready: WebhookSender<Pet>;
}
`);
});

test("types of the spec that have such a name, or the runtime's, get another", () => {
  const clashing = { PetsWebhooks: { type: "object" }, WebhookSender: { type: "string" } };
  const text = emitted({
    components: { schemas: clashing },
    webhooks: {
      a: { post: { requestBody: json({ $ref: "#/components/schemas/PetsWebhooks" }) } },
      b: { post: { requestBody: json({ $ref: "#/components/schemas/WebhookSender" }) } },
    },
  });
  expect(text).toContain('import type { PetsWebhooks2, WebhookSenderSchema } from "pets-types";\n');
  expect(text).toContain("  readonly a: WebhookSender<PetsWebhooks2>;\n");
});

test("the entries for vitest", () => {
  expect(printed(vitestStatements("PetsMockServer", "runtime"))).toBe(
    `import { createMockTest } from "runtime/vitest";
import { definition } from "./definition.js";
import { createMockServer, type PetsMockServer } from "./index.js";

export {
  matchers,
  unwrap,
  type MockControlClient,
  type MockFixtures,
  type MockMatchers,
  type NamespaceOptions,
  type SharedServer,
} from "runtime/vitest";

/**
 * \`test\` of vitest with a fresh \`mock\` for each test that asks for one, closed when the test is over. \`test.extend({ mockOptions: … })\`
 * changes how it is made. \`expect(mock)\` has \`toHaveRequested\` and \`toHaveDelivered\`. \`server\` is a fresh namespace of the server that the
 * global set-up started, \`serverOptions\` how it is made.
 */
export const test: ReturnType<typeof createMockTest<PetsMockServer>> = createMockTest(createMockServer, definition);
`,
  );
  expect(printed(globalSetupStatements("Pets", "runtime"))).toBe(
    `import { createGlobalSetup as create, type GlobalSetup, type GlobalSetupOptions } from "runtime/global-setup";
import { definition } from "./definition.js";
import { createMockServer } from "./index.js";

export type { GlobalSetup, GlobalSetupOptions } from "runtime/global-setup";

/**
 * A global set-up of vitest that starts one mock server of the Pets for the whole run. For options, export one of your own:
 * \`export default createGlobalSetup({ strict: true })\`.
 */
export function createGlobalSetup(options: GlobalSetupOptions = {}): GlobalSetup {
  return create(createMockServer, definition.name, options);
}

/** The mock server without options. */
const globalSetup: GlobalSetup = createGlobalSetup();
export default globalSetup;
`,
  );
});
