import type { Response } from "../../model/api-model.js";

export function isSuccess({ status }: Pick<Response, "status">): boolean {
  return status.startsWith("2");
}

/** `default` counts as one: it speaks of what the others leave. */
export function isFailure({ status }: Pick<Response, "status">): boolean {
  return !/^[123]/.test(status);
}
