import { ApiError } from "./errors/api-error.js";
import type { DataOf, Failure, Success } from "./result.js";

/** The data of a successful result; throws `ApiError` for any other. */
export function unwrap<R extends Success | Failure>(result: R): DataOf<R> {
  if (!result.ok) throw new ApiError(result);
  return result.data as DataOf<R>; // the compiler does not narrow a type parameter by `ok`
}
