import { freshNonce } from "../compose.js";
import { mustTakeAll, type Variant } from "../judge.js";
import type { DeliveryShape } from "../shape.js";
import type { Trick } from "../stage.js";

/**
 * Ways of writing the same data that JSON writers of other languages use (RFC 8259 allows them all). Each is one more member of
 * the first object: a text, exactly as it is sent and signed.
 */
const memberTexts: readonly (readonly [name: string, text: string])[] = [
  ["escaped letters, lower case (\\u00eb)", String.raw`"note":"Zo\u00eb"`],
  ["escaped letters, upper case (\\u00EB)", String.raw`"note":"Zo\u00EB"`],
  ["unescaped letters (ë, 漢)", '"note":"Zoë 漢字"'],
  ["an emoji as escaped surrogates", String.raw`"note":"\ud83d\ude00"`],
  ["a lone surrogate", String.raw`"note":"\ud83d"`],
  ["line separators unescaped (U+2028)", '"note":"a\u2028b"'],
  ["escaped slashes (\\/)", String.raw`"note":"https:\/\/example.com\/"`],
  ["escaped markup (\\u003c)", String.raw`"note":"\u003cb\u003e"`],
  ["a decimal zero (1.0)", '"note":1.0'],
  ["an exponent (1E+2)", '"note":1E+2'],
  ["a negative zero (-0)", '"note":-0'],
  ["a long fraction", '"note":0.1000000000000000055511151231257827'],
  ["a big integer", '"note":12345678901234567890'],
  ["keys that look like integers, out of order", '"note":{"b":1,"10":2,"9":3}'],
  ["a key twice inside the data", '"note":{"a":1,"a":2}'],
  ["a __proto__ key", '"note":{"__proto__":{"a":1}}'],
  ["an escaped key", String.raw`"n\u006fte":1`],
];

function encodings(shape: DeliveryShape): Variant[] {
  const { data, nonce, example } = shape;
  const accented = `é-${freshNonce()}`;
  return [
    ...memberTexts.map(([name, text]) => ({ name, recipe: { data: withText(shape, text) } })),
    { name: "spaces after colons and commas", recipe: { data: spaced(shape) } },
    { name: "indented lines", recipe: { data: JSON.stringify(example[data], null, 2) } },
    {
      name: "indented lines ending in CR LF",
      recipe: { data: JSON.stringify(example[data], null, "\t").replaceAll("\n", "\r\n") },
    },
    {
      name: "an escaped nonce",
      recipe: { nonce: accented, sent: { [nonce]: JSON.stringify(accented).replace("é", "\\u00e9") } },
    },
    {
      name: "an escaped key of the envelope",
      recipe: {},
      rewrite: (body) => body.replace(JSON.stringify(data), `"${escaped(data)}"`),
    },
    { name: "space around the body", recipe: {}, rewrite: (body) => `\r\n ${body}\n` },
  ];
}

export const encodingTricks: readonly Trick[] = [
  {
    id: "re-encoded-data",
    title: "Data is verified as it was sent",
    sends:
      "good deliveries written as other JSON writers would: spaces, escapes, 1.0, big integers, order of keys",
    accepts: "2xx to each: the signature covers the bytes as they were sent",
    why: "A receiver that parses the data and serialises it again to check the signature loses every delivery that its own writer would have spelt otherwise. It works in tests, and fails with the first customer called Zoë. Verify the raw bytes.",
    severity: "error",
    unseen: "whether the handler ran",
    play: (stage) => mustTakeAll(stage, encodings(stage.shape)),
  },
];

/** The example's data with one more member in its first object, written as given. */
function withText({ data, example }: DeliveryShape, member: string): string {
  return JSON.stringify(example[data]).replace(
    /\{(\s*\})?/,
    (_open, empty) => `{${member}${empty === undefined ? "," : "}"}`,
  );
}

function spaced({ data, example }: DeliveryShape): string {
  // Line ends inside strings are escaped, so those left are the writer's.
  return JSON.stringify(example[data], null, 1).replaceAll(/\n\s*/g, " ");
}

function escaped(key: string): string {
  return Array.from(
    { length: key.length },
    (_, at) => `\\u${key.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}
