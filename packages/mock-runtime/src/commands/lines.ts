import type {
  AttemptReport,
  Connection,
  Delivery,
  FaultEntry,
  Namespace,
  RequestRecord,
  Subscription,
} from "@hookspec/mock-control-client";

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** A list, or that there is nothing in it. */
export function listed<Item>(items: readonly Item[], line: (item: Item) => string, what: string): string[] {
  return items.length === 0 ? [`No ${what}.`] : items.map(line);
}

export function deliveryLine({ id, status, kind, url, attempts, reason, nextAttemptAt }: Delivery): string {
  const last = attempts.at(-1);
  const told =
    last === undefined ? "not attempted" : `${count(attempts.length, "attempt")}, last ${outcome(last)}`;
  const why = reason === undefined || reason === last?.reason ? "" : `, ${reason}`;
  const next = nextAttemptAt === undefined ? "" : `, next ${time(nextAttemptAt)}`;
  return `${id} ${status} ${kind} to ${url}: ${told}${why}${next}`;
}

/** Everything of one delivery: its line, the changes that it reports, a line an attempt, and the body. */
export function deliveryLines(delivery: Delivery): string[] {
  const attempts = delivery.attempts.map((attempt) => {
    const fault = attempt.fault === undefined ? "" : ` by ${attempt.fault}`;
    return `  attempt ${attempt.n} at ${time(attempt.at)} to ${attempt.url}: ${outcome(attempt)}${fault}`;
  });
  const { changes, source, objectType, poll, request } = delivery;
  const found = poll === undefined ? "" : `, found by poll ${poll}`;
  const reported =
    changes.length === 0 ? [] : [`  changes ${changes.join(", ")} of ${source} ${objectType}${found}`];
  return [deliveryLine(delivery), ...reported, ...attempts, `  ${request.body}`];
}

export function reportLine(report: AttemptReport): string {
  return `${report.id} ${report.kind} to ${report.url}: ${outcome(report)}`;
}

export function requestLine({ at, method, path, status, fault }: RequestRecord): string {
  const answer = status === 0 ? "not answered" : String(status);
  return `${time(at)} ${method} ${path} ${answer}${fault === undefined ? "" : ` by ${fault}`}`;
}

export function subscriptionLine({ id, health, due, pending, waiting }: Subscription): string {
  const next = due === undefined ? "no poll planned" : `next poll ${time(due)}`;
  return `${id} ${health.state}, ${next}, ${pending.length} pending, ${waiting} waiting`;
}

export function connectionLine({ source, objectTypes }: Connection): string {
  const types = Object.entries(objectTypes).map(([type, number]) => `${number} ${type}`);
  return `${source}: ${types.length === 0 ? "no objects" : types.join(", ")}`;
}

export function faultLine({ id, rule, matched, fired }: FaultEntry): string {
  return `${id} ${JSON.stringify(rule)}: matched ${matched}, fired ${fired}`;
}

export function namespaceLine({ name, clock, secret, apiKeys }: Namespace): string {
  return `${name}: ${clock} clock, secret ${secret}, ${apiKeys.length === 0 ? "any key" : `keys ${apiKeys.join(", ")}`}`;
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function outcome({ status, reason }: { readonly status?: number; readonly reason?: string }): string {
  return [status, reason].filter((part) => part !== undefined).join(" ");
}
