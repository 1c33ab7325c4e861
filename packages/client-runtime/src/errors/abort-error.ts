import { RequestError } from "./request-error.js";

/** Thrown when the caller's signal was aborted, during an attempt or between two. `cause` is the signal's reason. */
export class AbortError extends RequestError {
  override readonly name = "AbortError";
}
