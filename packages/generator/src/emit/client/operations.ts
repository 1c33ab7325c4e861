import { StructureKind, type InterfaceDeclarationStructure, type StatementStructures } from "ts-morph";
import type { ApiModel, Response, Schema } from "../../model/api-model.js";
import { propertyKey } from "../../model/names.js";
import type { Statements } from "../../print.js";
import { declaration, docsOf, schemaDocs } from "../docs.js";
import { typeImport } from "../imports.js";
import { TypeText } from "../types/type-text.js";
import { operationName, responseKind } from "./definition.js";
import { dataType, methodsOf, signatureOf, type Method } from "./method.js";
import { isFailure, isSuccess } from "./statuses.js";

/** A params and a result type per operation, and the function that calls it, for bundles that hold no other. */
export function operationStatements(model: ApiModel, types: string, runtime: string): Statements {
  const used = new Set<string>();
  const request = new TypeText(model, "request", (name) => used.add(name));
  const response = new TypeText(model, "response", (name) => used.add(name));
  const methods = methodsOf(model);
  if (methods.length === 0) return [];
  const body: (StatementStructures | string)[] = methods.flatMap((method) => [
    paramsType(method, request),
    resultType(method, response),
    ...functions(method, response),
  ]);
  const hasFailures = methods.some(({ operation }) => operation.responses.some(isFailure));
  const walks = methods.some(({ walk }) => walk !== undefined);
  const names = ["CallOptions", "Caller", ...(hasFailures ? ["Failure"] : []), "Result", "Success"];
  return [
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: [...(walks ? ["walk", "type Walk"] : []), ...names.map((name) => `type ${name}`)],
      moduleSpecifier: runtime,
    },
    ...typeImport(used, types),
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: methods.map(({ operation }) => operationName(operation)),
      moduleSpecifier: "./definition.js",
    },
    ...body,
  ];
}

function paramsType({ operation, params }: Method, text: TypeText): InterfaceDeclarationStructure | string {
  const { parameters, body } = operation;
  const says = `Argument of \`${operation.method}\`.`;
  // an interface without members would take an object of any
  if (parameters.length === 0 && body === undefined) {
    return declaration(says, `export type ${params} = Record<string, never>;`);
  }
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: params,
    properties: [
      ...parameters.map((parameter) => ({
        name: propertyKey(parameter.key),
        hasQuestionToken: !parameter.required,
        type: `${text.of(parameter.schema)}${isTime(parameter.schema) ? " | Date" : ""}`,
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
    ...docsOf(says),
  };
}

/** A Date is written as RFC 3339 has it, which a `date` without a time is not. */
const isTime = (schema: Schema): boolean => schema.kind === "string" && schema.format === "date-time";

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
    ...docsOf(`What \`${operation.method}\` resolves with. Narrow by \`status\`, or by \`ok\` first.`),
  };
}

function statusType({ status }: Response): string {
  return /^\d+$/.test(status) ? status : "number";
}

function functions(method: Method, text: TypeText): string[] {
  const { operation, result, standalone, walk } = method;
  const docs = `\`${operation.method}\` of a client, as a function of its own.`;
  const call = `\n/** ${docs} */\nexport function ${standalone}(client: Caller, ${signatureOf(method)}): Promise<${result}> {
  return client.$call(${operationName(operation)}, params, options);
}`;
  if (walk === undefined) return [call];
  return [
    call,
    `\n/** \`${operation.method}.all\` of a client, as a function of its own. */\nexport function ${walk.standalone}(client: Caller, ${signatureOf(method)}): Walk<${text.of(walk.items)}> {
  return walk(client, ${operationName(operation)}, params, options);
}`,
  ];
}
