import type { SigningScheme } from "../scheme.js";
import { secretsOf } from "../secrets.js";
import { sliceMembers } from "../slice.js";
import type { Verification } from "../verification.js";
import { verify, type VerifyOptions } from "../verify.js";
import { MalformedBodyError } from "../malformed-body-error.js";
import { asItStands, inferSigning, type SigningMatch } from "./infer-signing.js";

/** Why a delivery verifies, or does not. */
export interface Explanation {
  /** What `verify` answers; undefined for a body that was handed in parsed, which it does not take. */
  readonly verification: Verification | undefined;
  /** Every way of signing that was tried and gives one of the delivery's signatures. */
  readonly matches: readonly SigningMatch[];
  /** All of it in words, several lines: which bytes are signed, what was tried, what would match, what to do. */
  readonly text: string;
}

/**
 * For people whose signature fails: which bytes the scheme signs, and which other reading of secret, data and scheme would match.
 * @param body as handed to `verify`: also one that is parsed, which is the usual mistake
 * @throws TypeError for an empty secret or options that do not fit the scheme
 */
export async function explainDelivery(
  scheme: SigningScheme,
  body: string | Uint8Array | ArrayBuffer | object,
  options: VerifyOptions,
): Promise<Explanation> {
  const isParsed = typeof body === "object" && !ArrayBuffer.isView(body) && !(body instanceof ArrayBuffer);
  const verification = isParsed ? undefined : await verify(scheme, body as string, options);
  const matches: SigningMatch[] = [];
  try {
    for (const secret of secretsOf(options.secret)) matches.push(...(await inferSigning(body, secret)));
  } catch (error) {
    // What is no JSON object says so in the verification.
    if (!(error instanceof MalformedBodyError)) throw error;
  }
  const lines = [
    isParsed
      ? "The body is a parsed object. A signature covers the text that was sent: pass that, before any JSON parser."
      : verification?.ok === true
        ? `Verified by "${verification.field}".`
        : `Refused (${verification?.reason}): ${verification?.message}`,
    ...(isParsed ? [] : signedBytes(scheme, body as string)),
    "Tried: the secret as given, without white space, quotes and whsec_, from base64 and hex; the data as it stands and in the serialisations of other JSON writers; its order with each text beside it, with and without a full stop between.",
    ...(matches.length === 0
      ? [
          "Nothing matches. Most likely the secret is another one (of another workspace or environment), or the body was changed on the way.",
        ]
      : matches.map((match) => `Matches: ${describe(match)}`)),
  ];
  return { verification, matches, text: lines.join("\n") };
}

function describe({ declaration, serialisation, delimiter, secret }: SigningMatch): string {
  const { field, algorithm, over, encoding } = declaration;
  const way = `"${field}" is the ${algorithm} (${encoding}) of ${over.join(delimiter === "" ? " + " : ' + "." + ')}, ${over.length > 1 ? "its object " : ""}${serialisation}, with the secret ${secret}.`;
  if (secret !== "as given") return `${way} Pass the secret that way.`;
  return serialisation === asItStands
    ? way
    : `${way} The text was changed after it was signed, by the sender or by a parser on the way.`;
}

/** The bytes that each declared signature covers, shortened. */
function signedBytes(scheme: SigningScheme, body: string | Uint8Array): string[] {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
  try {
    const { members } = sliceMembers(bytes);
    return scheme.map(({ field, over }) => {
      const parts = over.map((member) => {
        const slice = members.get(member);
        if (slice === undefined) return `${member} (missing)`;
        const text = new TextDecoder().decode(bytes.subarray(slice.start, slice.end));
        return `${member} (${slice.end - slice.start} bytes from ${slice.start}): ${text.length > 60 ? `${text.slice(0, 40)} … ${text.slice(-16)}` : text}`;
      });
      return `"${field}" signs ${parts.join("; then ")}`;
    });
  } catch {
    return [];
  }
}
