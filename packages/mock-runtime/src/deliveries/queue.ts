import type { Agenda } from "../clock/agenda.js";
import { inTime, type Scheduled } from "../clock/clock.js";
import type { RetryDefinition } from "../definition.js";
import type { Trouble } from "../faults/apply-to-delivery.js";
import type { FaultableDelivery } from "../faults/fault.js";
import type { Exchange } from "./exchange.js";
import type { DeliveryRecord, Ledger } from "./ledger.js";
import { reportOf, type DeliveryAttempt, type DeliveryReport } from "./report.js";
import { nextAttempt } from "./schedule.js";

/** Where a delivery goes now: to a URL, nowhere until later, or nowhere any more. */
export type Target =
  | { readonly url: string; readonly retry: RetryDefinition }
  | { readonly frozen: true }
  | { readonly gone: string };

/** What the queue asks of those whose deliveries it carries. */
export interface QueueContext {
  readonly agenda: Agenda;
  readonly ledger: Ledger;
  readonly exchange: Exchange;
  /** Looked up before each attempt: a retry goes to the present URL. Undefined for what belongs to no subscription. */
  readonly targetOf: (record: DeliveryRecord) => Promise<Target> | undefined;
  /** Asked once for each attempt: what goes wrong with it. */
  readonly troubleOf: (attempt: FaultableDelivery) => Trouble | undefined;
  /** Called once a delivery is delivered, failed or cancelled by hand; `answered` is the last status. */
  readonly onSettled: (record: DeliveryRecord, answered: number | undefined) => Promise<void> | undefined;
  readonly onReport: ((report: DeliveryReport) => void) | undefined;
}

/** Carries deliveries out: attempts, retries, an end. */
export interface Queue {
  /** Attempts a pending delivery when its time comes, or at once. */
  enqueue(record: DeliveryRecord): void;
  /**
   * The first attempt right now; retries follow on schedule. Undefined when it was cancelled instead. One that a fault puts off is
   * reported as such at once.
   */
  attemptNow(record: DeliveryRecord): Promise<DeliveryReport | undefined>;
  /**
   * Sends the same bytes once more, beside the schedule. One that succeeds ends a delivery that was not delivered yet; one that a fault
   * puts off is reported as such at once.
   */
  repeat(record: DeliveryRecord): Promise<DeliveryReport>;
  /** Ends a pending delivery by hand. */
  cancel(record: DeliveryRecord, reason: string): Promise<void>;
  /** Ends all pending deliveries of a subscription; nobody is told. */
  cancelAll(subscription: string, reason: string): void;
  /** Goes on with deliveries of a subscription that had nowhere to go until now. */
  thaw(subscription: string): void;
  /** Attempts that wait for their time. */
  readonly waiting: number;
  /** Forgets what was scheduled, for a state that is replaced. */
  clear(): void;
}

const once: RetryDefinition = { schedule: "immediate", retries: 0 };

