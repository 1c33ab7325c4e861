import type { RequestSummary } from "../result.js";
import { RequestError } from "./request-error.js";
import { aside, requestIdOf } from "./request-id.js";

/** Thrown with `validate: "throw"` when an answer's JSON does not fit the spec. What the request asked for has been done. */
export class ValidationError extends RequestError {
  override readonly name = "ValidationError";

  constructor(
    request: RequestSummary,
    /** Status and headers; its body has been read already. */
    readonly response: Response,
    /** What the server sent, parsed. */
    readonly value: unknown,
    /** JSON pointers into `value`, and what is wrong there. */
    readonly errors: readonly { readonly pointer: string; readonly message: string }[],
  ) {
    const [first] = errors;
    const what = `${first?.pointer || "the whole"} ${first?.message}${errors.length > 1 ? `, and ${errors.length - 1} more` : ""}`;
    super(
      request,
      `answered ${response.status}${aside(requestIdOf(response))} with a body that does not fit the spec: ${what}`,
    );
  }
}
