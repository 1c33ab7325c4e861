import {
  StructureKind,
  type InterfaceDeclarationStructure,
  type PropertySignatureStructure,
  type StatementStructures,
} from "ts-morph";
import type { ApiModel, Operation } from "../../model/api-model.js";
import { propertyKey } from "../../model/names.js";
import type { Statements } from "../../print.js";
import { docComment, docsOf } from "../docs.js";
import { typeImport } from "../imports.js";
import { apiName } from "../packages.js";
import { TypeText } from "../types/type-text.js";
import { keySchemes, operationName, serversOf } from "./definition.js";
import { methodsOf, signatureOf, successType, type Method } from "./method.js";

/** The client's options and interface, and its factories. */
export function clientStatements(
  model: ApiModel,
  types: string,
  runtime: string,
  hasValidators: boolean,
): Statements {
  const api = apiName(model);
  const used = new Set<string>();
  const text = new TypeText(model, "response", (name) => used.add(name));
  const methods = methodsOf(model);
  const body: StatementStructures[] = [
    optionsInterface(model, hasValidators),
    {
      kind: StructureKind.Interface,
      isExported: true,
      name: `${api}ClientOrThrow`,
      properties: methods.map((method) => throwing(method, text)),
      ...docsOf(
        `The methods of a client that resolve with the data of a success, and throw ApiError for any other answer.`,
      ),
    },
    {
      kind: StructureKind.Interface,
      isExported: true,
      name: `${api}Client`,
      extends: ["Caller"],
      properties: [
        ...methods.map((method) => resolving(method, text)),
        { name: "orThrow", type: `${api}ClientOrThrow`, ...docsOf("The same methods, throwing.") },
      ],
      ...docsOf(`Calls the ${model.title}: a method per operation.`),
    },
    ...factories(model, methods),
  ];
  const walks = methods.some(({ walk }) => walk !== undefined);
  const runtimeNames = [
    "bindOperations",
    "createCaller",
    ...(walks ? ["walk", "type Walk"] : []),
    ...(keySchemes(model).length > 0 ? ["type ApiKey"] : []),
    ...(methods.length > 0 ? ["type CallOptions"] : []),
    "type Caller",
    "type ClientOptions",
    ...(hasValidators ? ["type ValidationOptions"] : []),
  ];
  return [
    { kind: StructureKind.ImportDeclaration, namedImports: runtimeNames, moduleSpecifier: runtime },
    ...typeImport(used, types),
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["definition", ...model.operations.map(operationName)],
      moduleSpecifier: "./definition.js",
    },
    ...(methods.length === 0
      ? []
      : [
          {
            kind: StructureKind.ImportDeclaration as const,
            isTypeOnly: true,
            namedImports: methods.flatMap(({ params, result }) => [params, result]),
            moduleSpecifier: "./operations.js",
          },
        ]),
    ...body,
  ];
}

function optionsInterface(model: ApiModel, hasValidators: boolean): InterfaceDeclarationStructure {
  const keys = Object.keys(serversOf(model));
  const schemes = keySchemes(model);
  const several = schemes.map(({ name }) => `readonly ${propertyKey(name)}?: ApiKey | undefined`).join("; ");
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: `${apiName(model)}ClientOptions`,
    extends: ["ClientOptions", ...(hasValidators ? ["ValidationOptions"] : [])],
    properties: [
      ...(schemes.length === 0
        ? []
        : [
            {
              name: "apiKey",
              hasQuestionToken: true,
              type: schemes.length === 1 ? "ApiKey | undefined" : `{ ${several} } | undefined`,
              ...docsOf(
                schemes.length === 1
                  ? "The key, or a function that gives it for every attempt, and once more when it was refused (401). Absent: none is sent."
                  : "Keys by the name of their security scheme, each as text or a function that gives it. An operation is sent with those that it names.",
              ),
            },
          ]),
      ...(keys.length === 0
        ? []
        : [
            {
              name: "server",
              hasQuestionToken: true,
              type: keys.map((key) => JSON.stringify(key)).join(" | "),
              ...docsOf(
                `Which of the API's servers to call. Default ${JSON.stringify(keys[0])}. Not together with \`baseUrl\`.`,
              ),
            },
          ]),
    ],
    ...docsOf(`Options of \`create${apiName(model)}Client\`.`),
  };
}

const allDocs =
  "Every item, page by page: `for await` over it, or over its `pages()`. Pages overlap by one and duplicates are dropped, so an\n" +
  "insertion meanwhile repeats and skips nothing; a deletion meanwhile may skip items. Rejects with ApiError when a page is refused.";

function resolving(method: Method, text: TypeText): PropertySignatureStructure {
  return property(method, `Promise<${method.result}>`, text, operationDocs(method.operation));
}

function throwing(method: Method, text: TypeText): PropertySignatureStructure {
  const { operation } = method;
  return property(
    method,
    `Promise<${successType(operation, text)}>`,
    text,
    `\`${operation.method}\`, throwing.`,
  );
}

function property(method: Method, returns: string, text: TypeText, docs: string): PropertySignatureStructure {
  const { operation, walk } = method;
  const call = `(${signatureOf(method)})`;
  return {
    kind: StructureKind.PropertySignature,
    name: propertyKey(operation.method),
    type:
      walk === undefined
        ? `${call} => ${returns}`
        : `{\n${call}: ${returns};\n${docComment(allDocs)}all${call}: Walk<${text.of(walk.items)}>;\n}`,
    ...docsOf(docs),
  };
}

function operationDocs({ summary, description, httpMethod, path, deprecated }: Operation): string {
  const docs = [summary, description].flatMap((one) =>
    one === undefined || one.trim() === "" ? [] : [one.trim()],
  );
  return `${[...docs, `\`${httpMethod} ${path}\``].join("\n\n")}${deprecated ? "\n@deprecated" : ""}`;
}

function factories(model: ApiModel, methods: readonly Method[]): StatementStructures[] {
  const api = apiName(model);
  const members = methods.map(
    ({ operation }) => `  ${propertyKey(operation.method)}: ${operationName(operation)},`,
  );
  const walks = methods.some(({ walk }) => walk !== undefined);
  const parameters = [{ name: "options", type: `${api}ClientOptions`, initializer: "{}" }];
  return [
    {
      kind: StructureKind.Function,
      isExported: true,
      name: `create${api}Caller`,
      parameters,
      returnType: "Caller",
      statements: "return createCaller(definition, options);",
      ...docsOf(
        "Makes what the functions of single operations are called with: a bundle then holds those that it calls, and no other.\n" +
          "Throws TypeError for options that cannot work.",
      ),
    },
    {
      kind: StructureKind.Function,
      isExported: true,
      name: `create${api}Client`,
      parameters,
      returnType: `${api}Client`,
      statements: `const operations = {\n${members.join("\n")}\n};\nreturn bindOperations<${api}Client>(createCaller(definition, options), operations${walks ? ", walk" : ""});`,
      ...docsOf(`Makes a client of the ${model.title}. Throws TypeError for options that cannot work.`),
    },
  ];
}
