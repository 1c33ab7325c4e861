import { setTimeout as pause } from "node:timers/promises";
import { UsageError } from "../load/problems.js";
import { describeAnswer, exchange } from "./exchange.js";
import type { Guard } from "./guard.js";

/** How long a handler that must not run is given to run all the same: receivers may answer before they handle. */
const graceMs = 50;

/** What the receiver says its handler has done so far: a number of runs, or the nonce of each run. */
export type Handled = number | readonly string[];

/** Asks the receiver's own endpoint how often its handler ran. */
export interface Observer {
  /** Throws UsageError when the endpoint does not answer as it must. */
  read(): Promise<Handled>;
  /**
   * How many runs there were since `before`, for these nonces where the endpoint tells them. Waits until there are `wanted`, and
   * a little longer, since one run too many is a finding as well. `undefined` when the endpoint stopped answering.
   */
  runsSince(
    before: Handled,
    nonces: readonly string[],
    wanted: number,
  ): Promise<{ readonly runs: number; readonly now: Handled } | undefined>;
}

export function createObserver(url: URL, { lookup }: Guard, limitMs: number): Observer {
  const read = async (): Promise<Handled> => {
    const answer = await exchange({
      url,
      lookup,
      limitMs,
      method: "GET",
      headers: {},
      body: Buffer.alloc(0),
    });
    const handled = answer.kind === "answered" && answer.status === 200 ? parse(answer.body) : undefined;
    if (handled !== undefined) return handled;
    throw new UsageError(
      `--observe ${url.href} gave ${describeAnswer(answer)}. It must answer GET with 200 and JSON: a number (how often the handler ran) or a list with the nonce of each run.`,
    );
  };

  return {
    read,
    async runsSince(before, nonces, wanted) {
      const deadline = performance.now() + limitMs;
      try {
        while (performance.now() < deadline && runsBetween(before, await read(), nonces) < wanted)
          await pause(20);
        await pause(graceMs);
        const now = await read();
        return { runs: runsBetween(before, now, nonces), now };
      } catch {
        return undefined; // the receiver may be gone: the check of its answers says so
      }
    },
  };
}

function runsBetween(before: Handled, now: Handled, nonces: readonly string[]): number {
  return runsOf(now, nonces) - runsOf(before, nonces);
}

/** Of these nonces where they are told, of all deliveries where none is named. */
function runsOf(handled: Handled, nonces: readonly string[]): number {
  if (typeof handled === "number") return handled;
  return nonces.length === 0 ? handled.length : handled.filter((nonce) => nonces.includes(nonce)).length;
}

function parse(text: string): Handled | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "number" && Number.isInteger(value)) return value;
    return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
