import { verifyDelivery } from "@hookspec/webhook-client/receiver";
import { isWebhookDelivery, type WebhookDelivery } from "@hookspec/webhook-types";
import { describe, expect, test } from "vitest";
import { awkward, change, dataOf, hmacOf, oneDelivery, secret } from "./support/delivery.js";

test("emit POSTs a delivery that verifies, with the objects and the webhook in it", async () => {
  const { received, report, webhook, receiver } = await oneDelivery();
  expect(received).toMatchObject({ method: "POST", path: "/hooks/secret-path" });
  expect(received.headers).toMatchObject({ "content-type": "application/json" });
  expect(Number(received.headers["content-length"])).toBe(received.body.byteLength);

  const delivery = await verifyDelivery(received.body, { secret, requireSig256: true });
  expect(isWebhookDelivery(delivery)).toBe(true);
  expect(delivery).toMatchObject({
    data: [awkward],
    webhook,
    type: "VIRTUAL",
    nonce: expect.stringMatching(/^.{16,}$/) as string,
  });
  expect(report).toMatchObject({
    ok: true,
    status: 204,
    subscription: webhook.id,
    url: receiver.url,
    kind: "virtual",
  });
  expect(report.request.body).toBe(received.body.toString("utf8"));
});

test("rule 1: sig and sig256 are what node:crypto computes over the raw data and the nonce", async () => {
  const { body } = await oneDelivery();
  const { sig, sig256 } = JSON.parse(body) as WebhookDelivery;
  expect(sig).toBe(hmacOf("sha1", body));
  expect(sig256).toBe(hmacOf("sha256", body));
});

test("rule 4: a re-addressed copy verifies, since only data and nonce are signed", async () => {
  const { body, webhook } = await oneDelivery();
  const readdressed = body.replaceAll(webhook.id, "another");
  const delivery = await verifyDelivery(readdressed, { secret, requireSig256: true });
  expect(delivery.webhook.id).toBe("another");
});

test("every delivery has a nonce of its own", async () => {
  const { mock, receiver } = await oneDelivery();
  for (let count = 0; count < 4; count++) await mock.emit({ ...change, data: awkward });
  const nonces = receiver.received.map(
    ({ body }) => (JSON.parse(body.toString("utf8")) as WebhookDelivery).nonce,
  );
  expect(new Set(nonces).size).toBe(5);
});

describe("a delivery is refused", () => {
  const edited = (body: string, edit: (delivery: Record<string, unknown>) => void) => {
    const delivery = JSON.parse(body) as Record<string, unknown>;
    edit(delivery);
    return JSON.stringify(delivery);
  };

  test.each<[string, (body: string) => string, string, { secret?: string; requireSig256?: boolean }?]>([
    ["with tampered data", (body) => body.replace("Zoë", "Zoe"), "bad-signature"],
    ["with another nonce", (body) => body.replace(/"nonce":"./, '"nonce":"x'), "bad-signature"],
    ["checked with the wrong secret", (body) => body, "bad-signature", { secret: "whsec_other" }],
    [
      "with an empty sig256, although sig is right",
      (body) => edited(body, (it) => (it["sig256"] = "")),
      "empty-signature",
    ],
    [
      "with a sig256 that is no text",
      (body) => edited(body, (it) => (it["sig256"] = null)),
      "malformed-signature",
    ],
    [
      "with the sig under the name sig256",
      (body) => edited(body, (it) => (it["sig256"] = it["sig"])),
      "malformed-signature",
    ],
    [
      "with a wrong sig256, although sig is right",
      (body) => edited(body, (it) => (it["sig256"] = hmacOf("sha256", body, "x"))),
      "bad-signature",
    ],
    [
      "stripped of sig256, where that is required",
      (body) => edited(body, (it) => delete it["sig256"]),
      "required-signature-missing",
      { requireSig256: true },
    ],
    [
      "stripped of both signatures",
      (body) => edited(body, (it) => (delete it["sig256"], delete it["sig"])),
      "missing-signature",
    ],
    ["with data twice", (body) => body.replace(/^\{/, '{"data":[],'), "malformed-body"],
    ["with something behind it", (body) => `${body}{}`, "malformed-body"],
    ["when it is no JSON", () => "hello", "malformed-body"],
    ["with an empty nonce", (body) => edited(body, (it) => (it["nonce"] = "")), "bad-nonce"],
    ["without data", (body) => edited(body, (it) => delete it["data"]), "bad-data"],
  ])("%s", async (_name, tamper, reason, options = {}) => {
    const { body } = await oneDelivery();
    await expect(verifyDelivery(tamper(body), { secret, ...options })).rejects.toMatchObject({
      name: "DeliveryVerificationError",
      reason,
      message: expect.stringMatching(/^Delivery refused/) as string,
    });
  });

  test("but one without sig256 passes by its sig where nothing more is required", async () => {
    const { body } = await oneDelivery();
    const stripped = edited(body, (it) => delete it["sig256"]);
    expect((await verifyDelivery(stripped, { secret })).data).toEqual([awkward]);
  });

  test("when it was parsed and written again with other bytes, unless it is small", async () => {
    const rewritten = (body: string) => JSON.stringify(JSON.parse(body), undefined, 1);
    const small = await oneDelivery();
    expect((await verifyDelivery(rewritten(small.body), { secret })).data).toEqual([awkward]);
    const large = await oneDelivery({ id: "1", text: "x".repeat(70_000) });
    await expect(verifyDelivery(large.body, { secret })).resolves.toBeDefined();
    await expect(verifyDelivery(rewritten(large.body), { secret })).rejects.toMatchObject({
      reason: "bad-signature",
    });
  });

  test("not when its members were reordered, indented or escaped around data", async () => {
    const { body } = await oneDelivery();
    const { data: _data, ...rest } = JSON.parse(body) as WebhookDelivery;
    const raw = dataOf(body);
    const indented = `{ "d\\u0061ta" : ${raw}, ${JSON.stringify(rest, undefined, 2).slice(1)}`;
    expect((await verifyDelivery(indented, { secret, requireSig256: true })).data).toEqual([awkward]);
  });

  test("not by the second of two secrets, while one replaces the other", async () => {
    const { body } = await oneDelivery();
    await expect(verifyDelivery(body, { secret: ["whsec_new", secret] })).resolves.toBeDefined();
  });

  test("unless the raw body is given: a parsed one is a mistake of the caller", async () => {
    const { body } = await oneDelivery();
    const parsed = JSON.parse(body) as string;
    await expect(verifyDelivery(parsed, { secret })).rejects.toThrow(TypeError);
    await expect(verifyDelivery(body, { secret: "" })).rejects.toThrow(TypeError);
  });
});
