import { hmac, timingSafeEqual, toBytes } from "#crypto";
import { rawBody } from "./raw-body.js";
import { secretsOf } from "./secrets.js";
import { standardWebhookKey } from "./standard-webhook-key.js";

/** Header values by name in lower case, as node:http gives them and `Object.fromEntries(request.headers)` does. */
export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** With what the headers of Standard Webhooks are checked. */
export interface StandardWebhookOptions {
  /** The shared secret, or several while one replaces another. `whsec_` and base64 counts with the decoded bytes. */
  readonly secret: string | Uint8Array | readonly (string | Uint8Array)[];
  /** How far the timestamp may be from now, either way, in seconds. Default 300. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** What the check of Standard Webhooks headers found. */
export type StandardWebhookVerification =
  | {
      readonly ok: true;
      /** Of the delivery, the same in every attempt. */
      readonly id: string;
      /** When the attempt was sent, in seconds since 1970. */
      readonly timestamp: number;
      /** Which of the secrets it was made with, from 0. */
      readonly secretIndex: number;
    }
  | {
      readonly ok: false;
      /** `malformed-signature`: a header cannot be read. `too-old`, `too-new`: the timestamp is outside the tolerance. */
      readonly reason: "missing-signature" | "malformed-signature" | "too-old" | "too-new" | "bad-signature";
      /** What was found, what is accepted and what to do: for a log, not for the sender. */
      readonly message: string;
    };

/** Checks one delivery. What the sender got wrong is answered, never thrown. */
export type StandardWebhookVerifier = (
  headers: HeaderValues,
  body: string | Uint8Array | ArrayBuffer,
) => Promise<StandardWebhookVerification>;

/**
 * Checks the headers of Standard Webhooks 1.0.0 (standardwebhooks.com): one `v1` signature of `webhook-signature` must be the
 * HMAC-SHA256 of `id.timestamp.body`, and the timestamp near now.
 * @throws TypeError for a secret that is empty or cannot be read
 */
export function createStandardWebhookVerifier(options: StandardWebhookOptions): StandardWebhookVerifier {
  const { secret, toleranceSeconds = 300, now = Date.now } = options;
  const keys = secretsOf(secret).map(standardWebhookKey);
  return async (headers, body) => {
    const bytes = rawBody(body);
    const [id, stamp, signatures] = names.map((name) => headers[name]);
    if (id === undefined || stamp === undefined || signatures === undefined) {
      const missing = names.filter((name) => headers[name] === undefined).join(", ");
      return refused(
        "missing-signature",
        `The request lacks ${missing}. Is Standard Webhooks on at the sender?`,
      );
    }
    if (typeof id !== "string" || id === "" || !/^\d{1,12}$/.test(String(stamp))) {
      return refused(
        "malformed-signature",
        `webhook-id is "${String(id)}" and webhook-timestamp "${String(stamp)}". Accepted: one id that is not empty, and whole seconds since 1970.`,
      );
    }
    const timestamp = Number(stamp);
    const age = Math.floor(now() / 1000) - timestamp;
    if (Math.abs(age) > toleranceSeconds) {
      return refused(
        age > 0 ? "too-old" : "too-new",
        `The delivery was sent ${Math.abs(age)} s ${age > 0 ? "ago" : "from now"}, by its webhook-timestamp. Accepted: ${toleranceSeconds} s either way. Is this machine's clock right?`,
      );
    }
    const given = [signatures]
      .flat()
      .flatMap((one) => one.split(" "))
      .filter((one) => one.startsWith("v1,"))
      .map((one) => toBytes(one.slice(3)));
    for (const [secretIndex, key] of keys.entries()) {
      const wanted = toBytes(await hmac("hmac-sha256", "base64", key, `${id}.${timestamp}.`, bytes));
      if (given.some((one) => timingSafeEqual(one, wanted))) return { ok: true, id, timestamp, secretIndex };
    }
    return refused(
      "bad-signature",
      `None of ${given.length} v1 signatures is the hmac-sha256 of id.timestamp.body. Check that the secret is this sender's and that the body is passed as received.`,
    );
  };
}

const names = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

function refused(
  reason: Exclude<StandardWebhookVerification, { ok: true }>["reason"],
  message: string,
): StandardWebhookVerification {
  return { ok: false, reason, message };
}
