// Many namespaces on one mock: `namespaces.mjs <mock module> <count>`. Each gets a webhook, and must show that one and no other.
import { collection, createBody, json, key } from "./api.mjs";

const [module, wanted] = process.argv.slice(2);
const count = Number(wanted);
const name = (n) => `bench-${n}`;
const { createMockServer } = await import(module);
const mock = createMockServer({ namespaceLimit: count + 10 });

const call = (path, { headers = {}, ...init } = {}) =>
  mock.fetch(path, { headers: { ...key, ...json, ...headers }, ...init });
const post = (path, value, headers) => call(path, { method: "POST", body: JSON.stringify(value), headers });
const make = (n) => post("/_hookspec/namespaces", { name: name(n) });
const inside = (n) => ({ "x-hookspec-namespace": name(n) });

if (!(await make(0)).ok) {
  console.log("null");
  process.exit();
}
const heapBefore = process.memoryUsage().rss;
const start = performance.now();
for (let n = 1; n < count; n++) {
  const made = await make(n);
  if (!made.ok) throw new Error(`namespace ${n} was answered ${made.status} ${await made.text()}`);
}
const madeMs = performance.now() - start;
for (let n = 0; n < count; n++) await post(collection, { ...createBody, fields: name(n) }, inside(n));
for (let n = 0; n < count; n++) {
  const listed = await (await call(collection, { headers: inside(n) })).json();
  if (listed.length !== 1 || listed[0].fields !== name(n)) {
    throw new Error(
      `namespace ${n} shows ${JSON.stringify(listed).slice(0, 200)} instead of its own webhook`,
    );
  }
}
const kbEach = (process.memoryUsage().rss - heapBefore) / 1024 / count;
await mock.close();
console.log(JSON.stringify({ msEach: madeMs / (count - 1), kbEach, count }));
