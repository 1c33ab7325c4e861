import { createAction, type Acting, type Action } from "./actions.js";
import { createAuthenticator } from "./auth.js";
import { readBody } from "./body.js";
import type { Clock } from "./clock/clock.js";
import type { MockDefinition, OperationDefinition } from "./definition.js";
import type { Handle, PlainRequest, PlainResponse } from "./http.js";
import { readParameters } from "./parameters.js";
import { Problem, problemResponse } from "./problems.js";
import { createRouter } from "./router.js";

/** What the engine needs beside the definition. */
export interface EngineContext {
  readonly apiKeys: readonly string[];
  readonly bodyLimit: number;
  readonly lenient: boolean;
  readonly clock: Clock;
  /** Resource name → resource. */
  readonly resources: ReadonlyMap<string, Acting>;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationDefinition;
  readonly authenticate: (request: PlainRequest) => void;
  readonly act: Action;
}

/** The main line: route → authenticate → validate → act → respond. Whatever is thrown on the way is answered as a problem. */
export function createEngine(definition: MockDefinition, context: EngineContext): Handle {
  const routes = definition.operations.map((operation): Route => {
    const authenticate = createAuthenticator(definition, operation, context.apiKeys);
    const act = createAction(definition, operation, context.resources, context);
    return { method: operation.method, path: operation.path, operation, authenticate, act };
  });
  const router = createRouter(routes, definition.basePaths);

  async function answer(request: PlainRequest, path: string): Promise<PlainResponse> {
    if (request.method === "OPTIONS") {
      const methods = router.methods(path);
      if (methods.length > 0) return { status: 204, headers: { allow: methods.join(", ") }, body: "" };
    }
    const { operation: route, path: texts } = router.match(request.method, path);
    const { operation, authenticate, act } = route;
    authenticate(request);
    const parameters = readParameters(operation.parameters, request, texts, context.lenient);
    const body = operation.body && readBody(request, operation.body, context.bodyLimit);
    return act(parameters, body);
  }

  return async (request) => {
    const path = pathOf(request);
    try {
      return await answer(request, path);
    } catch (error) {
      return problemResponse(error instanceof Problem ? error : unexpected(error), path);
    }
  };
}

function pathOf({ path }: PlainRequest): string {
  const query = path.indexOf("?");
  return query === -1 ? path : path.slice(0, query);
}

function unexpected(error: unknown): Problem {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Problem(500, `The mock itself failed; please report this: ${message}`);
}
