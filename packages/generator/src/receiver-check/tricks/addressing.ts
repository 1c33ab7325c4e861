import { objectOf, stringOf, type JsonObject } from "../../load/json.js";
import { describeAnswer, type Answer } from "../exchange.js";
import { notTaken, wrongRuns } from "../judge.js";
import type { DeliveryShape } from "../shape.js";
import type { Fault, Stage, Trick } from "../stage.js";

/** The member that names the subscription is not signed: genuine deliveries that name another one. */
export const addressingTricks: readonly Trick[] = [
  {
    id: "re-addressed",
    title: "A captured delivery under another subscription changes nothing",
    sends:
      "a delivery that was taken, again with the same data, nonce and signatures, and another subscription",
    accepts: "2xx or 503, never 410, and the handler does not run again",
    why: "The signature does not cover the subscription, so a captured delivery can be re-addressed. Build the key of the duplicate check from the signed bytes only, and answer nothing that stops a subscription.",
    severity: "error",
    unseen: "whether the handler ran again, for the wrong subscription",
    inapplicable: unlessIdentified,
    play: playReAddressed,
  },
  {
    id: "unknown-subscription",
    title: "A genuine delivery for an unknown subscription may come again",
    sends: "a good delivery, freshly signed, for a subscription that the receiver has never seen",
    accepts: "503 (or 2xx where the receiver does not look subscriptions up), never 410",
    why: "The first delivery can arrive before the answer of the call that created the subscription. 503 has it sent again; 410 stops the subscription for good, and other 4xx look like a refusal of something genuine.",
    severity: "warning",
    inapplicable: unlessIdentified,
    play: async (stage) => {
      const { body } = await stage.compose({ members: elsewhere(stage.shape) });
      return notPatient(stage, await stage.post(body));
    },
  },
];

async function playReAddressed(stage: Stage): Promise<Fault[]> {
  const original = await stage.compose();
  const first = notTaken(stage, await stage.post(original.body));
  if (first.length > 0) return first;
  // A wrong count here is for the checks of duplicates to tell; asking starts a new count.
  await stage.runs([original], 1);
  const again = await stage.compose({ nonce: original.nonce, members: elsewhere(stage.shape) });
  const faults = notPatient(stage, await stage.post(again.body));
  return [...faults, ...(await wrongRuns(stage, [again], 0))];
}

function notPatient(stage: Stage, answer: Answer): Fault[] {
  if (answer.kind === "answered" && answer.status === 503) return [];
  const faults = notTaken(stage, answer);
  return answer.kind === "answered" && answer.status === 410
    ? [{ came: `${describeAnswer(answer)}: the sender stops the subscription`, severity: "error" }]
    : faults;
}

function elsewhere({ subscription, example }: DeliveryShape): JsonObject {
  const known = objectOf(example[subscription.member]);
  const id = stringOf(known[subscription.id]) ?? "";
  return { [subscription.member]: { ...known, [subscription.id]: otherId(id) } };
}

/** As long as the known one and made of its kinds of characters, so that it is refused for being unknown only. */
function otherId(id: string): string {
  return [...id]
    .map((char) => (char === "0" ? "1" : /[0-9]/.test(char) ? "0" : char))
    .join("")
    .replace(/^(\D*)$/, "$1x");
}

function unlessIdentified({ subscription, example }: DeliveryShape): string | undefined {
  return stringOf(objectOf(example[subscription.member])[subscription.id]) === undefined
    ? `the example has no "${subscription.member}.${subscription.id}"`
    : undefined;
}
