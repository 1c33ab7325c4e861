import { createAction, type Acting, type Action } from "./actions.js";
import { createAuthenticator, createCallerReader } from "./auth.js";
import { readBody } from "./body.js";
import type { Clock } from "./clock/clock.js";
import { isPreflight, preflightResponse, withCors } from "./cors.js";
import type { MockDefinition, OperationDefinition } from "./definition.js";
import { applyFault } from "./faults/apply.js";
import type { Handle, PlainRequest, PlainResponse } from "./http.js";
import type { Parameters } from "./parameters.js";
import { createParameterReader, type ParameterReader } from "./parameters.js";
import { invalidBody, Problem, problemResponse } from "./problems.js";
import { Exchange, pathOf, type RequestRecord } from "./requests.js";
import { createResponder, type Responder } from "./responses.js";
import { createRouter, type Match } from "./router.js";
import type { Traffic } from "./traffic.js";
import { check } from "./validation.js";

/** What the engine needs beside the definition. */
export interface EngineContext {
  readonly apiKeys: readonly string[];
  readonly bodyLimit: number;
  readonly lenient: boolean;
  readonly cors: boolean;
  /** Whether each answer is checked against its schema before it leaves. */
  readonly checkResponses: boolean;
  readonly clock: Clock;
  /** Resource name → resource. */
  readonly resources: ReadonlyMap<string, Acting>;
  readonly traffic: Traffic;
  /** Called with each request once it is answered. */
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationDefinition;
  readonly authenticate: (request: PlainRequest) => void;
  readonly caller: (request: PlainRequest) => string;
  readonly read: ParameterReader;
  readonly responder: Responder;
  readonly act: Action;
}

/** The main line: route → authenticate → validate → act → respond. Whatever is thrown on the way is answered as a problem. */
export function createEngine(definition: MockDefinition, context: EngineContext): Handle {
  const { traffic, clock, onRequest } = context;
  const { faults, overrides, idempotency, limiter, requests, secrets, sleeper } = traffic;
  const routes = definition.operations.map((operation) => routeOf(definition, operation, context));
  const router = createRouter(routes, definition.basePaths);

  /** Faults come before everything else, as the network does; preflights are spared: a page could not see why they failed. */
  function respond(request: PlainRequest, exchange: Exchange, path: string): Promise<PlainResponse> {
    if (request.method === "OPTIONS") {
      const answer = options(request, path);
      if (answer !== undefined) return Promise.resolve(answer);
    }
    if (faults.isEmpty) return serve(request, exchange, router.match(request.method, path));
    exchange.operation = router.find(request.method, path)?.operation.operation.id;
    const fired = faults.ofRequest(exchange);
    if (fired === undefined) return serve(request, exchange, router.match(request.method, path));
    exchange.fault = fired.id;
    const served = async () => serve(request, exchange, router.match(request.method, path));
    return applyFault(fired.rule, path, () => answered(served(), path), sleeper);
  }

  function options(request: PlainRequest, path: string): PlainResponse | undefined {
    const methods = router.methods(path);
    if (methods.length === 0) return undefined;
    if (context.cors && isPreflight(request)) return preflightResponse(request, methods);
    if (router.find("OPTIONS", path) !== undefined) return undefined;
    return { status: 204, headers: { allow: methods.join(", ") }, body: "" };
  }

  function serve(
    request: PlainRequest,
    exchange: Exchange,
    { operation: route, path: texts }: Match<Route>,
  ): Promise<PlainResponse> {
    const { operation, authenticate, read, caller } = route;
    exchange.operation = operation.id;
    authenticate(request);
    const fields = limiter?.take(caller(request));
    exchange.parameters = read(request, texts);
    exchange.parsed = operation.body && readBody(request, operation.body, context.bodyLimit);
    if (!changesItems(operation)) checkBody(operation, exchange.parsed, context.lenient);
    const response = once(request, exchange, route);
    return fields === undefined ? response : withFields(answered(response, pathOf(request.path)), fields);
  }

  /** POST and PATCH are the methods that are not idempotent by themselves. */
  function once(request: PlainRequest, exchange: Exchange, route: Route): Promise<PlainResponse> {
    const isKeyed = request.headers["idempotency-key"] !== undefined;
    if (!isKeyed || (request.method !== "POST" && request.method !== "PATCH"))
      return perform(request, exchange, route);
    const scope = `${route.operation.id}\n${route.caller(request)}`;
    return idempotency.run(scope, request, async () => perform(request, exchange, route));
  }

  function perform(request: PlainRequest, exchange: Exchange, route: Route): Promise<PlainResponse> {
    const { operation, responder } = route;
    const preferred = request.headers["prefer"] === undefined ? undefined : responder.preferred(request);
    const response = preferred === undefined ? act(exchange, route) : Promise.resolve(preferred);
    return context.checkResponses ? checked(operation, responder, response) : response;
  }

  function act(exchange: Exchange, route: Route): Promise<PlainResponse> {
    const { operation, responder } = route;
    const { method, path, headers, parameters = noParameters, parsed: body } = exchange;
    if (overrides.isEmpty) return route.act(parameters, body);
    return overrides.run(
      { operation: operation.id, method, path, headers, parameters, body },
      {
        success: operation.success.status,
        responder,
        act: () => answered(route.act(parameters, body), pathOf(path)),
      },
    );
  }

  return async (request) => {
    const start = performance.now();
    const exchange = new Exchange(traffic.nextRequest(), clock.now(), request, secrets);
    const path = pathOf(request.path);
    let response: PlainResponse;
    try {
      response = await respond(request, exchange, path);
    } catch (error) {
      response = failed(error, path);
    }
    if (context.cors && request.headers["origin"] !== undefined) response = withCors(request, response);
    exchange.response = response;
    exchange.ms = Math.round(performance.now() - start);
    requests.append(exchange);
    onRequest?.(exchange);
    return response;
  };
}

