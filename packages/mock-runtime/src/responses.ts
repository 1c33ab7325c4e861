import type { MockDefinition, OperationDefinition, ResponseDefinition } from "./definition.js";
import type { PlainRequest, PlainResponse } from "./http.js";
import { showAll } from "./json.js";
import { preferencesOf } from "./prefer.js";
import { Problem, type FieldProblem } from "./problems.js";
import { numbersOf, type Random } from "./random.js";
import { sample } from "./samples/sample.js";
import { check } from "./validation.js";

/** The answers that the spec documents for an operation. */
export interface Responder {
  /**
   * The answer that a request asks for with `Prefer: code=…, example=…, dynamic=true`; undefined when it does not, or asks for what
   * the operation answers anyway. Throws a 400 that names what there is.
   */
  preferred(request: PlainRequest): PlainResponse | undefined;
  /**
   * An example of a status, else data made from its schema, the same for the same label. Undefined for a status that the spec does
   * not have, or has with a body about which it says nothing.
   */
  documented(status: number, label: string): PlainResponse | undefined;
  /** A 501: the spec says nothing that a body could be made from. */
  missing(status: number): Problem;
  /** What is wrong with the body of an answer, if it is JSON and the spec has a schema for it. */
  faultsOf(response: PlainResponse): readonly FieldProblem[];
}

/** `nextDraw` numbers the answers that must differ each time. */
export function createResponder(
  definition: MockDefinition,
  operation: OperationDefinition,
  { random, nextDraw }: { readonly random: Random; readonly nextDraw: () => number },
): Responder {
  const { id, success, action } = operation;
  const responses = operation.responses ?? { [success.status]: usualResponse(operation) };
  const item = action.kind === "example" ? undefined : definition.resources[action.resource]?.validate;

  const find = (status: number): ResponseDefinition | undefined =>
    [String(status), `${String(status)[0]}XX`, "default"].flatMap((key) =>
      Object.hasOwn(responses, key) ? (responses[key] ?? []) : [],
    )[0];

  function made(
    status: number,
    { mediaType, schema }: ResponseDefinition,
    label: string,
  ): PlainResponse | undefined {
    if (mediaType === undefined) return answerOf(status, undefined, undefined);
    if (schema === undefined) return undefined;
    const numbers = numbersOf(random, `samples/${id}/${status}/${label}`);
    return answerOf(
      status,
      mediaType,
      sample(schema, { schemas: definition.schemas ?? {}, random: numbers }),
    );
  }

  function missing(status: number): Problem {
    const where = `responses."${status}".content."${find(status)?.mediaType ?? "application/json"}"`;
    const detail = `${id} has no state to act on and no example to answer with. Add ${where}.example to the spec. A schema does as well.`;
    return new Problem(501, detail);
  }

  function documented(status: number, label: string): PlainResponse | undefined {
    const response = find(status);
    if (response === undefined) return undefined;
    const [first] = Object.values(response.examples);
    if (first === undefined) return made(status, response, label);
    return answerOf(status, response.mediaType, first);
  }

  function named(status: number, { examples, mediaType }: ResponseDefinition, name: string): PlainResponse {
    if (Object.hasOwn(examples, name)) return answerOf(status, mediaType, examples[name]);
    const names = Object.keys(examples);
    const known = names.length === 0 ? "It has no examples" : `Its examples are ${showAll(names)}`;
    throw new Problem(400, `${id} has no example ${JSON.stringify(name)} of ${status}. ${known}.`);
  }

  return {
    preferred(request) {
      const preferences = preferencesOf(request);
      const example = preferences.get("example");
      const isDynamic = preferences.get("dynamic") === "true";
      const code = preferences.get("code");
      const status = code === undefined ? success.status : Number(code);
      const isUsual = status === success.status && example === undefined && !isDynamic;
      if (isUsual) return undefined;
      const response = /^[2-5]\d\d$/.test(String(status)) ? find(status) : undefined;
      if (response === undefined) {
        const known = Object.keys(responses).join(", ");
        throw new Problem(400, `${id} documents no response ${code ?? status}. Prefer one of ${known}.`);
      }
      const label = isDynamic ? `dynamic/${nextDraw()}` : request.path;
      const answer = isDynamic
        ? made(status, response, label)
        : example === undefined
          ? documented(status, label)
          : named(status, response, example);
      if (answer === undefined) throw missing(status);
      return applied(answer, { code, example, dynamic: isDynamic ? "true" : undefined });
    },
    documented,
    missing,
    faultsOf({ status, headers, body }) {
      if (headers["content-type"]?.includes("json") !== true) return [];
      const validate = find(status)?.validate;
      if (validate !== undefined) return check(validate, JSON.parse(body));
      if (item === undefined || status !== success.status) return [];
      const value: unknown = JSON.parse(body);
      if (!Array.isArray(value)) return check(item, value);
      return value.flatMap((one, at) => check(item, one, { base: `/${at}` }));
    },
  };
}

/** For definitions without `responses`. */
function usualResponse({ success: { mediaType, example } }: OperationDefinition): ResponseDefinition {
  return {
    ...(mediaType !== undefined && { mediaType }),
    examples: example === undefined ? {} : { default: example },
  };
}

function answerOf(status: number, mediaType: string | undefined, value: unknown): PlainResponse {
  if (mediaType === undefined) return { status, headers: {}, body: "" };
  const isText = typeof value === "string" && !mediaType.includes("json");
  return { status, headers: { "content-type": mediaType }, body: isText ? value : JSON.stringify(value) };
}

/** Says which preferences were heeded (RFC 7240 section 3). */
function applied(
  response: PlainResponse,
  preferences: Readonly<Record<string, string | undefined>>,
): PlainResponse {
  const heeded = Object.entries(preferences).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${/^[\w.-]+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  return { ...response, headers: { ...response.headers, "preference-applied": heeded.join(", ") } };
}
