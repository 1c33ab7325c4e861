import { toApiError } from "./errors/api-error.js";
import type { DataOf, Failure, Success } from "./result.js";

/** The data of a successful result; throws the `ApiError` of its status for any other. */
export function unwrap<R extends Success | Failure<number | "unexpected">>(result: R): DataOf<R> {
  if (!result.ok) throw toApiError(result);
  return result.data as DataOf<R>; // the compiler does not narrow a type parameter by `ok`
}
