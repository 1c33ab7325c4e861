import { withCors } from "../cors.js";
import type { Handle } from "../http.js";
import { Problem, problemResponse } from "../problems.js";
import { pathOf } from "../requests.js";
import type { Changes } from "../store/changes.js";

type Saved = Pick<Changes, "saved"> | undefined;

/** The same methods; what they promise resolves once what they did is saved, and rejects when it cannot be. */
export function saving<Methods extends object>(changes: Saved, methods: Methods): Methods {
  if (changes === undefined) return methods;
  const wrapped = Object.entries(methods).map(([name, method]: [string, unknown]) => {
    if (typeof method !== "function") return [name, method] as const;
    const act = (...given: readonly unknown[]): unknown => {
      const result: unknown = Reflect.apply(method, methods, given);
      return result instanceof Promise ? onceSaved(changes, result) : result;
    };
    return [name, act] as const;
  });
  return Object.fromEntries(wrapped) as Methods;
}

/** Resolves to the same, once what was done on the way is saved. */
export async function onceSaved<Result>(changes: Saved, work: Promise<Result>): Promise<Result> {
  const result = await work;
  await changes?.saved();
  return result;
}

/** Answers once what a request changed is saved; when that fails the answer says so. */
export function answeringSaved(changes: Saved, handle: Handle, cors: boolean): Handle {
  if (changes === undefined) return handle;
  return async (request) => {
    const response = await handle(request);
    try {
      await changes.saved();
      return response;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const refused = problemResponse(new Problem(500, why), pathOf(request.path));
      const { after } = response;
      const answer = after === undefined ? refused : { ...refused, after };
      return cors ? withCors(request, answer) : answer;
    }
  };
}
