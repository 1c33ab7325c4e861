import { createGuard } from "./guard.js";
import { createObserver } from "./observer.js";
import type { CheckResult, Report, Verdict } from "./report.js";
import type { DeliveryShape } from "./shape.js";
import { createStage, OutOfTime, type Fault, type Seen, type StageOptions, type Trick } from "./stage.js";
import { tricks } from "./tricks/index.js";

export interface CheckOptions {
  readonly url: string;
  /** The receiver's shared secret; counts with its UTF-8 bytes. Never part of the report. */
  readonly secret: string;
  readonly shape: DeliveryShape;
  /** Milliseconds after which an answer is late. */
  readonly timeoutMs: number;
  /** Hosts beside this machine that may be called. */
  readonly allowHosts: readonly string[];
  /** Where the receiver tells how often its handler ran. */
  readonly observe?: string;
  /** Which tricks to play, by id. Default: all. */
  readonly wanted?: (id: string) => boolean;
}

/** Always played: where it fails, nothing else can be judged. */
const baseline = "good-delivery";

/** A run that takes longer than this many timeouts (2 minutes by default) has told enough. */
const maxTimeouts = 24;

/**
 * Plays the bag of tricks at a receiver, one after another.
 * @throws UsageError for a URL that may not be called, or an observing endpoint that does not answer as it must
 */
export async function checkReceiver(options: CheckOptions): Promise<Report> {
  const { secret, shape, timeoutMs, observe, wanted = () => true } = options;
  const started = performance.now();
  const guard = createGuard(options.allowHosts);
  const url = guard.checkUrl(options.url, "The receiver's URL");
  const observer =
    observe === undefined
      ? undefined
      : createObserver(guard.checkUrl(observe, "--observe"), guard, timeoutMs);
  await observer?.read();

  const stage: StageOptions = {
    shape,
    secret,
    url,
    guard,
    timeoutMs,
    observer,
    deadline: started + maxTimeouts * timeoutMs,
    seen: [] as Seen[],
  };
  const checks: CheckResult[] = [];
  let stopped: string | undefined;
  for (const trick of tricks.filter(({ id }) => id === baseline || wanted(id))) {
    const skip = stopped ?? trick.inapplicable?.(shape);
    const outcome: Outcome = skip === undefined ? await play(trick, stage) : { result: notRun(trick, skip) };
    checks.push(outcome.result);
    stopped ??= outcome.stop;
  }
  return {
    url: url.href,
    spec: shape.spec,
    signatures: shape.signing.map(({ field }) => field),
    observed: observer !== undefined,
    checks,
    ms: Math.round(performance.now() - started),
  };
}

/** The outcome of one trick; `stop` is why what follows would say nothing. */
interface Outcome {
  readonly result: CheckResult;
  readonly stop?: string;
}

async function play(trick: Trick, options: StageOptions): Promise<Outcome> {
  const started = performance.now();
  const stage = await createStage(trick.id, options);
  const result = (verdict: Verdict, came: readonly string[]): CheckResult => ({
    ...textsOf(trick),
    verdict,
    came,
    ...(trick.unseen === undefined || stage.observing() ? {} : { unseen: trick.unseen }),
    ms: Math.round(performance.now() - started),
  });
  try {
    const faults = await trick.play(stage);
    const judged = result(
      worst(faults, trick),
      faults.map(({ came }) => came),
    );
    if (trick.id === baseline && judged.verdict === "failed")
      return {
        result: judged,
        stop: "the good delivery was not taken, so that a refusal would prove nothing",
      };
    if (faults.some(({ fatal }) => fatal === true))
      return { result: judged, stop: `the receiver has not answered since ${trick.id}` };
    return { result: judged };
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    const seconds = (maxTimeouts * options.timeoutMs) / 1000;
    const came = `the receiver answers so slowly that the time of the whole run was over before the end (${seconds} s, ${maxTimeouts} times --timeout)`;
    return { result: result("failed", [came]), stop: "the time of the whole run is over" };
  }
}

function worst(faults: readonly Fault[], trick: Trick): Verdict {
  const severities = faults.map(({ severity }) => severity ?? trick.severity);
  if (severities.includes("error")) return "failed";
  return severities.length > 0 ? "warning" : "passed";
}

function notRun(trick: Trick, reason: string): CheckResult {
  return { ...textsOf(trick), verdict: "not-run", came: [], reason, ms: 0 };
}

function textsOf({ id, title, sends, accepts, why }: Trick) {
  return { id, title, sent: sends, accepted: accepts, why };
}
