// 100,000 retries in virtual time against a subscriber in the same process: `retries.mjs <mock module> <webhooks>`.
import { changedObject, collection, createBody, json, key } from "./api.mjs";

const [module, webhooks] = process.argv.slice(2);
const retriesEach = 20;
let attempts = 0;

/** The subscriber: always down, so that each delivery uses up its whole schedule. */
const transport = async () => {
  attempts += 1;
  return { status: 500, headers: {}, body: "" };
};

const { createMockServer } = await import(module);
const mock = createMockServer({ clock: "virtual", transport, seed: 1 });
if (typeof mock.clock?.advance !== "function" || typeof mock.connection !== "function") {
  console.log("null");
  process.exit();
}
const body = Buffer.from(JSON.stringify({ ...createBody, events: ["updated", "created"] }));
for (let n = 0; n < Number(webhooks); n++) {
  const made = await mock.handle({ method: "POST", path: collection, headers: { ...key, ...json }, body });
  // Whoever calls the core tells it when the answer is out.
  made.after?.();
  if (made.status !== 200) throw new Error(`create answered ${made.status}`);
}
await mock.connection(createBody.connection_id).upsert(createBody.object_type, changedObject(1, 256));
// The first attempts, by the first poll.
await mock.clock.advance("60m");
const first = attempts;
const start = performance.now();
await mock.clock.advance("21d");
const ms = performance.now() - start;
await mock.close();
const wanted = Number(webhooks) * retriesEach;
if (first !== Number(webhooks) || attempts - first !== wanted) {
  throw new Error(
    `counted ${first} first attempts and ${attempts - first} retries, expected ${webhooks} and ${wanted}`,
  );
}
console.log(JSON.stringify({ ms, retries: attempts - first, perSecond: (1000 * wanted) / ms }));
