import { isObject, type Json, type JsonObject } from "../../load/json.js";
import type { Recipe } from "../compose.js";
import { describeAnswer, type Answer } from "../exchange.js";
import { label, mustRefuse, taken, wrongRuns } from "../judge.js";
import type { DeliveryShape } from "../shape.js";
import type { Fault, Stage, Trick } from "../stage.js";

const refusal = "any 4xx but 410, and the handler does not run";
const unseen =
  "an answer of 2xx may hide that the delivery was dropped, and a refusal that it was handled first";

/** Deliveries that nobody with the secret made as they are. */
export const signatureTricks: readonly Trick[] = [
  {
    id: "good-delivery",
    title: "A good delivery is taken",
    sends: "the spec's example with a fresh nonce and every declared signature",
    accepts: "2xx, and the handler runs once",
    why: "Without this nothing else can be judged: a receiver that refuses everything would pass every check of forgeries.",
    severity: "error",
    unseen: "whether the handler ran",
    play: playGoodDelivery,
  },
  forgery({
    id: "unsigned",
    title: "A delivery without a signature is refused",
    sends: "a good delivery without any of its signature members",
    why: "Anyone who learns the URL can send this. A check that only runs when a signature is there is no check.",
    recipe: () => ({ signatures: () => ({}) }),
  }),
  forgery({
    id: "wrong-signature",
    title: "A wrong signature is refused",
    sends: "a good delivery whose signatures have the right length and the wrong first character",
    why: "The signature is the only proof of who sent the delivery; a receiver that does not compare it takes orders from anyone.",
    recipe: () => ({ signatures: (signed) => mapValues(signed, spoil) }),
  }),
  forgery({
    id: "other-secret",
    title: "A signature made with another secret is refused",
    sends: "a delivery that is correctly signed with a secret that is not the receiver's",
    why: "Other customers of the same sender have secrets too, and this is what their deliveries look like.",
    recipe: (_shape, secret) => ({ secret: `not-${secret}` }),
  }),
  substituted("empty-signature", "An empty signature is refused", "empty", ""),
  substituted("null-signature", "A null signature is refused", "null", null),
  substituted("number-signature", "A signature that is a number is refused", "0", 0),
  {
    ...forgery({
      id: "stripped-signature",
      title: "A delivery without its strongest signature is refused",
      sends: "a good delivery without its strongest signature; the weaker ones are there and right",
      why: "An attacker who can forge the weaker algorithm removes the stronger signature and is believed. Require the strongest that the sender sends.",
      recipe: ({ signing }) => ({ signatures: (signed) => without(signed, signing[0]?.field) }),
    }),
    severity: "warning",
    inapplicable: ({ signing }) => (signing.length > 1 ? undefined : "the spec declares one signature only"),
  },
  {
    ...forgery({
      id: "data-tampered",
      title: "Changed data is refused",
      sends: "a delivery whose data got one more object after it was signed",
      why: "Someone between the sender and you changes what you act on. Check the signature over the bytes of the data, not only that one is there.",
      recipe: ({ data, example }) => ({ sent: { [data]: JSON.stringify(tampered(example[data])) } }),
    }),
    inapplicable: ({ signing, data }) => unlessSigned(signing, data),
  },
  {
    ...forgery({
      id: "nonce-tampered",
      title: "A changed nonce is refused",
      sends: "a delivery whose nonce was replaced after it was signed",
      why: "With a nonce of their own choice anyone can replay a captured delivery for ever, and no duplicate check will know it.",
      recipe: ({ nonce }) => ({ sent: { [nonce]: '"another-nonce"' } }),
    }),
    inapplicable: ({ signing, nonce }) => unlessSigned(signing, nonce),
  },
  {
    ...forgery({
      id: "nonce-empty",
      title: "An empty nonce is refused",
      sends: "a delivery with an empty nonce, signed over the data alone",
      why: "Equal data then has equal signatures: the delivery can be replayed, and two genuine changes cannot be told from one sent twice.",
      recipe: () => ({ nonce: "" }),
    }),
    inapplicable: ({ signing, nonce }) => unlessSigned(signing, nonce),
  },
  {
    id: "duplicate-member",
    title: "A body with its data twice is refused",
    sends:
      "a signed delivery with a second data member that nobody signed, once before and once after the genuine one",
    accepts: refusal,
    why: "JSON readers differ in which of two equal keys counts (RFC 8259, section 4): the signature may be checked over one, and the other handled.",
    severity: "error",
    unseen,
    play: playDuplicateMember,
  },
];

