// One sender of signed deliveries: `deliver.mjs <mock module> <who> <url> <ms>` prints how many a second were answered 2xx.
import { createHmac, randomBytes } from "node:crypto";
import { callsPerSecond } from "../lib/rounds.mjs";
import { changedObject, collection, createBody, item, json, key } from "./api.mjs";

const [module, who, url, ms] = process.argv.slice(2);
const inFlight = 64;
const secret = "whsec_bench";

/** What a careful hand-written sender does: serialise once, sign twice, splice, POST. */
async function pool(connections) {
  const { Pool } = await import("undici");
  const { origin, pathname } = new URL(url);
  const client = new Pool(origin, { connections });
  let sent = 0;
  const hmac = (algorithm, data, nonce) =>
    createHmac(algorithm, secret).update(data).update(nonce).digest("base64");
  return async () => {
    const data = JSON.stringify([changedObject(++sent)]);
    const nonce = randomBytes(16).toString("hex");
    const rest = {
      webhook: item,
      nonce,
      sig: hmac("sha1", data, nonce),
      sig256: hmac("sha256", data, nonce),
      type: "VIRTUAL",
    };
    const body = `{"data":${data},${JSON.stringify(rest).slice(1)}`;
    const response = await client.request({ path: pathname, method: "POST", headers: json, body });
    await response.body.dump();
    if (response.statusCode !== 204) throw new Error(`answered ${response.statusCode}`);
    return 1;
  };
}

async function mockWith(webhooks, changes) {
  const { createMockServer } = await import(module);
  const mock = createMockServer({ secret });
  for (let n = 0; n < webhooks; n++) {
    // The whole object is asked for: the pool sends it whole too.
    const body = JSON.stringify({ ...createBody, ...changes, fields: undefined, hook_url: url });
    const made = await mock.fetch(collection, { method: "POST", headers: { ...key, ...json }, body });
    if (made.status !== 200) throw new Error(`create answered ${made.status} ${await made.text()}`);
  }
  return mock;
}

const change = (n) => ({
  connection_id: createBody.connection_id,
  object_type: createBody.object_type,
  data: changedObject(n),
});

const senders = {
  "undici Pool, 64 connections": async () => [await pool(64), inFlight],
  "undici Pool, 16 connections": async () => [await pool(16), inFlight],
  // One change fans out to 32 subscriptions; two changes under way keep the line full.
  "mock.emit": async () => {
    const mock = await mockWith(32, {});
    let n = 0;
    const send = async () => {
      const reports = await mock.emit({ ...change(++n), event: "updated" });
      const failed = reports.find(({ ok }) => !ok);
      if (failed) throw new Error(failed.reason);
      return reports.length;
    };
    return [send, inFlight / 32];
  },
  // The way of a real change: the source reports it, each native subscription's queue delivers it in order.
  "native subscriptions": async () => {
    const mock = await mockWith(inFlight, {
      webhook_type: "native",
      events: ["updated", "created"],
      event: "created",
    });
    if (typeof mock.connection !== "function") return undefined;
    const source = mock.connection(createBody.connection_id);
    let n = 0;
    const send = async () => {
      const burst = 8;
      for (let one = 0; one < burst; one++) await source.upsert(createBody.object_type, changedObject(++n));
      await mock.idle();
      return burst * inFlight;
    };
    return [send, 1];
  },
};

const sender = await senders[who]();
if (sender === undefined) console.log("null");
else {
  const [send, width] = sender;
  await callsPerSecond(send, { ms: 300, width });
  console.log(JSON.stringify(await callsPerSecond(send, { ms: Number(ms), width })));
}
process.exit();