const noParameters: Parameters = { path: {}, query: {}, header: {}, cookie: {} };

function routeOf(definition: MockDefinition, operation: OperationDefinition, context: EngineContext): Route {
  const responder = createResponder(definition, operation, context.traffic);
  return {
    method: operation.method,
    path: operation.path,
    operation,
    authenticate: createAuthenticator(definition, operation, context.apiKeys),
    caller: createCallerReader(definition, operation),
    read: createParameterReader(operation.parameters, context.lenient),
    responder,
    act:
      operation.action.kind === "example"
        ? exampleAction(operation, responder)
        : createAction(definition, operation, context.resources, context),
  };
}

/** Changes of items are checked where they are read: what is read-only or unknown is left out of them first. */
function changesItems({ action: { kind } }: OperationDefinition): boolean {
  return kind === "create" || kind === "replace" || kind === "patch";
}

function checkBody({ body }: OperationDefinition, value: unknown, lenient: boolean): void {
  if (value === undefined) return;
  const errors = check(body?.validate, value, { lenient });
  if (errors.length > 0) throw invalidBody(errors);
}

/** Same request, same answer. */
function exampleAction({ success }: OperationDefinition, responder: Responder): Action {
  return async (parameters) => {
    const answer = responder.documented(success.status, JSON.stringify(parameters));
    if (answer === undefined) throw responder.missing(success.status);
    return answer;
  };
}

/** The mock may not lie: an answer that does not fit the spec is its own failure, whoever made it. */
async function checked(
  { id }: OperationDefinition,
  responder: Responder,
  pending: Promise<PlainResponse>,
): Promise<PlainResponse> {
  const response = await pending;
  const errors = responder.faultsOf(response);
  const [first] = errors;
  if (first === undefined) return response;
  const detail =
    `${id} would have answered ${response.status} with a body that does not fit its schema: ` +
    `${first.pointer || "the whole body"}: ${first.detail} Correct the override, the example or the spec; checkResponses: false lets it pass.`;
  throw new Problem(500, detail, errors);
}

async function answered(pending: Promise<PlainResponse>, path: string): Promise<PlainResponse> {
  try {
    return await pending;
  } catch (error) {
    return failed(error, path);
  }
}

async function withFields(
  pending: Promise<PlainResponse>,
  fields: Readonly<Record<string, string>>,
): Promise<PlainResponse> {
  const response = await pending;
  return { ...response, headers: { ...response.headers, ...fields } };
}

function failed(error: unknown, path: string): PlainResponse {
  return problemResponse(error instanceof Problem ? error : unexpected(error), path);
}

function unexpected(error: unknown): Problem {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Problem(500, `The mock itself failed; please report this: ${message}`);
}
