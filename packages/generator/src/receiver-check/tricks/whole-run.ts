import { describeAnswer } from "../exchange.js";
import { mustTake } from "../judge.js";
import type { Fault, Seen, Stage, Trick } from "../stage.js";

/** What only the answers of the whole run can show: these come last. */
export const wholeRunTricks: readonly Trick[] = [
  {
    id: "still-alive",
    title: "A good delivery is still taken at the end",
    sends: "a good delivery, after everything above",
    accepts: "2xx",
    why: "A receiver can survive each attack and be left broken by all of them: leaked connections, a full queue, a lock that nobody releases.",
    severity: "error",
    unseen: "whether the handler ran",
    play: async (stage) => mustTake(stage, await stage.compose()),
  },
  {
    id: "no-redirect",
    title: "Nothing is answered with a redirect",
    sends: "nothing more: looks at every answer of this run",
    accepts: "no 3xx",
    why: "Senders do not follow redirects, since a secret or a body could be led elsewhere: 3xx is a failed delivery. Common causes are a missing trailing slash, http in place of https, and a login page.",
    severity: "error",
    play: async (stage) =>
      gathered(
        stage,
        ({ answer }) => answer.kind === "answered" && answer.status >= 300 && answer.status < 400,
      ),
  },
  {
    id: "answer-time",
    title: "Every answer comes in time",
    sends: "nothing more: looks at the times of this run, but for exchanges that we made slow ourselves",
    accepts: "an answer within --timeout (5 seconds unless told)",
    why: "Senders give up after seconds and send again, so a slow handler does its work several times. Answer once the delivery is stored durably, and work afterwards.",
    severity: "warning",
    play: async (stage) => gathered(stage, ({ answer, paced }) => !paced && answer.ms > stage.timeoutMs),
  },
];

/** One fault for all answers that match: the first of them, and how many more. */
async function gathered(stage: Stage, matches: (seen: Seen) => boolean): Promise<Fault[]> {
  const [first, ...more] = stage.seen.filter(({ answer }) => answer.kind === "answered").filter(matches);
  if (first === undefined) return [];
  const others = [...new Set(more.map(({ trick }) => trick))];
  const rest = more.length === 0 ? "" : `; and ${more.length} more (${others.join(", ")})`;
  return [{ came: `${first.trick}: ${describeAnswer(first.answer)}${rest}` }];
}