export function createQueue(context: QueueContext): Queue {
  const { agenda, ledger, exchange } = context;
  // By record, or for a copy that was put off by the trouble that did so.
  const timers = new Map<DeliveryRecord | Trouble, Scheduled>();
  const frozen = new Set<DeliveryRecord>();

  function enqueue(record: DeliveryRecord): void {
    schedule(record, record.nextAttemptAt ?? agenda.now(), () => attempt(record));
  }

  function schedule(key: DeliveryRecord | Trouble, at: number, work: () => Promise<unknown>): void {
    timers.get(key)?.cancel();
    const run = async () => {
      timers.delete(key);
      await work();
    };
    timers.set(key, agenda.schedule(at, run));
  }

  function forget(record: DeliveryRecord): void {
    frozen.delete(record);
    timers.get(record)?.cancel();
    timers.delete(record);
  }

  /** `met` is the trouble that had put it off until now. */
  async function attempt(record: DeliveryRecord, met?: Trouble): Promise<DeliveryAttempt | undefined> {
    forget(record);
    if (record.status !== "pending") return undefined;
    const target = await targetOf(record);
    // It may have been cancelled meanwhile.
    if (record.status !== "pending") return undefined;
    if ("frozen" in target) {
      frozen.add(record);
      return undefined;
    }
    if ("gone" in target) {
      ledger.end(record, "cancelled", target.gone);
      return undefined;
    }
    record.url = target.url;
    const trouble = met ?? troubleOf(record);
    if (trouble !== undefined && trouble.delay > 0) {
      const at = inTime(agenda.now() + trouble.delay);
      ledger.plan(record, at);
      schedule(record, at, () => attempt(record, { ...trouble, delay: 0 }));
      return putOff(record, trouble, at);
    }
    const done = await send(record, trouble, () => record.status === "pending");
    if (done === undefined) return undefined;
    record.attempted += 1;
    keep(record, done);
    await conclude(record, done, target.retry);
    return done;
  }

  /** What belongs to no subscription, or was made by hand, goes where it was told to, once. */
  function targetOf(record: DeliveryRecord): Promise<Target> | Target {
    const target = record.trigger === "manual" ? undefined : context.targetOf(record);
    return target ?? { url: record.url, retry: once };
  }

  function troubleOf({ id, subscription, url, kind, sent }: DeliveryRecord): Trouble | undefined {
    return context.troubleOf({ id, subscription, url, kind, attempt: sent + 1 });
  }

  function send(
    record: DeliveryRecord,
    trouble: Trouble | undefined,
    isWanted: () => boolean,
  ): Promise<DeliveryAttempt | undefined> {
    const { url, request } = record;
    record.sent += 1;
    return exchange({ record, n: record.sent, url, request, trouble, isWanted });
  }

  function keep(record: DeliveryRecord, done: DeliveryAttempt): void {
    ledger.record(record, done);
    context.onReport?.(reportOf(record, done));
  }

  async function conclude(
    record: DeliveryRecord,
    { ok, status, reason = "", response }: DeliveryAttempt,
    retry: RetryDefinition,
  ): Promise<void> {
    if (ok) return deliver(record, status);
    // Cancelled while it was under way: that attempt is logged, and no other follows.
    if (record.status !== "pending") return;
    const retryAfter = response?.headers["retry-after"];
    const at = nextAttempt(retry, record.attempted, agenda.now(), retryAfter);
    if (status !== 410 && at !== undefined) {
      ledger.plan(record, at);
      enqueue(record);
      return;
    }
    const times = `${record.attempted} attempt${record.attempted === 1 ? "" : "s"}`;
    const last = status === 410 ? "gone" : `gave up after ${times}`;
    ledger.end(record, "failed", `${last}: ${reason}`);
    await context.onSettled(record, status);
  }

  async function deliver(record: DeliveryRecord, status: number | undefined): Promise<void> {
    if (record.status === "delivered") return;
    forget(record);
    ledger.end(record, "delivered", undefined);
    await context.onSettled(record, status);
  }

  /** `met` is the trouble that had put it off until now. */
  async function repeat(record: DeliveryRecord, met?: Trouble): Promise<DeliveryReport> {
    const target = await targetOf(record);
    if ("url" in target) record.url = target.url;
    const trouble = met ?? troubleOf(record);
    if (trouble !== undefined && trouble.delay > 0) {
      const at = inTime(agenda.now() + trouble.delay);
      schedule(trouble, at, () => repeat(record, { ...trouble, delay: 0 }));
      return reportOf(record, putOff(record, trouble, at));
    }
    const done = await send(record, trouble, () => true);
    // Typed as possible only because others may lose interest: this one never does.
    if (done === undefined) throw new Error(`Delivery ${record.id} was withdrawn.`);
    keep(record, done);
    if (done.ok) await deliver(record, done.status);
    return reportOf(record, done);
  }

  /** Shown to who waits for the attempt, and not kept: nothing was attempted yet. */
  function putOff(
    { sent, url, request }: DeliveryRecord,
    { fault }: Trouble,
    until: number,
  ): DeliveryAttempt {
    const reason = `put off until ${new Date(until).toISOString()} (${fault})`;
    return { n: sent + 1, at: agenda.now(), url, request, ok: false, reason, fault, ms: 0 };
  }

  return {
    enqueue,
    async attemptNow(record) {
      const done = await agenda.track(attempt(record));
      return done && reportOf(record, done);
    },
    repeat: (record) => agenda.track(repeat(record)),
    async cancel(record, reason) {
      forget(record);
      if (record.status !== "pending") return;
      ledger.end(record, "cancelled", reason);
      await context.onSettled(record, undefined);
    },
    cancelAll(subscription, reason) {
      for (const record of ledger.pending(subscription)) {
        forget(record);
        ledger.end(record, "cancelled", reason);
      }
    },
    thaw(subscription) {
      for (const record of frozen) {
        if (record.subscription !== subscription) continue;
        frozen.delete(record);
        if (record.status === "pending") enqueue(record);
      }
    },
    get waiting() {
      return timers.size;
    },
    clear() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
      frozen.clear();
    },
  };
}
