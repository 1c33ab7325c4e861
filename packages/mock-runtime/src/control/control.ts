import { readBody, readText } from "../body.js";
import { isPreflight, preflightResponse, withCors } from "../cors.js";
import type { BodyDefinition, MockDefinition } from "../definition.js";
import { headerOf, type Handle, type PlainRequest, type PlainResponse } from "../http.js";
import { show } from "../json.js";
import { Problem, problemResponse } from "../problems.js";
import { pathOf } from "../requests.js";
import { createRouter, type Router } from "../router.js";
import { parseQuery } from "../serialised.js";
import { defaultNamespace, namespaceHeader, type Workspaces } from "../workspaces.js";
import type { Guard } from "./access.js";
import { connectionOperations } from "./connections.js";
import { deliveryOperations } from "./deliveries.js";
import { eventOperations } from "./events.js";
import { namespaceOperations } from "./namespaces.js";
import { linesType, prefix, type ControlOperation } from "./operation.js";
import { requestOperations } from "./requests.js";
import { stateOperations } from "./state.js";

/** What the control API needs of the mock around it. */
export interface ControlContext {
  readonly definition: MockDefinition;
  readonly workspaces: Workspaces;
  readonly guard: Guard;
  readonly bodyLimit: number;
  readonly cors: boolean;
}

const json: BodyDefinition = { required: true, mediaTypes: ["application/json"], unset: "none" };
const lines: BodyDefinition = { ...json, mediaTypes: [linesType, "application/x-ndjson"] };

/** Whether a request is for the control API. */
export function isControl({ path }: PlainRequest): boolean {
  return path.startsWith(prefix);
}

/** The operations of `specs/control.yaml`. What they answer is in no log. */
export function createControl(context: ControlContext): Handle {
  const { definition, workspaces, guard, bodyLimit, cors } = context;
  const operations: readonly ControlOperation[] = [
    ...namespaceOperations(definition, workspaces, () => operations),
    ...stateOperations,
    ...connectionOperations(definition),
    ...deliveryOperations(definition),
    ...requestOperations,
    ...eventOperations,
  ];
  const router = createRouter(operations, []);

  async function serve(request: PlainRequest, path: string): Promise<PlainResponse> {
    const preflight = cors ? preflightOf(router, request, path) : undefined;
    if (preflight !== undefined) return preflight;
    guard(request);
    const { operation, path: texts } = router.match(request.method, path);
    return operation.act({
      get workspace() {
        return workspaceOf(workspaces, request);
      },
      path: decoded(texts),
      query: parseQuery(request.path),
      body: bodyOf(operation, request),
    });
  }

  function bodyOf({ hasBody }: ControlOperation, request: PlainRequest): unknown {
    if (hasBody === "lines") return readText(request, lines, bodyLimit);
    return hasBody && readBody(request, json, bodyLimit);
  }

  return async (request) => {
    const path = pathOf(request.path);
    const response = await serve(request, path).catch((error: unknown) =>
      problemResponse(asProblem(error), path),
    );
    return cors ? withCors(request, response) : response;
  };
}

function preflightOf(
  router: Router<ControlOperation>,
  request: PlainRequest,
  path: string,
): PlainResponse | undefined {
  const methods = router.methods(path);
  if (request.method !== "OPTIONS" || methods.length === 0) return undefined;
  // It never has a token; what follows it does.
  return isPreflight(request)
    ? preflightResponse(request, methods)
    : { status: 204, headers: { allow: methods.join(", ") }, body: "" };
}

function workspaceOf(workspaces: Workspaces, request: PlainRequest) {
  const name = headerOf(request, namespaceHeader) ?? defaultNamespace;
  const found = workspaces.get(name);
  if (found !== undefined) return found;
  throw new Problem(
    404,
    `There is no namespace ${show(name)}. Make it with POST ${prefix}namespaces, or leave ${namespaceHeader} out for ${show(defaultNamespace)}.`,
  );
}

/** The router has refused what cannot be decoded. */
function decoded(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, decodeURIComponent(text)]));
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Problem(500, `The mock itself failed; please report this: ${message}`);
}
