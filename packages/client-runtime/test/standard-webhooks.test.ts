import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  createReceiver,
  type Outcome,
  signDelivery,
  type SignDeliveryOptions,
  standardWebhooks,
} from "../src/receiver/index.js";
import { bodyOf, definition, parcel, type Parcels, path, secret } from "./parcels.js";

const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const sentAt = 1614265330;

function start(ageSeconds = 0) {
  const outcomes: Outcome[] = [];
  const receiver = createReceiver<Parcels>(definition, {
    secrets: key,
    subscriptions: { [path]: parcel },
    signatures: standardWebhooks({ toleranceSeconds: 60 }),
    now: () => (sentAt + ageSeconds) * 1000,
    onOutcome: (outcome) => outcomes.push(outcome),
  }).on("*", () => undefined);
  const post = async (body: string, headers: Record<string, string>) => {
    const request = new Request(`https://depot.test${path}`, { method: "POST", body, headers });
    return (await receiver.fetch(request)).status;
  };
  return { post, outcomes: () => outcomes.map(({ outcome }) => outcome) };
}

const vector = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": "1614265330",
  "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

describe("Standard Webhooks", () => {
  test("the vector that its libraries publish is genuine, and a copy of it is one", async () => {
    const { post, outcomes } = start();
    expect(await post('{"test": 2432232314}', vector)).toBe(200);
    expect(await post('{"test": 2432232314}', vector)).toBe(200);
    expect(outcomes()).toEqual(["handled", "duplicate"]);
  });

  test("rule 3: a retry has the same id and a fresh timestamp and signature, and is a copy", async () => {
    const { post, outcomes } = start();
    for (const timestamp of [sentAt, sentAt + 30]) {
      const { body, headers } = await sign({ standardWebhooks: { id: "msg_1", timestamp } }, { salt: "s-1" });
      expect(await post(body, headers)).toBe(200);
    }
    expect(outcomes()).toEqual(["handled", "duplicate"]);
  });

  test.each([
    [61, "too_old"],
    [-61, "too_new"],
    [60, "handled"],
    [-60, "handled"],
  ])("%i s old", async (age, outcome) => {
    const { post, outcomes } = start(age);
    expect(await post('{"test": 2432232314}', vector)).toBe(outcome === "handled" ? 200 : 401);
    expect(outcomes()).toEqual([outcome]);
  });

  test("the body's own signatures do not stand in for the headers, nor the other way round", async () => {
    const { post, outcomes } = start();
    await post(bodyOf({ key }), {});
    await post(bodyOf({ key }), { ...vector });
    expect(outcomes()).toEqual(["missing_signature", "mismatch"]);
  });

  test("a signed body that is no object is refused", async () => {
    const { post, outcomes } = start();
    const mac = createHmac("sha256", Buffer.from(key.slice(6), "base64")).update(`msg_1.${sentAt}.[]`);
    const headers = { ...vector, "webhook-id": "msg_1", "webhook-signature": `v1,${mac.digest("base64")}` };
    expect(await post("[]", headers)).toBe(400);
    expect(outcomes()).toEqual(["bad_json"]);
  });
});

const sign = (options: Partial<SignDeliveryOptions> = {}, delivery: object = {}) =>
  signDelivery(definition, { items: [{ id: "1" }], watch: parcel, ...delivery }, { secret: key, ...options });

describe("signDelivery", () => {
  test("gives the text and headers that a receiver takes, with a nonce of its own", async () => {
    const receiver = createReceiver<Parcels>(definition, {
      secrets: secret,
      subscriptions: { [path]: parcel },
    });
    const bodies = await Promise.all([sign({ secret }), sign({ secret })]);
    for (const { body, headers } of bodies) {
      expect(headers).toEqual({ "content-type": "application/json" });
      const request = new Request(`https://depot.test${path}`, { method: "POST", body, headers });
      expect((await receiver.fetch(request)).status).toBe(200);
    }
    expect(bodies[0]?.body).not.toBe(bodies[1]?.body);
  });

  test("signs as openssl does", async () => {
    const { body } = await sign({ secret: "depot secret" }, { salt: "s-1", items: [{ id: "1" }] });
    // printf '[{"id":"1"}]s-1' | openssl dgst -sha256 -hmac 'depot secret'
    expect(JSON.parse(body)).toMatchObject({
      salt: "s-1",
      strong: "a18ccc79b3124b1737424b2a02283e0639bce639f0edf8bee1bb15ecbf643b30",
    });
  });

  test("without data it says what is missing", async () => {
    await expect(signDelivery(definition, { watch: parcel }, { secret })).rejects.toThrow(
      "parts.items is undefined",
    );
  });
});
