import type { Delivery, Recipe } from "./compose.js";
import { describeAnswer, type Answer } from "./exchange.js";
import { isSuccess } from "./shape.js";
import type { Fault, Outgoing, Stage } from "./stage.js";

/** Sends a delivery that has to be taken: the answer must say so, and the handler run once. */
export async function mustTake(stage: Stage, delivery: Delivery, how?: Outgoing): Promise<Fault[]> {
  const answer = await stage.post(delivery.body, how);
  return [...notTaken(stage, answer), ...(await wrongRuns(stage, [delivery], taken(stage, answer) ? 1 : 0))];
}

/** One of several ways to make the same good delivery. */
export interface Variant {
  readonly name: string;
  readonly recipe: Recipe;
  /** Rewrites the finished body, outside what is signed. */
  readonly rewrite?: (body: string) => string;
}

/** Sends several deliveries that all have to be taken, and counts the handler's runs once. */
export async function mustTakeAll(stage: Stage, variants: readonly Variant[]): Promise<Fault[]> {
  const faults: Fault[] = [];
  const delivered: Delivery[] = [];
  for (const { name, recipe, rewrite } of variants) {
    const delivery = await stage.compose(recipe);
    const body = rewrite === undefined ? delivery.body : Buffer.from(rewrite(String(delivery.body)));
    const answer = await stage.post(body);
    faults.push(...label(name, notTaken(stage, answer)));
    if (taken(stage, answer)) delivered.push(delivery);
    // A receiver that hangs on one would cost the whole run its time.
    if (answer.kind === "silent") break;
  }
  return [...faults, ...(await wrongRuns(stage, delivered, delivered.length))];
}

/** Sends what nobody may act on: the answer must be a refusal, and the handler not run. */
export async function mustRefuse(stage: Stage, delivery: Delivery, how?: Outgoing): Promise<Fault[]> {
  const answer = await stage.post(delivery.body, how);
  const runs = await stage.runs([delivery], 0);
  if (runs !== undefined && runs > 0)
    return [{ came: `${describeAnswer(answer)}, and the handler ran`, severity: "error" }];
  return notRefused(stage, answer, runs === 0);
}

/** The fault of an answer that does not say "delivered". */
export function notTaken(stage: Stage, answer: Answer): Fault[] {
  return taken(stage, answer) ? [] : [{ came: describeAnswer(answer) }];
}

export function taken(stage: Stage, answer: Answer): boolean {
  return answer.kind === "answered" && isSuccess(stage.shape, answer.status);
}

/** The fault of an answer that does not refuse. Redirects are left to the check of redirects. */
export function notRefused(stage: Stage, answer: Answer, knownUnhandled = false): Fault[] {
  const came = describeAnswer(answer);
  if (answer.kind === "silent") return [{ came }];
  if (taken(stage, answer)) {
    if (!knownUnhandled) return [{ came }];
    return [
      {
        came: `${came}; the handler did not run, yet the answer tells the sender that all is well`,
        severity: "warning",
      },
    ];
  }
  if (answer.status === 410)
    return [{ came: `${came}: a sender takes that for "stop this subscription"`, severity: "warning" }];
  if (answer.status >= 500)
    return [{ came: `${came}: refused, but by an error of the receiver's own`, severity: "warning" }];
  return [];
}

/** The fault of a handler that ran more or less often than it should have. */
export async function wrongRuns(
  stage: Stage,
  deliveries: readonly Delivery[],
  wanted: number,
): Promise<Fault[]> {
  const runs = await stage.runs(deliveries, wanted);
  if (runs === undefined || runs === wanted) return [];
  return [{ came: `the handler ran ${times(runs)}, not ${times(wanted)}`, severity: "error" }];
}

/** Whether a good delivery is still taken after something that may have felled the receiver. */
export async function stillAlive(stage: Stage): Promise<Fault[]> {
  const answer = await stage.post((await stage.compose()).body);
  return notTaken(stage, answer).map(({ came }) => ({
    came: `the good delivery sent afterwards: ${came}`,
    severity: "error",
    fatal: answer.kind === "silent",
  }));
}

/** Puts a label before each fault: which of several things sent it belongs to. */
export function label(name: string, faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, came: `${name}: ${fault.came}` }));
}

function times(count: number): string {
  return count === 0 ? "never" : count === 1 ? "once" : `${count} times`;
}
