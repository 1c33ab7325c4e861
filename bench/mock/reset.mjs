// How long `reset()` takes after a test's worth of work: `reset.mjs <mock module>`.
import { median } from "../lib/rounds.mjs";
import { collection, createBody, json, key } from "./api.mjs";

const { createMockServer } = await import(process.argv[2]);
const mock = createMockServer();
const times = [];
const body = JSON.stringify(createBody);
for (let test = 0; test < 200; test++) {
  for (let n = 0; n < 20; n++) {
    const made = await mock.fetch(collection, { method: "POST", headers: { ...key, ...json }, body });
    if (made.status !== 200) throw new Error(`create answered ${made.status}`);
  }
  const start = performance.now();
  await mock.reset();
  times.push(performance.now() - start);
  const left = await (await mock.fetch(collection, { headers: key })).json();
  if (left.length > 0) throw new Error(`${left.length} webhooks are left after reset()`);
}
await mock.close();
console.log(JSON.stringify({ ms: median(times), worst: Math.max(...times) }));
