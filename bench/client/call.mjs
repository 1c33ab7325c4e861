// One client in a process of its own: `call.mjs <module file> <items in the answer, 0 for one object> <ms>`.
import { pathToFileURL } from "node:url";
import { callsPerSecond } from "../lib/rounds.mjs";
import { item } from "../mock/api.mjs";

const [file, items, ms] = process.argv.slice(2);
const { run } = await import(pathToFileURL(file).href);
const value =
  items === "0" ? item : Array.from({ length: Number(items) }, (_, n) => ({ ...item, id: String(n) }));
const text = JSON.stringify(value);
let answered = 0;
const stub = async () => {
  answered += 1;
  return new Response(text, {
    status: 200,
    headers: { "content-type": "application/json", "content-length": String(text.length) },
  });
};

const once = run(stub);
const call = () => once();
await callsPerSecond(call, { ms: 200 });
const before = answered;
const sample = await callsPerSecond(call, { ms: Number(ms) });
if (answered === before) throw new Error("The stubbed fetch was never called.");
console.log(JSON.stringify(sample));
