import type { Delivery } from "../compose.js";
import { describeAnswer, type Answer } from "../exchange.js";
import { label, notTaken, taken, wrongRuns } from "../judge.js";
import type { Fault, Stage, Trick } from "../stage.js";

const unseen = "whether the handler ran once only";
const copies = 5;

/** The same delivery more than once, and deliveries out of order. */
export const duplicateTricks: readonly Trick[] = [
  {
    id: "duplicate-series",
    title: "A delivery sent again is taken again",
    sends: "one delivery three times, one after another, byte for byte the same",
    accepts: "2xx each time, and the handler runs once",
    why: "Senders repeat a delivery whose answer was lost. A 4xx to the copy reads as a failure: the sender goes on repeating, for weeks, and then gives the subscription up.",
    severity: "error",
    unseen,
    play: playSeries,
  },
  {
    id: "duplicate-parallel",
    title: "Copies that arrive together are handled once",
    sends: `one delivery ${copies} times at the same moment, then once more`,
    accepts:
      "2xx, or 503 with Retry-After while the first is at work; 2xx in the end, and the handler runs once",
    why: "Two copies can pass a check that looks first and writes later. The claim of a delivery has to be one atomic step.",
    severity: "error",
    unseen,
    play: playParallel,
  },
  {
    id: "lost-answer",
    title: "A retry after a lost answer is taken",
    sends: "a delivery whose connection we close before the answer, then the same bytes again",
    accepts: "2xx (or 503 with Retry-After, then 2xx), and the handler runs once",
    why: "This is where duplicates come from. A receiver that stops half-way when the connection closes, or that refuses the retry, loses the delivery or is sent it for weeks.",
    severity: "error",
    unseen,
    play: playLostAnswer,
  },
  {
    id: "reordered",
    title: "Deliveries out of order are taken",
    sends:
      "two good deliveries, the one made first sent last, as the last page of an initial sync before the page that precedes it",
    accepts: "2xx to both",
    why: "A retry overtakes nothing: it arrives after deliveries made later. A receiver that refuses the older one is sent it again until the sender gives up.",
    severity: "error",
    unseen: "whether the older delivery overwrote newer data",
    play: playReordered,
  },
];

async function playSeries(stage: Stage): Promise<Fault[]> {
  const delivery = await stage.compose();
  const faults: Fault[] = [];
  let accepted = false;
  for (const name of ["the first", "the second", "the third"]) {
    const answer = await stage.post(delivery.body);
    accepted ||= taken(stage, answer);
    faults.push(...label(name, notTaken(stage, answer)));
  }
  return [...faults, ...(await wrongRuns(stage, [delivery], accepted ? 1 : 0))];
}

async function playParallel(stage: Stage): Promise<Fault[]> {
  const delivery = await stage.compose();
  const answers = await Promise.all(Array.from({ length: copies }, () => stage.post(delivery.body)));
  return [
    ...answers.flatMap((answer, at) => label(`copy ${at + 1}`, notNow(stage, answer))),
    ...(await settle(stage, delivery, "the copy sent afterwards")),
    ...(await wrongRuns(stage, [delivery], 1)),
  ];
}

async function playLostAnswer(stage: Stage): Promise<Fault[]> {
  const delivery = await stage.compose();
  await stage.post(delivery.body, { hangUp: "before-answer" });
  return [...(await settle(stage, delivery, "the retry")), ...(await wrongRuns(stage, [delivery], 1))];
}

async function playReordered(stage: Stage): Promise<Fault[]> {
  const { field, initialPage, initialLast } = stage.shape.kind;
  const older = await stage.compose({ members: { [field]: initialPage } });
  const newer = await stage.compose({ members: { [field]: initialLast } });
  const first = await stage.post(newer.body);
  const second = await stage.post(older.body);
  const delivered = [newer, older].filter((_, at) => taken(stage, at === 0 ? first : second));
  return [
    ...label("the newer, sent first", notTaken(stage, first)),
    ...label("the older, sent last", notTaken(stage, second)),
    ...(await wrongRuns(stage, delivered, delivered.length)),
  ];
}

/** Sends a copy until it is taken, as long as the receiver asks for patience in the right way. */
async function settle(stage: Stage, { body }: Delivery, name: string): Promise<Fault[]> {
  const until = performance.now() + stage.timeoutMs;
  for (;;) {
    const answer = await stage.post(body);
    const busy = answer.kind === "answered" && answer.status === 503;
    if (!busy || performance.now() > until) return label(name, notTaken(stage, answer));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The fault of an answer to a copy of what may be at work: delivered, or "later" with a time. */
function notNow(stage: Stage, answer: Answer): Fault[] {
  if (answer.kind !== "answered" || answer.status !== 503) return notTaken(stage, answer);
  return answer.retryAfter === undefined
    ? [{ came: `${describeAnswer(answer)}, without Retry-After`, severity: "warning" }]
    : [];
}
