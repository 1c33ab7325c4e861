import { requestIdOf } from "./errors/request-id.js";
import type { Hook } from "./transport/hooks.js";

/** What is told of an attempt. Nothing in it is a secret: query values and headers of names that sound like one are left out. */
export interface LogEntry {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly attempt: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds until the answer's headers, or until there was none. */
  readonly ms: number;
  /** The HTTP status. Absent where no answer came. */
  readonly status?: number;
  readonly requestId?: string | undefined;
  /** Why no answer came. */
  readonly error?: string;
}

const secret = /auth|key|token|secret|signature|password|session|cookie/i;

/** A hook that tells of every attempt once it has ended. The default writes one line to `console.debug`. */
export function logger(write: (entry: LogEntry) => void = print): Hook {
  return async (attempt, next) => {
    const { operation, method, url, attempt: number, headers } = attempt;
    const started = performance.now();
    const told = (): Omit<LogEntry, "status"> => ({
      operation,
      method,
      url: url.replace(/([?&]([^=&]+)=)[^&]*/g, (pair, start: string, name: string) =>
        secret.test(name) ? `${start}[redacted]` : pair,
      ),
      attempt: number,
      headers: Object.fromEntries(
        [...headers].map(([name, value]) => [name, secret.test(name) ? "[redacted]" : value]),
      ),
      ms: Math.round(performance.now() - started),
    });
    try {
      const response = await next(attempt);
      write({ ...told(), status: response.status, requestId: requestIdOf(response) });
      return response;
    } catch (error) {
      write({ ...told(), error: error instanceof Error ? error.name : "error" });
      throw error;
    }
  };
}

function print({ method, url, attempt, ms, status, requestId, error }: LogEntry): void {
  console.debug(
    `${method} ${url} → ${status ?? error} in ${ms} ms, attempt ${attempt}${requestId ? `, request ${requestId}` : ""}`,
  );
}
