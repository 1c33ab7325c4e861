import { StructureKind } from "ts-morph";
import type { ApiModel } from "../../model/api-model.js";
import { propertyKey } from "../../model/names.js";
import type { EmittedFile, Printer, Statements } from "../../print.js";
import { docsOf } from "../docs.js";
import { packageFiles } from "../package-files.js";
import { apiName, type Naming } from "../packages.js";
import { typeImport } from "../imports.js";
import { TypeText } from "../types/type-text.js";
import { definitionStatements } from "./definition.js";
import { mockReadme } from "./readme.js";
import { requestValidators } from "./validators.js";

const runtime = "@hookspec/mock-runtime";

/** The mock server package: the spec's routes, state and deliveries as data for the runtime, and a command. */
export function emitMockServer(model: ApiModel, naming: Naming, printer: Printer): EmittedFile[] {
  const types = naming.packageName("types");
  const command = naming.folder("mock-server");
  return packageFiles(model, naming, printer, {
    kind: "mock-server",
    description: `A mock server of the ${model.title} that keeps state and sends signed deliveries.`,
    exports: { ".": "index" },
    dependencies: { [runtime]: naming.range("runtime"), [types]: naming.range("sibling") },
    bin: { [command]: `./bin/${command}.js` },
    lib: ["ES2022", "DOM", "DOM.Iterable"],
    readme: mockReadme(model, naming, command),
    files: [
      printer.typescript("src/index.ts", indexStatements(model, types)),
      printer.typescript("src/definition.ts", definitionStatements(model, types, runtime)),
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

/** Type of the argument of `emit`: `WebhookChange`. */
function changeName(model: ApiModel): string {
  return `${apiName(model)}Change`;
}

function indexStatements(model: ApiModel, types: string): Statements {
  const api = apiName(model);
  const used = new Set<string>();
  const change = changeStatement(model, new TypeText(model, "response", (name) => used.add(name)));
  const argument = change === undefined ? "never" : changeName(model);
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
    `export type { DeliveryReport, MockOptions } from "${runtime}";`,
    ...(change === undefined ? [] : [change]),
    {
      kind: StructureKind.TypeAlias,
      isExported: true,
      name: `${api}MockServer`,
      type: `Mock<${argument}>`,
      ...docsOf(`A mock of the ${model.title}.`),
    },
    {
      kind: StructureKind.Function,
      isExported: true,
      name: "createMockServer",
      parameters: [{ name: "options", type: "MockOptions", initializer: "{}" }],
      returnType: `${api}MockServer`,
      statements: `return createMock<${argument}>(definition, options);`,
      ...docsOf(
        `Makes a mock of the ${model.title}. Its state is its own: two mocks never meet.\nCall \`listen()\` to serve it on 127.0.0.1, or \`fetch()\` to ask it without a socket.`,
      ),
    },
  ];
}

/** What `mock.emit` takes, under the names that the spec gives the roles. */
function changeStatement(model: ApiModel, text: TypeText) {
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
    name: changeName(model),
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
