import type { Log } from "../log.js";
import type { DeliveryFilter, Ledger } from "./ledger.js";
import type { Manual } from "./manual.js";
import type { Delivery, DeliveryReport } from "./report.js";

/** The deliveries of a mock, newest last. */
export interface Deliveries extends Log<Delivery, DeliveryFilter> {
  /** Counted from the first, or with a negative number from the last. */
  at(index: number): Delivery | undefined;
  /** Attempts that the log had no room for. */
  readonly dropped: number;
  /** POSTs the same bytes once more; success makes a failed or cancelled delivery delivered. Rejects for an id it does not have. */
  resend(id: string): Promise<DeliveryReport>;
  /** Ends a pending delivery. The changes of a poll are left to the next one. Rejects when it is over already. */
  cancel(id: string): Promise<void>;
}

/** What of a ledger is for everyone. */
export function deliveriesOf({
  ledger,
  resend,
  cancel,
}: { readonly ledger: Ledger } & Pick<Manual, "resend" | "cancel">): Deliveries {
  return {
    get length() {
      return ledger.length;
    },
    get dropped() {
      return ledger.dropped;
    },
    [Symbol.iterator]: () => ledger[Symbol.iterator](),
    at: (index) => [...ledger].at(index),
    filter: (query) => ledger.filter(query),
    waitFor: (query, options) => ledger.waitFor(query, options),
    resend,
    cancel,
  };
}
