import { isObject, show } from "../json.js";
import type { Disposer } from "../overrides.js";
import type { AttemptResult, OutgoingRequest } from "./attempt.js";
import type { DeliveryRecord } from "./ledger.js";
import type { Delivery } from "./report.js";

/** A POST that is about to leave, and the delivery that it belongs to. */
export interface HookedDelivery
  extends
    Pick<Delivery, "id" | "subscription" | "source" | "objectType" | "kind" | "trigger" | "batch" | "poll">,
    Pick<OutgoingRequest, "url" | "headers" | "body"> {
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** What a receiver answers; names of headers in lower case. */
export interface DeliveryAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Stands between the mock and a receiver. `next` sends, once, with what is given changed (headers are added), and resolves to the
 * answer; it rejects when there is none. An answer that is returned counts in the receiver's place; none at all means `next()`.
 */
export type DeliveryHook = (
  delivery: HookedDelivery,
  next: (
    change?: Partial<Pick<OutgoingRequest, "url" | "headers" | "body">>,
  ) => Promise<Required<DeliveryAnswer>>,
) => DeliveryAnswer | undefined | void | Promise<DeliveryAnswer | undefined | void>;

/** The hooks of one namespace; the latest comes first. */
export interface DeliveryHooks {
  readonly isEmpty: boolean;
  /** Throws a TypeError for what is no function. */
  add(hook: DeliveryHook): Disposer;
  /** Never rejects: a hook that fails is an attempt that failed. */
  run(
    record: DeliveryRecord,
    attempt: number,
    outgoing: OutgoingRequest,
    send: (outgoing: OutgoingRequest) => Promise<AttemptResult>,
  ): Promise<AttemptResult>;
  clear(): void;
}

export function createDeliveryHooks(): DeliveryHooks {
  let hooks: readonly DeliveryHook[] = [];

  return {
    get isEmpty() {
      return hooks.length === 0;
    },
    add(given) {
      if (typeof given !== "function")
        throw new TypeError(
          `The hook on deliveries is ${show(given)}. Pass a function (delivery, next) => answer.`,
        );
      // One of its own, so that adding a function twice makes two hooks.
      const hook: DeliveryHook = (delivery, next) => given(delivery, next);
      hooks = [...hooks, hook];
      const dispose = () => void (hooks = hooks.filter((one) => one !== hook));
      return Object.assign(dispose, { [Symbol.dispose]: dispose });
    },
    run(record, attempt, outgoing, send) {
      const stack = hooks;
      const from = async (count: number, request: OutgoingRequest): Promise<AttemptResult> => {
        const hook = stack[count - 1];
        if (hook === undefined) return send(request);
        let below: Promise<AttemptResult> | undefined;
        const proceed = (change: Partial<OutgoingRequest> = {}) =>
          (below ??= from(count - 1, changed(request, change)));
        try {
          const next = (change?: Partial<OutgoingRequest>) => {
            const answer = proceed(change).then(answerOf);
            // One that nobody awaits does no harm.
            answer.catch(() => undefined);
            return answer;
          };
          const answer = await hook(hooked(record, attempt, request), next);
          return answer === undefined ? await proceed() : resultOf(answer);
        } catch (error) {
          // What the way to the receiver did is not the hook's failure.
          if (error instanceof Unanswered) return { failure: error.message };
          return {
            failure: `a hook on deliveries failed: ${error instanceof Error ? error.message : String(error)}`,
          };
        }
      };
      return from(stack.length, outgoing);
    },
    clear: () => void (hooks = []),
  };
}

/** What `next` rejects with when a receiver gave no answer. */
class Unanswered extends Error {
  override readonly name = "Unanswered";
}

function hooked(
  record: DeliveryRecord,
  attempt: number,
  { url, headers, body }: OutgoingRequest,
): HookedDelivery {
  const { id, subscription, source, objectType, kind, trigger, batch, poll } = record;
  return { id, subscription, source, objectType, kind, trigger, batch, poll, attempt, url, headers, body };
}

function changed(
  request: OutgoingRequest,
  { url = request.url, headers = {}, body = request.body }: Partial<OutgoingRequest>,
): OutgoingRequest {
  const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...request, url, body, headers: { ...request.headers, ...Object.fromEntries(names) } };
}

function answerOf(result: AttemptResult): Required<DeliveryAnswer> {
  if ("failure" in result) throw new Unanswered(result.failure);
  return result.response;
}

function resultOf(answer: DeliveryAnswer): AttemptResult {
  const { status, headers = {}, body = "" } = isObject(answer) ? answer : {};
  if (!Number.isSafeInteger(status) || Number(status) < 100 || Number(status) > 599) {
    const accepted = "Return { status, headers?, body? } with a status from 100 to 599, or nothing.";
    throw new TypeError(`it returned ${show(answer)}. ${accepted}`);
  }
  return { response: { status: Number(status), headers, body } };
}
