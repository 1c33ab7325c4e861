import {
  StructureKind,
  type InterfaceDeclarationStructure,
  type MethodSignatureStructure,
  type StatementStructures,
} from "ts-morph";
import type { ApiModel, Operation, Response } from "../../model/api-model.js";
import { camelCase, Names, pascalCase, propertyKey } from "../../model/names.js";
import type { Statements } from "../../print.js";
import { docsOf, schemaDocs } from "../docs.js";
import { apiName } from "../packages.js";
import { typeImport } from "../imports.js";
import { TypeText } from "../types/type-text.js";
import { exportedTypes } from "../types/exported.js";
import { operationName, responseKind, serversOf } from "./definition.js";
import { isFailure, isSuccess } from "./statuses.js";
import { walkCall, walkOf, type Walk } from "./walk.js";

/** The names that one operation has in the client. */
interface Method {
  readonly operation: Operation;
  readonly params: string;
  readonly result: string;
  /** The method that walks all pages. */
  readonly walk: (Walk & { readonly name: string }) | undefined;
}

/** `client.ts`: the client's interface, its factory, and a params and a result type per method. */
export function clientStatements(model: ApiModel, types: string, runtime: string): Statements {
  const used = new Set<string>();
  const request = new TypeText(model, "request", (name) => used.add(name));
  const response = new TypeText(model, "response", (name) => used.add(name));
  const methods = methodsOf(model);
  const body: StatementStructures[] = [
    optionsInterface(model),
    ...methods.flatMap((method) => [paramsInterface(method, request), resultType(method, response)]),
    {
      kind: StructureKind.Interface,
      isExported: true,
      name: `${apiName(model)}Client`,
      methods: methods.flatMap((method) => signatures(method, response)),
      ...docsOf(`Calls the ${model.title}: a method per operation.`),
    },
    factory(model, methods),
  ];
  const hasFailures = methods.some(({ operation }) => operation.responses.some(isFailure));
  const runtimeTypes = [
    "CallOptions",
    "ClientOptions",
    ...(hasFailures ? ["Failure"] : []),
    "Result",
    "Success",
  ];
  const walks = methods.some(({ walk }) => walk !== undefined);
  return [
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: [
        "createCaller",
        ...(walks ? ["paginate", "unwrap"] : []),
        ...runtimeTypes.map((name) => `type ${name}`),
      ],
      moduleSpecifier: runtime,
    },
    ...typeImport(used, types),
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["definition", ...model.operations.map(operationName)],
      moduleSpecifier: "./definition.js",
    },
    ...body,
  ];
}

function methodsOf(model: ApiModel): Method[] {
  // The client's index exports the spec's types too.
  const types = new Names(exportedTypes(model));
  const methods = new Names(model.operations.map(({ method }) => method));
  return model.operations.map((operation) => {
    const pascal = pascalCase(operation.method);
    const walk = walkOf(model, operation);
    return {
      operation,
      params: types.claim(`${pascal}Params`),
      result: types.claim(`${pascal}Result`),
      walk:
        walk === undefined
          ? undefined
          : { ...walk, name: methods.claim(camelCase(`${operation.method} all`)) },
    };
  });
}

function optionsInterface(model: ApiModel): InterfaceDeclarationStructure {
  const keys = Object.keys(serversOf(model));
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: `${apiName(model)}ClientOptions`,
    extends: ["ClientOptions"],
    properties:
      keys.length === 0
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
          ],
    ...docsOf(`Options of \`create${apiName(model)}Client\`.`),
  };
}

function paramsInterface({ operation, params }: Method, text: TypeText): InterfaceDeclarationStructure {
  const { parameters, body } = operation;
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: params,
    properties: [
      ...parameters.map((parameter) => ({
        name: propertyKey(parameter.key),
        hasQuestionToken: !parameter.required,
        type: text.of(parameter.schema),
        ...docsOf(
          schemaDocs({
            ...parameter.schema,
            ...(parameter.description === undefined ? {} : { description: parameter.description }),
            deprecated: parameter.deprecated,
          }),
        ),
      })),
      ...(body === undefined
        ? []
        : [
            {
              name: "body",
              hasQuestionToken: !body.required,
              type: text.of(body.schema, body),
              ...docsOf(body.description),
            },
          ]),
    ],
    ...docsOf(`Argument of \`${operation.method}\`.`),
  };
}

