/** How one attempt ended: with an answer, or without. */
export type Outcome<Answer> =
  | { readonly answer: Answer }
  | { readonly answer?: never; readonly timedOut: boolean; readonly cause: unknown };

/**
 * Runs one attempt against its deadline. The caller's own abort is told apart: it rejects with the caller's reason.
 * Neither waits for `run` to notice, so both hold for an injected fetch that ignores its signal, too.
 */
export function attempt<Answer>(
  run: (signal: AbortSignal) => Promise<Answer>,
  timeout: number,
  caller?: AbortSignal,
): Promise<Outcome<Answer>> {
  return new Promise((resolve, reject) => {
    caller?.throwIfAborted();
    const controller = new AbortController();
    const end = () => {
      clearTimeout(timer);
      caller?.removeEventListener("abort", follow);
    };
    const expire = () => {
      const cause = new DOMException(`No complete answer within ${timeout} ms`, "TimeoutError");
      end();
      resolve({ timedOut: true, cause });
      controller.abort(cause);
    };
    const follow = () => {
      end();
      reject(caller?.reason);
      controller.abort(caller?.reason);
    };
    const timer = timeout === Infinity ? undefined : setTimeout(expire, timeout);
    caller?.addEventListener("abort", follow, { once: true });
    run(controller.signal)
      .then(
        (answer) => resolve({ answer }),
        (cause: unknown) => resolve({ timedOut: false, cause }),
      )
      .finally(end);
  });
}
