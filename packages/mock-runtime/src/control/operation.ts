import type { PlainResponse } from "../http.js";
import { Problem, type ProblemStatus } from "../problems.js";
import type { Workspace } from "../workspace.js";

/** A request to the control API, read. */
export interface ControlRequest {
  /** The namespace that it acts on. Throws a 404 for one that there is not. */
  readonly workspace: Workspace;
  /** Path parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Undefined for operations without one; text for those that take lines. */
  readonly body: unknown;
}

/** One operation of `specs/control.yaml`. What it throws as a Problem is answered as one. */
export interface ControlOperation {
  /** operationId. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The body that it needs: JSON, or lines of JSON as text. */
  readonly hasBody?: true | "lines";
  act(request: ControlRequest): PlainResponse | Promise<PlainResponse>;
}

/** Where the control API stands. */
export const prefix = "/_hookspec/";

export function answer(body: unknown, status = 200): PlainResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** Lines of JSON (https://jsonlines.org). */
export const linesType = "application/jsonl";

export const done: PlainResponse = { status: 204, headers: {}, body: "" };

/** What a part of the mock refuses with an Error is refused here with `status`, in the same words. */
export async function orRefuse<T>(status: ProblemStatus, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(status, error instanceof Error ? error.message : String(error));
  }
}
