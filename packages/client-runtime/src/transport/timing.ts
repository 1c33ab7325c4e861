/** The world's clock and chance, so that tests of retries need neither waiting nor a patched global timer. */
export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 up to, not including, 1. */
  random(): number;
  /** Resolves after `ms`, or as soon as the signal is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<unknown>;
}

/** The real ones. */
export const realTiming: Timing = {
  now: () => Date.now(),
  random: () => Math.random(),
  wait: (ms, signal) => within(ms, signal, () => new Promise(() => {})).catch(() => {}),
};

/**
 * Runs something against a deadline and the caller's signal: rejects with the signal's reason, and after `ms` with undefined. Neither
 * waits for `run` to notice, so both hold for an injected fetch that ignores the signal that it gets.
 */
export function within<T>(
  ms: number,
  caller: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (caller?.aborted) throw caller.reason;
    const controller = new AbortController();
    const end =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        caller?.removeEventListener("abort", stop);
        settle(value);
      };
    const stop = () => {
      end(reject)(caller?.reason);
      controller.abort(caller?.reason);
    };
    // above 2^31 - 1 ms timers fire at once
    const timer = setTimeout(stop, Math.min(ms, 2 ** 31 - 1));
    caller?.addEventListener("abort", stop);
    run(controller.signal).then(end(resolve), end(reject));
  });
}