function resultType({ operation, result }: Method, text: TypeText): StatementStructures {
  const success = operation.responses
    .filter(isSuccess)
    .map((response) => `Success<${statusType(response)}, ${dataType(response, text)}>`);
  const failures = new Map<string, string[]>();
  // An error of another media type is turned into an UnexpectedProblem, which every Result holds already.
  for (const response of operation.responses.filter(
    (one) => isFailure(one) && responseKind(one) === "json",
  )) {
    const type = dataType(response, text);
    failures.set(type, [...(failures.get(type) ?? []), statusType(response)]);
  }
  const parts = [
    ...(success.length === 0 ? ["Success<number, undefined>"] : success),
    ...[...failures].map(([type, statuses]) => `Failure<${[...new Set(statuses)].join(" | ")}, ${type}>`),
  ];
  return {
    kind: StructureKind.TypeAlias,
    isExported: true,
    name: result,
    type: `Result<${parts.join(" | ")}>`,
    ...docsOf(`What \`${operation.method}\` resolves with. Narrow by \`ok\`, then by \`status\`.`),
  };
}

function dataType(response: Response, text: TypeText): string {
  switch (responseKind(response)) {
    case "json":
      return response.schema === undefined ? "unknown" : text.of(response.schema);
    case "text":
      return "string";
    case "binary":
      return "Blob";
    case "stream":
      // Of the platform's own type: TypeScript has changed how it writes a stream of bytes.
      return 'NonNullable<Response["body"]>';
    case "none":
      return "undefined";
  }
}

function statusType({ status }: Response): string {
  return /^\d+$/.test(status) ? status : "number";
}

function signatures({ operation, params, result, walk }: Method, text: TypeText): MethodSignatureStructure[] {
  const { summary, description, method, httpMethod, path, deprecated } = operation;
  const parameters = [
    { name: "params", hasQuestionToken: !takesRequired(operation), type: params },
    { name: "options", hasQuestionToken: true, type: "CallOptions" },
  ];
  const docs = [summary, description].flatMap((one) =>
    one === undefined || one.trim() === "" ? [] : [one.trim()],
  );
  const call: MethodSignatureStructure = {
    kind: StructureKind.MethodSignature,
    name: method,
    parameters,
    returnType: `Promise<${result}>`,
    ...docsOf(`${[...docs, `\`${httpMethod} ${path}\``].join("\n\n")}${deprecated ? "\n@deprecated" : ""}`),
  };
  if (walk === undefined) return [call];
  return [
    call,
    {
      kind: StructureKind.MethodSignature,
      name: walk.name,
      parameters,
      returnType: `AsyncGenerator<${text.of(walk.items)}, void, undefined>`,
      ...docsOf(
        `Every item of \`${method}\`, page by page. Pages overlap by one and duplicates are dropped, so an insertion meanwhile\n` +
          "repeats and skips nothing; a deletion meanwhile may skip items. Rejects with ApiError when a page is refused.",
      ),
    },
  ];
}

function takesRequired({ parameters, body }: Operation): boolean {
  return parameters.some(({ required }) => required) || body?.required === true;
}

function factory(model: ApiModel, methods: readonly Method[]): StatementStructures {
  const api = apiName(model);
  const lines = methods.flatMap(({ operation, result, walk }) => [
    `  ${operation.method}: (params, options) => call<${result}>(${operationName(operation)}, params, options),`,
    ...(walk === undefined
      ? []
      : [`  ${walk.name}: (params, options) =>\n${walkCall(operation, walk, result)},`]),
  ]);
  return {
    kind: StructureKind.Function,
    isExported: true,
    name: `create${api}Client`,
    parameters: [{ name: "options", type: `${api}ClientOptions`, initializer: "{}" }],
    returnType: `${api}Client`,
    statements: `const call = createCaller(definition, options);\nreturn {\n${lines.join("\n")}\n};`,
    ...docsOf(`Makes a client of the ${model.title}. Throws TypeError for options that cannot work.`),
  };
}
