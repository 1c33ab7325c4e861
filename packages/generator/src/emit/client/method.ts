import type { ApiModel, Operation, Response } from "../../model/api-model.js";
import { camelCase, Names, pascalCase } from "../../model/names.js";
import { apiName } from "../packages.js";
import { exportedTypes } from "../types/exported.js";
import type { TypeText } from "../types/type-text.js";
import { operationName, responseKind } from "./definition.js";
import { isSuccess } from "./statuses.js";
import { walkOf, type Walk } from "./walk.js";

/** The names that one operation has in the client package. */
export interface Method {
  readonly operation: Operation;
  readonly params: string;
  readonly result: string;
  /** The function that calls it with a caller. */
  readonly standalone: string;
  /** How to walk its pages, and the function that does so with a caller. */
  readonly walk: (Walk & { readonly standalone: string }) | undefined;
}

/** What the file may import or pass on of the runtime under a name that a function could bear, too. */
const runtimeValues = (
  "bindOperations createCaller deepObject idempotencyKey inCookie inHeader inQuery pipeDelimited spaceDelimited styledCookie styledHeader " +
  "styledPath styledQuery"
).split(" ");

export function methodsOf(model: ApiModel): Method[] {
  const api = apiName(model);
  // The client's index exports the spec's types too.
  const types = new Names(exportedTypes(model));
  // What else stands in the file or is exported beside them.
  const functions = new Names([
    `create${api}Client`,
    `create${api}Caller`,
    "definition",
    ...model.operations.map(operationName),
    ...runtimeValues,
  ]);
  return model.operations.map((operation) => {
    const pascal = pascalCase(operation.method);
    const walk = walkOf(model, operation);
    return {
      operation,
      params: types.claim(`${pascal}Params`),
      result: types.claim(`${pascal}Result`),
      standalone: functions.claim(standaloneName(operation, api)),
      walk: walk && { ...walk, standalone: functions.claim(standaloneName(operation, api, "All")) },
    };
  });
}

/**
 * A name that can stand without a client before it: `create` of the Webhook API becomes `createWebhook`, `patchTrigger`
 * `patchWebhookTrigger`. One that the operationId gave already says what it acts on, unless it is a single word.
 */
function standaloneName({ id, method }: Operation, api: string, all = ""): string {
  const first = /^[^A-Z]*/.exec(method)?.[0] || method;
  const rest = method.slice(first.length);
  const isLong = rest !== "" && method === camelCase(id);
  return `${first}${all}${isLong ? "" : api}${rest}`;
}

/** The type of what a response holds. */
export function dataType(response: Response, text: TypeText): string {
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

/** The type of what `orThrow` resolves with. */
export function successType({ responses }: Operation, text: TypeText): string {
  const types = new Set(responses.filter(isSuccess).map((response) => dataType(response, text)));
  return [...types].join(" | ") || "undefined";
}

/** `params: GetParams, options?: CallOptions` */
export function signatureOf({ operation, params }: Method): string {
  return `params${takesRequired(operation) ? "" : "?"}: ${params}, options?: CallOptions`;
}

function takesRequired({ parameters, body }: Operation): boolean {
  return parameters.some(({ required }) => required) || body?.required === true;
}
