import { ValidationError } from "./errors/validation-error.js";
import type { RequestSummary } from "./result.js";

/** What becomes of an answer that does not fit the spec. */
export type Validation = "off" | "warn" | "throw";

/** Holds a parsed answer against the spec. Made by `createValidate`. */
export type Validate = (
  mode: Validation | undefined,
  request: RequestSummary,
  response: Response,
  value: unknown,
) => void;

/** A compiled check, as the generator emits it. */
export interface Check {
  (value: unknown): boolean;
  errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}

/** Makes the function that a client's `validators` are: operationId → documented status → check of the answer's JSON. */
export function createValidate(checks: Readonly<Record<string, Readonly<Record<string, Check>>>>): Validate {
  return (mode, request, response, value) => {
    const { status } = response;
    const documented = checks[request.operation] ?? {};
    const check = documented[status] ?? documented[`${Math.floor(status / 100)}XX`] ?? documented["default"];
    if (!mode || mode === "off" || !check || check(value)) return;
    const found = (check.errors ?? []).map(({ instancePath, message = "" }) => ({
      pointer: instancePath,
      message,
    }));
    const error = new ValidationError(request, response, value, found);
    if (mode === "throw") throw error;
    console.warn(error.message);
  };
}