async function playGoodDelivery(stage: Stage): Promise<Fault[]> {
  const { body, nonce } = await stage.compose();
  const answer = await stage.post(body);
  if (taken(stage, answer)) return wrongRuns(stage, [{ body, nonce }], 1);
  return [{ came: describeAnswer(answer) }, { came: `first thing to look at: ${hintFor(answer)}` }];
}

/** Most first runs fail for a wrong call, not for a wrong receiver. */
function hintFor(answer: Answer): string {
  if (answer.kind === "silent") return "is the receiver running at this host and port?";
  const { status } = answer;
  if (status === 400 || status === 401 || status === 403)
    return "is --secret the secret that this receiver has?";
  if (status === 404 || status === 405) return "is this the path that takes deliveries?";
  if (status === 410 || status === 422 || status === 503)
    return "does the receiver know the subscription of the example? Give a delivery of one that it knows by --delivery.";
  if (status >= 300 && status < 400) return "is this the URL itself? Redirects are not followed.";
  return "what does the receiver's own log say?";
}

function forgery(
  trick: Pick<Trick, "id" | "title" | "sends" | "why"> & {
    readonly recipe: (shape: DeliveryShape, secret: string) => Recipe;
  },
): Trick {
  const { recipe, ...texts } = trick;
  return {
    ...texts,
    accepts: refusal,
    severity: "error",
    unseen,
    play: async (stage) => mustRefuse(stage, await stage.compose(recipe(stage.shape, stage.secret))),
  };
}

/** The strongest signature replaced, the weaker ones right: what a fallback would trust. */
function substituted(id: string, title: string, word: string, value: Json): Trick {
  return forgery({
    id,
    title,
    sends: `a good delivery whose strongest signature is ${word}; the weaker ones are there and right`,
    why: "Code that falls back to a weaker signature when the strong one looks unusable, or that compares loosely, lets the attacker choose how the delivery is checked.",
    recipe: ({ signing }) => ({
      signatures: (signed) => ({ ...signed, [signing[0]?.field ?? ""]: value }),
    }),
  });
}

async function playDuplicateMember(stage: Stage) {
  const { data, example } = stage.shape;
  const evil = `${JSON.stringify(data)}:${JSON.stringify(tampered(example[data]))}`;
  const first = await stage.compose();
  const last = await stage.compose();
  return [
    ...label(
      "unsigned data first",
      await mustRefuse(stage, { ...first, body: Buffer.from(`{${evil},${String(first.body).slice(1)}`) }),
    ),
    ...label(
      "unsigned data last",
      await mustRefuse(stage, { ...last, body: Buffer.from(`${String(last.body).slice(0, -1)},${evil}}`) }),
    ),
  ];
}

function unlessSigned(signing: DeliveryShape["signing"], member: string): string | undefined {
  return signing.every(({ over }) => over.includes(member) && over.length > 1)
    ? undefined
    : `the spec does not sign "${member}" together with another member`;
}

function tampered(data: Json | undefined): Json {
  const forged = { forged: true };
  return isObject(data) ? { ...data, ...forged } : [...(data as readonly Json[]), forged];
}

function mapValues(signed: Readonly<Record<string, string>>, change: (text: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(signed).map(([field, text]) => [field, change(text)]));
}

function without(signed: Readonly<Record<string, string>>, dropped: string | undefined): JsonObject {
  return Object.fromEntries(Object.entries(signed).filter(([field]) => field !== dropped));
}

/** 0 and 1 are digits of hex and base64 alike. */
function spoil(signature: string): string {
  return `${signature.startsWith("0") ? "1" : "0"}${signature.slice(1)}`;
}
