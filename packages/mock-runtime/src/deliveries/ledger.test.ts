import { expect, test } from "vitest";
import { createLedger, type DeliveryRecord } from "./ledger.js";
import type { DeliveryAttempt } from "./report.js";

function recordOf(id: string): DeliveryRecord {
  return {
    id,
    at: 0,
    subscription: "s",
    source: undefined,
    objectType: undefined,
    url: "http://127.0.0.1/",
    kind: "virtual",
    trigger: "poll",
    poll: undefined,
    batch: id,
    changes: [],
    status: "pending",
    reason: undefined,
    nextAttemptAt: undefined,
    request: { headers: {}, body: "{}" },
    attempted: 0,
    sent: 0,
    attempts: [],
  };
}

function attemptOf(n: number, size = 0): DeliveryAttempt {
  const response = { status: 500, headers: {}, body: "x".repeat(size) };
  return {
    n,
    at: 0,
    url: "http://127.0.0.1/",
    request: { headers: {}, body: "{}" },
    response,
    ok: false,
    ms: 1,
  };
}

test("the oldest attempts go first, a pending delivery stays, one without attempts goes too", () => {
  const ledger = createLedger(2);
  const [pending, cancelled] = [recordOf("pending"), recordOf("cancelled")];
  ledger.add(pending);
  ledger.add(cancelled);
  ledger.end(cancelled, "cancelled", "deleted");
  for (const n of [1, 2, 3]) ledger.record(pending, attemptOf(n));
  expect([...ledger].map(({ id }) => id)).toEqual(["pending"]);
  expect(pending.attempts.map(({ n }) => n)).toEqual([2, 3]);
  expect([ledger.dropped, ledger.pendingCount, ledger.pending("s")]).toEqual([1, 1, [pending]]);
});

test("large answers fill the log before their number does", () => {
  const ledger = createLedger(10_000);
  for (let n = 0; n < 100; n++) {
    const record = recordOf(String(n));
    ledger.add(record);
    ledger.record(record, attemptOf(1, 1024 * 1024));
    ledger.end(record, "failed", "500");
  }
  expect(ledger.length).toBe(63);
  expect(ledger.dropped).toBe(37);
});

test("a ledger put back is the same, and bounded as before", () => {
  const [ledger, other] = [createLedger(3), createLedger(2)];
  const record = recordOf("a");
  ledger.add(record);
  for (const n of [1, 2, 3]) ledger.record(record, attemptOf(n));
  other.restore(JSON.parse(JSON.stringify(ledger.snapshot())));
  expect(other.get("a")?.attempts.map(({ n }) => n)).toEqual([2, 3]);
  expect(other.pendingCount).toBe(1);
});
