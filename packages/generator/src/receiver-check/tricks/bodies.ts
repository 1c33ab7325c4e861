import type { Delivery } from "../compose.js";
import {
  label,
  mustRefuse,
  mustTake,
  mustTakeAll,
  notRefused,
  notTaken,
  taken,
  type Variant,
} from "../judge.js";
import { describeAnswer } from "../exchange.js";
import type { Fault, Stage, Trick } from "../stage.js";

const refusal = "any 4xx but 410, and the handler does not run";
const unseen = "whether the handler ran before the refusal";

/** Bodies that are not one JSON object, or are unusual ones. */
export const bodyTricks: readonly Trick[] = [
  {
    id: "later-version",
    title: "A delivery of a later version is taken",
    sends:
      "a good delivery with an unknown kind, and members unknown to the spec in envelope and subscription",
    accepts: "2xx: the enum of the kind may grow, and so may objects",
    why: "APIs add fields and enum values without a new major version. A receiver that refuses them stops on the day of the release, and the sender's retries run out.",
    severity: "warning",
    unseen: "whether the handler ran",
    play: async (stage) => {
      const { kind, subscription, example } = stage.shape;
      const known = example[subscription.member];
      const later = { ...(typeof known === "object" ? known : {}), added_later: { a: [1] } };
      return mustTake(
        stage,
        await stage.compose({
          members: { [kind.field]: "ADDED-LATER", [subscription.member]: later, added_later: null },
        }),
      );
    },
  },
  {
    id: "every-kind",
    title: "Every declared kind of delivery is taken",
    sends: "one good delivery of each kind that the spec declares, and an empty last page of an initial sync",
    accepts: "2xx to each",
    why: "The last page of an initial sync is sent even when it is empty. A receiver that refuses it never learns that the sync is complete.",
    severity: "error",
    unseen: "whether the handler ran",
    play: playKinds,
  },
  spoilt({
    id: "trailing-garbage",
    title: "Text after the JSON is refused",
    sends: "a good delivery followed by a second JSON object",
    why: "A reader that stops at the end of the first value and one that takes the last disagree about what was signed.",
    spoil: (body) => `${body}{"forged":true}`,
  }),
  {
    ...spoilt({
      id: "byte-order-mark",
      title: "A byte order mark is refused",
      sends: "a good delivery that starts with a byte order mark (EF BB BF)",
      why: "JSON on the wire must not have one (RFC 8259, section 8.1). Readers that drop it silently read other bytes than those that were signed.",
      spoil: (body) => `\uFEFF${body}`,
    }),
    severity: "warning",
  },
  spoilt({
    id: "malformed-json",
    title: "A body that is cut short is refused",
    sends: "the first two thirds of a good delivery, complete as an HTTP message",
    why: "Proxies cut bodies. An answer of 2xx loses the delivery; an unhandled parse error shows as 500 and hides the real ones.",
    spoil: (body) => body.slice(0, Math.floor((body.length * 2) / 3)),
  }),
  {
    id: "not-an-object",
    title: "JSON that is no object is refused",
    sends: "null, a string, a number and an array in place of the delivery",
    accepts: refusal,
    why: "Reading a member of null throws. Anyone can send this, so it must not end in an unhandled error.",
    severity: "error",
    play: async (stage) => {
      const faults: Fault[] = [];
      for (const text of ["null", '"text"', "1", "[]"])
        faults.push(...label(text, notRefused(stage, await stage.post(Buffer.from(text)))));
      return faults;
    },
  },
  spoilt({
    id: "empty-body",
    title: "An empty body is refused",
    sends: "a POST without a body",
    why: "An answer of 2xx tells a sender whose body was lost on the way that all is well.",
    spoil: () => "",
  }),
  {
    id: "not-utf8",
    title: "A body that is not UTF-8 is refused",
    sends: "a delivery with a byte that UTF-8 does not have (FF) in its data, and a wrong signature",
    accepts: refusal,
    why: "Decoders replace such bytes, so what is handled is not what was signed; others throw where nobody catches.",
    severity: "error",
    unseen,
    play: async (stage) => {
      const delivery = await stage.compose({ data: '[{"note":"#"}]' });
      const body = Buffer.from(delivery.body);
      body[body.indexOf('"#"') + 1] = 0xff;
      return mustRefuse(stage, { ...delivery, body });
    },
  },
  {
    id: "content-type",
    title: "Another content type does not break it",
    sends: "a good delivery as text/plain, and one with a charset parameter",
    accepts: "2xx or a 4xx other than 410 for text/plain; 2xx with charset=utf-8",
    why: "Body parsers skip types that they do not know and leave nothing behind: code that then reads the body fails with 500. Proxies and senders do add a charset.",
    severity: "warning",
    play: playContentTypes,
  },
];

function spoilt(
  trick: Pick<Trick, "id" | "title" | "sends" | "why"> & { readonly spoil: (body: string) => string },
): Trick {
  const { spoil, ...texts } = trick;
  return {
    ...texts,
    accepts: refusal,
    severity: "error",
    unseen,
    play: async (stage) => {
      const delivery = await stage.compose();
      return mustRefuse(stage, { ...delivery, body: Buffer.from(spoil(String(delivery.body))) });
    },
  };
}

async function playKinds(stage: Stage): Promise<Fault[]> {
  const { kind, data } = stage.shape;
  const { field, ...kinds } = kind;
  const variants: Variant[] = [...new Set(Object.values(kinds))].map((value) => ({
    name: value,
    recipe: { members: { [field]: value } },
  }));
  if (Array.isArray(stage.shape.example[data])) {
    const recipe = { data: "[]", members: { [field]: kinds.initialLast } };
    variants.push({ name: `${kinds.initialLast} without data`, recipe });
  }
  return mustTakeAll(stage, variants);
}

async function playContentTypes(stage: Stage): Promise<Fault[]> {
  const send = async (type: string) => {
    const { body }: Delivery = await stage.compose();
    return stage.post(body, { headers: { "content-type": type } });
  };
  const plain = await send("text/plain");
  const right = plain.kind === "answered" && plain.status < 500 && plain.status !== 410;
  return [
    ...(right || taken(stage, plain) ? [] : [{ came: `text/plain: ${describeAnswer(plain)}` }]),
    ...label("with a charset", notTaken(stage, await send(`${stage.shape.contentType}; charset=utf-8`))),
  ];
}
