import { StructureKind, type InterfaceDeclarationStructure, type MethodSignatureStructure, type StatementStructures } from "ts-morph";
import type { ApiModel, Operation, Response } from "../../model/api-model.js";
import { camelCase, Names, pascalCase, propertyKey } from "../../model/names.js";
import type { Statements } from "../../print.js";
import { docsOf, schemaDocs } from "../docs.js";
import { apiName } from "../packages.js";
import { TypeText } from "../types/type-text.js";
import { operationName, responseKind, serversOf } from "./definition.js";

/** The names that one operation has in the client. */
interface Method {
  readonly operation: Operation;
  readonly params: string;
  readonly result: string;
  /** Name of the method that walks all pages. */
  readonly all: string | undefined;
  /** Type of a listed item. */
  readonly item: string | undefined;
}

/** `client.ts`: the client's interface, its factory, and a params and a result type per method. */
export function clientStatements(model: ApiModel, types: string, runtime: string): Statements {
  const used = new Set<string>();
  const request = new TypeText(model, "request", (name) => used.add(name));
  const response = new TypeText(model, "response", (name) => used.add(name));
  const methods = methodsOf(model, response);
  const api = apiName(model);
  const body: StatementStructures[] = [
    optionsInterface(model),
    ...methods.flatMap((method) => [paramsInterface(method, request), resultType(method, response)]),
    {
      kind: StructureKind.Interface,
      isExported: true,
      name: `${api}Client`,
      methods: methods.flatMap(signatures),
      ...docsOf(`Calls the ${model.title}: a method per operation.`),
    },
    factory(model, methods),
  ];
  const walks = methods.some(({ all }) => all !== undefined);
  const names = ["createCaller", ...(walks ? ["paginate", "unwrap"] : []), ...["CallOptions", "ClientOptions", "Failure", "Result", "Success"].map((name) => `type ${name}`)];
  const text = [...body];
  const runtimeImports = names.filter((name) => name !== "type Failure" || methods.some(({ operation }) => operation.responses.some(isFailure)));
  return [
    { kind: StructureKind.ImportDeclaration, namedImports: runtimeImports, moduleSpecifier: runtime },
    ...(used.size === 0 ? [] : [{ kind: StructureKind.ImportDeclaration as const, isTypeOnly: true, namedImports: [...used].sort(), moduleSpecifier: types }]),
    { kind: StructureKind.ImportDeclaration, namedImports: ["definition", ...model.operations.map(operationName)], moduleSpecifier: "./definition.js" },
    ...text,
  ];
}

function methodsOf(model: ApiModel, response: TypeText): Method[] {
  const types = new Names();
  const methods = new Names();
  for (const { method } of model.operations) methods.claim(method);
  return model.operations.map((operation) => {
    const pascal = pascalCase(operation.method);
    const schema = operation.responses.find(isSuccess)?.schema;
    const pages = operation.paging !== undefined && schema?.kind === "array";
    return {
      operation,
      params: types.claim(`${pascal}Params`),
      result: types.claim(`${pascal}Result`),
      all: pages ? methods.claim(camelCase(`${operation.method} all`)) : undefined,
      item: pages ? response.of(schema.items) : undefined,
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
              ...docsOf(`Which of the API's servers to call. Default ${JSON.stringify(keys[0])}. Not together with \`baseUrl\`.`),
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
        ...docsOf(schemaDocs({ ...parameter.schema, ...(parameter.description === undefined ? {} : { description: parameter.description }), deprecated: parameter.deprecated })),
      })),
      ...(body === undefined
        ? []
        : [{ name: "body", hasQuestionToken: !body.required, type: text.of(body.schema, body.unset), ...docsOf(body.description) }]),
    ],
    ...docsOf(`Argument of \`${operation.method}\`.`),
  };
}

function resultType({ operation, result }: Method, text: TypeText): StatementStructures {
  const success = operation.responses.filter(isSuccess).map((response) => `Success<${statusType(response)}, ${dataType(response, text)}>`);
  const failures = new Map<string, string[]>();
  for (const response of operation.responses.filter(isFailure)) {
    const type = dataType(response, text);
    failures.set(type, [...(failures.get(type) ?? []), statusType(response)]);
  }
  const parts = [
    ...(success.length === 0 ? ["Success<number, undefined>"] : success),
    ...[...failures].filter(([type]) => type !== "undefined").map(([type, statuses]) => `Failure<${[...new Set(statuses)].join(" | ")}, ${type}>`),
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
    case "none":
      return "undefined";
  }
}

function isSuccess({ status }: Response): boolean {
  return status.startsWith("2");
}

function isFailure({ status }: Response): boolean {
  return !/^[123]/.test(status);
}

function statusType({ status }: Response): string {
  return /^\d+$/.test(status) ? status : "number";
}

function signatures({ operation, params, result, all, item }: Method): MethodSignatureStructure[] {
  const options = { name: "options", hasQuestionToken: true, type: "CallOptions" };
  const argument = { name: "params", hasQuestionToken: !takesRequired(operation), type: params };
  const docs = [operation.summary, operation.description].filter((text) => text !== undefined).join("\n\n");
  return [
    {
      kind: StructureKind.MethodSignature,
      name: operation.method,
      parameters: [argument, options],
      returnType: `Promise<${result}>`,
      ...docsOf(`${docs === "" ? "" : `${docs.trim()}\n\n`}\`${operation.httpMethod} ${operation.path}\`${operation.deprecated ? "\n@deprecated" : ""}`),
    },
    ...(all === undefined
      ? []
      : [
          {
            kind: StructureKind.MethodSignature as const,
            name: all,
            parameters: [argument, options],
            returnType: `AsyncGenerator<${item ?? "unknown"}, void, undefined>`,
            ...docsOf(
              `Every item of \`${operation.method}\`, page by page. Pages overlap by one and duplicates are dropped, so an insertion meanwhile\n` +
                "repeats and skips nothing; a deletion meanwhile may skip items. Rejects with ApiError when a page is refused.",
            ),
          },
        ]),
  ];
}

function takesRequired({ parameters, body }: Operation): boolean {
  return parameters.some(({ required }) => required) || body?.required === true;
}

function factory(model: ApiModel, methods: readonly Method[]): StatementStructures {
  const api = apiName(model);
  const lines = methods.flatMap(({ operation, result, all }) => [
    `  ${operation.method}: (params, options) => call<${result}>(${operationName(operation)}, params, options),`,
    ...(all === undefined ? [] : [`  ${all}: (params, options) => ${walk(operation, model, result)},`]),
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

function walk(operation: Operation, model: ApiModel, result: string): string {
  const { paging, action } = operation;
  if (paging === undefined) return "";
  const id = model.resources.find(({ name }) => "resource" in action && name === action.resource)?.id ?? "id";
  const key = (name: string) => propertyKey(operation.parameters.find((parameter) => parameter.name === name && parameter.in === "query")?.key ?? name);
  const access = (name: string) => (key(name).startsWith('"') ? `?.[${key(name)}]` : `?.${key(name)}`);
  return (
    `paginate(\n    async ({ limit, offset }) => unwrap(await call<${result}>(${operationName(operation)}, { ...params, ${key(paging.limit)}: limit, ${key(paging.offset)}: offset }, options)),\n` +
    `    { limit: params${access(paging.limit)} ?? ${paging.default}, offset: params${access(paging.offset)}, id: (item) => item.${id} },\n  )`
  );
}
