import { StructureKind } from "ts-morph";
import type { ApiModel } from "../../model/api-model.js";
import { propertyKey } from "../../model/names.js";
import type { EmittedFile, Printer, Statements } from "../../print.js";
import { docsOf } from "../docs.js";
import { packageFiles } from "../package-files.js";
import type { Naming } from "../packages.js";
import { JsonSchemas } from "../json-schemas.js";
import { typeImport } from "../imports.js";
import { TypeText } from "../types/type-text.js";
import { definitionStatements, sendsByHand } from "./definition.js";
import { mockTypeNames, operationTypeStatements, type MockTypeNames } from "./operation-types.js";
import { mockReadme } from "./readme.js";
import { DocumentedResponses } from "./responses.js";
import { schemaStatements, webhookStatements } from "./samples.js";
import { requestValidators } from "./validators.js";
import { globalSetupStatements, vitestStatements } from "./vitest.js";

const runtime = "@hookspec/mock-runtime";

/** The mock server package: the spec's routes, state and deliveries as data for the runtime, and a command. */
export function emitMockServer(model: ApiModel, naming: Naming, printer: Printer): EmittedFile[] {
  const types = naming.packageName("types");
  const names = mockTypeNames(model);
  const schemas = new JsonSchemas(model.document, "response", "make");
  const responses = new DocumentedResponses(model, schemas);
  const webhooks = webhookStatements(model, schemas, runtime);
  const hasSchemas = schemas.closure().length > 0;
  const command = naming.folder("mock-server");
  return packageFiles(model, naming, printer, {
    kind: "mock-server",
    description: `A mock server of the ${model.title} that keeps state${model.delivery === undefined ? "" : " and sends signed deliveries"}.`,
    exports: { ".": "index", "./global-setup": "global-setup", "./vitest": "vitest" },
    dependencies: { [runtime]: naming.range("runtime"), [types]: naming.range("sibling") },
    optionalPeers: { vitest: { range: "^4.0.0", version: "4.1.12" } },
    bin: { [command]: `./bin/${command}.js` },
    lib: ["ES2022", "DOM", "DOM.Iterable"],
    readme: mockReadme(model, naming, command),
    files: [
      printer.typescript("src/index.ts", indexStatements(model, names, types)),
      printer.typescript("src/operations.ts", operationTypeStatements(model, names, types, runtime)),
      printer.typescript("src/vitest.ts", vitestStatements(names.mock, runtime)),
      printer.typescript("src/global-setup.ts", globalSetupStatements(model.title, runtime)),
      printer.typescript(
        "src/definition.ts",
        definitionStatements(model, { responses, hasSchemas }, types, runtime),
      ),
      ...(responses.isEmpty
        ? []
        : [printer.typescript("src/responses.ts", responses.statements(types, runtime))]),
      ...(hasSchemas ? [printer.typescript("src/schemas.ts", schemaStatements(schemas, runtime))] : []),
      ...(sendsByHand(model) ? [printer.typescript("src/webhooks.ts", webhooks)] : []),
      printer.code("src/validators.ts", requestValidators(model)),
      printer.code(`bin/${command}.js`, commandText()),
    ],
  });
}

function commandText(): string {
  return `#!/usr/bin/env node
import { runMockCommand } from "${runtime}/command";
import { definition } from "../dist/definition.js";

await runMockCommand(definition, process.argv.slice(2));
`;
}

/** What a user of the mock may need to name. */
const reexported = [
  "Connection",
  "Delivery",
  "DeliveryAnswer",
  "DeliveryAttempt",
  "DeliveryFault",
  "DeliveryFilter",
  "DeliveryHook",
  "DeliveryReport",
  "ManualDelivery",
  "MockMatchers",
  "MockOptions",
  "MockSnapshot",
  "Override",
  "OverrideAnswer",
  "RequestFault",
  "RequestFilter",
  "RequestRecord",
  "SubscriptionView",
  "Transport",
];

function indexStatements(model: ApiModel, names: MockTypeNames, types: string): Statements {
  const used = new Set<string>();
  const change = changeStatement(model, names, new TypeText(model, "response", (name) => used.add(name)));
  const parameters = `${change === undefined ? "never" : names.change}, ${names.operations}, ${names.webhooks}`;
  return [
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["createMock", "type Mock", "type MockOptions"],
      moduleSpecifier: runtime,
    },
    ...typeImport(used, types),
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["definition"],
      moduleSpecifier: "./definition.js",
    },
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      namedImports: [names.operations, names.webhooks],
      moduleSpecifier: "./operations.js",
    },
    `export type { ${names.operations}, ${names.webhooks} } from "./operations.js";`,
    // Not from the entry for vitest, which nothing else can load.
    `export { matchers } from "${runtime}";`,
    `export type { ${reexported.join(", ")} } from "${runtime}";`,
    ...(change === undefined ? [] : [change]),
    {
      kind: StructureKind.TypeAlias,
      isExported: true,
      name: names.mock,
      type: `Mock<${parameters}>`,
      ...docsOf(`A mock of the ${model.title}.`),
    },
    {
      kind: StructureKind.Function,
      isExported: true,
      name: "createMockServer",
      parameters: [{ name: "options", type: "MockOptions", initializer: "{}" }],
      returnType: names.mock,
      statements: `return createMock<${parameters}>(definition, options);`,
      ...docsOf(
        `Makes a mock of the ${model.title}. Its state is its own: two mocks never meet.\nCall \`listen()\` to serve it on 127.0.0.1, or \`fetch()\` to ask it without a socket.`,
      ),
    },
  ];
}

/** What `mock.emit` takes, under the names that the spec gives the roles. */
function changeStatement(model: ApiModel, names: MockTypeNames, text: TypeText) {
  const { subscription, delivery, resources } = model;
  const schema = model.schemas.find(({ key }) => key === subscription?.resource)?.schema;
  if (subscription === undefined || delivery === undefined || schema?.kind !== "object") return undefined;
  const typeOf = (field: string) => {
    const property = schema.properties.find(({ name }) => name === field);
    return property === undefined ? "string" : text.of(property.schema);
  };
  const resource = resources.find(({ name }) => name === subscription.resource)?.name ?? "subscription";
  return {
    kind: StructureKind.Interface as const,
    isExported: true,
    name: names.change,
    properties: [
      {
        name: propertyKey(subscription.source),
        type: typeOf(subscription.source),
        ...docsOf("Whose objects changed."),
      },
      {
        name: propertyKey(subscription.objectType),
        type: typeOf(subscription.objectType),
        ...docsOf("What kind of object changed."),
      },
      {
        name: propertyKey(subscription.event),
        type: typeOf(subscription.event),
        ...docsOf("What happened to it."),
      },
      {
        name: propertyKey(delivery.data),
        type: "Record<string, unknown> | readonly Record<string, unknown>[]",
        ...docsOf("The changed object, or several."),
      },
    ],
    ...docsOf(`A change to report to every matching ${resource}.`),
  };
}
