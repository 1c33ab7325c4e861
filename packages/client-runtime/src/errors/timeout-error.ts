import { RequestError } from "./request-error.js";

/** Thrown when the last attempt's answer was not complete in time. What the request asked for may have been done all the same. */
export class TimeoutError extends RequestError {
  override readonly name = "TimeoutError";
}
