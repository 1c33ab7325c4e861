import type { PlainRequest, PlainResponse } from "./http.js";
import { isObject, mergePatch, show } from "./json.js";
import type { Parameters } from "./parameters.js";
import { Problem, problemDocument } from "./problems.js";
import type { Responder } from "./responses.js";

/** What an operation takes and gives. Generated packages know more than this. */
export interface OperationTypes {
  readonly parameters: unknown;
  readonly body: unknown;
  readonly response: unknown;
}

/** operationId → its types. */
export interface OperationMap {
  readonly [id: string]: {
    readonly parameters: Parameters;
    readonly body: unknown;
    readonly response: unknown;
  };
}

/** A request to an operation: authenticated, its parameters checked, its body parsed. */
export interface OverrideRequest<Types extends OperationTypes> {
  /** operationId. */
  readonly operation: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: PlainRequest["headers"];
  /** By place and name. */
  readonly parameters: Types["parameters"];
  readonly body: Types["body"];
}

/** What the mock, or an override below, answers. */
export interface OverrideResponse<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A problem where the status says so. */
  readonly body: Body;
}

/**
 * An answer, or a part of one. What is left out comes from what the mock would answer (which then does it); objects are merged
 * (RFC 7396: `null` removes a member). For another status it comes from the spec: an example, else data made from the schema.
 */
export interface OverrideAnswer<Body> {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body extends readonly unknown[] ? Body : Body extends object ? DeepPartial<Body> : Body;
}

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> | null }
    : T;

/** Answers in an operation's place. `next` lets the mock (or an earlier override) answer, once; no answer at all means `next()`. */
export type Override<Types extends OperationTypes> = (
  request: OverrideRequest<Types>,
  next: () => Promise<OverrideResponse<Types["response"]>>,
) =>
  | OverrideAnswer<Types["response"]>
  | undefined
  | void
  | Promise<OverrideAnswer<Types["response"]> | undefined | void>;

/** Takes an override away again. Calling it twice does nothing more. */
export type Disposer = (() => void) & Disposable;

/** The overrides of a mock; the latest of an operation comes first. */
export interface Overrides {
  readonly isEmpty: boolean;
  /** Throws a TypeError for an operation that does not exist. */
  add(operation: string, override: Override<OperationTypes>): Disposer;
  /** `act` is the mock's own answer and never rejects. */
  run(
    request: OverrideRequest<OperationTypes>,
    place: {
      readonly success: number;
      readonly responder: Responder;
      readonly act: () => Promise<PlainResponse>;
    },
  ): Promise<PlainResponse>;
  clear(): void;
}

export function createOverrides(operations: readonly string[]): Overrides {
  const overrides = new Map<string, readonly Override<OperationTypes>[]>();

  function remove(operation: string, override: Override<OperationTypes>): void {
    const rest = (overrides.get(operation) ?? []).filter((one) => one !== override);
    if (rest.length > 0) overrides.set(operation, rest);
    else overrides.delete(operation);
  }

  return {
    get isEmpty() {
      return overrides.size === 0;
    },
    add(operation, given) {
      if (!operations.includes(operation)) {
        throw new TypeError(
          `There is no operation ${show(operation)} to override. There are ${operations.join(", ")}.`,
        );
      }
      if (typeof given !== "function") {
        throw new TypeError(
          `The override of ${operation} is ${show(given)}. Pass a function (request, next) => answer.`,
        );
      }
      // One of its own, so that adding a function twice makes two overrides.
      const override: Override<OperationTypes> = (request, next) => given(request, next);
      overrides.set(operation, [...(overrides.get(operation) ?? []), override]);
      const dispose = () => remove(operation, override);
      return Object.assign(dispose, { [Symbol.dispose]: dispose });
    },
    run(request, { success, responder, act }) {
      const stack = overrides.get(request.operation) ?? [];
      const answerFrom = async (count: number): Promise<PlainResponse> => {
        const override = stack[count - 1];
        if (override === undefined) return act();
        let below: Promise<PlainResponse> | undefined;
        const proceed = () => (below ??= answerFrom(count - 1));
        const answer = await called(override, request, async () => readable(await proceed()));
        if (answer === undefined) return proceed();
        return completed(answer, request, success, responder, proceed);
      };
      return answerFrom(stack.length);
    },
    clear: () => overrides.clear(),
  };
}

async function called(
  override: Override<OperationTypes>,
  request: OverrideRequest<OperationTypes>,
  next: () => Promise<OverrideResponse<unknown>>,
): Promise<OverrideAnswer<unknown> | undefined> {
  let answer: unknown;
  try {
    answer = await override(request, next);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Problem(500, `The override of ${request.operation} failed: ${message}`);
  }
  if (answer === undefined) return undefined;
  const wrong = whyNoAnswer(answer);
  if (wrong === undefined) return answer as OverrideAnswer<unknown>;
  const accepted = "Return { status?, headers?, body? }, or nothing for the usual answer.";
  throw new Problem(500, `The override of ${request.operation} returned ${wrong}. ${accepted}`);
}

function whyNoAnswer(answer: unknown): string | undefined {
  if (!isObject(answer) || answer instanceof Response) {
    return answer instanceof Response ? "a Response" : show(answer);
  }
  const unknown = Object.keys(answer).filter((name) => !["status", "headers", "body"].includes(name));
  if (unknown.length > 0) return `an object with ${unknown.map(show).join(", ")}`;
  const { status = 200, headers = {} } = answer;
  if (!Number.isSafeInteger(status) || Number(status) < 200 || Number(status) > 599) {
    return `the status ${show(status)}, which is none from 200 to 599`;
  }
  const areTexts = isObject(headers) && Object.values(headers).every((value) => typeof value === "string");
  return areTexts ? undefined : `the headers ${show(headers)}, which are not all text`;
}

async function completed(
  { status, headers = {}, body }: OverrideAnswer<unknown>,
  request: OverrideRequest<OperationTypes>,
  success: number,
  responder: Responder,
  proceed: () => Promise<PlainResponse>,
): Promise<PlainResponse> {
  const fromSpec = (code: number) =>
    responder.documented(code, request.path) ?? undocumented(code, request.path);
  let base = status === undefined || status === success ? await proceed() : fromSpec(status);
  // The mock refuses, and the override says what a success looks like: the spec gives the rest.
  const wantsSuccess = status === success || (status === undefined && body !== undefined);
  if (wantsSuccess && base.status >= 400) base = fromSpec(success);
  const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const merged = { ...base.headers, ...(Object.fromEntries(names) as Record<string, string>) };
  if (body === undefined) return { ...base, headers: merged };
  const below = readable(base).body;
  const type = merged["content-type"] ?? (typeof body === "string" ? "text/plain" : "application/json");
  const value = isObject(body) && isObject(below) ? mergePatch(below, body) : body;
  const isText = typeof value === "string" && !type.includes("json");
  return {
    ...base,
    ...(status !== undefined && { status }),
    headers: { ...merged, "content-type": type },
    body: isText ? value : JSON.stringify(value),
  };
}

/** A status that the spec does not have. */
function undocumented(status: number, instance: string): PlainResponse {
  if (status < 400) return { status, headers: {}, body: "" };
  return problemDocument(status, { detail: "An override of this mock answers this.", instance });
}

function readable({ status, headers, body }: PlainResponse): OverrideResponse<unknown> {
  const isJson = headers["content-type"]?.includes("json") === true && body !== "";
  return { status, headers, body: isJson ? JSON.parse(body) : body === "" ? undefined : body };
}
