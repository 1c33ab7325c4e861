// What checking one delivery costs: ours over the raw bytes, beside what receivers write by hand or install.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { target } from "../lib/report.mjs";
import { runNode } from "../lib/processes.mjs";
import { callsPerSecond, interleave, medianOf, spreadOf } from "../lib/rounds.mjs";
import { runBenchmark } from "../lib/run.mjs";
import { item } from "../mock/api.mjs";
import { contacts } from "./payload.mjs";

const key = Buffer.from("bench-secret-of-32-bytes-length!");
const hmac = (...parts) =>
  parts.reduce((mac, part) => mac.update(part), createHmac("sha256", key)).digest("base64");
const same = (a, b) => timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** A signed delivery whose `data` has about `bytes` bytes. */
function delivery(bytes) {
  const data = JSON.stringify(contacts(bytes));
  const nonce = randomBytes(16).toString("hex");
  const sig256 = hmac(data, nonce);
  const text = `{"data":${data},${JSON.stringify({ webhook: item, nonce, sig256, type: "VIRTUAL" }).slice(1)}`;
  return { body: Buffer.from(text), text, data: Buffer.from(data), nonce: Buffer.from(nonce), sig256 };
}

const scheme = [{ field: "sig256", algorithm: "hmac-sha256", over: ["data", "nonce"], encoding: "base64" }];

/** Each takes what arrived and throws unless it is genuine; all but the first two end with the parsed body. */
const checks = {
  "node:crypto alone":
    async ({ data, nonce, sig256 }) =>
    async () =>
      must(same(hmac(data, nonce), sig256)),
  "node:crypto + JSON.parse":
    async ({ body, data, nonce, sig256 }) =>
    () => {
      must(same(hmac(data, nonce), sig256));
      return JSON.parse(body.toString());
    },
  "@hookspec/signature": async ({ body }, module) => {
    const { verify } = await import(module);
    return async () => must((await verify(scheme, body, { secret: key, require: "sig256" })).ok);
  },
  "@hookspec/signature, forged": async ({ body }, module) => {
    const { verify } = await import(module);
    const wrong = Buffer.from("another-secret-of-32-bytes-long!");
    return async () => must(!(await verify(scheme, body, { secret: wrong, require: "sig256" })).ok);
  },
  "parse, re-stringify, HMAC":
    async ({ body }) =>
    () => {
      const { data, nonce, sig256 } = JSON.parse(body.toString());
      must(same(hmac(JSON.stringify(data), nonce), sig256));
    },
  standardwebhooks: async ({ text }) => {
    const { Webhook } = await import("standardwebhooks");
    const webhook = new Webhook(key.toString("base64"));
    const now = new Date();
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(now / 1000)),
      "webhook-signature": webhook.sign("msg_1", now, text),
    };
    return () => webhook.verify(text, headers);
  },
  stripe: async ({ body, text }) => {
    const { webhooks } = (await import("stripe")).default;
    const secret = key.toString("base64");
    const header = webhooks.generateTestHeaderString({ payload: text, secret });
    return () => webhooks.constructEvent(body, header, secret);
  },
};

function must(ok) {
  if (!ok) throw new Error("A genuine delivery was refused.");
}

if (process.argv[2] === "measure") await measure(...process.argv.slice(3));
else await run();

async function measure(module, who, bytes, ms) {
  const check = await checks[who](delivery(Number(bytes)), module);
  await callsPerSecond(check, { ms: 200 });
  const { perSecond, cpuUs } = await callsPerSecond(check, { ms: Number(ms) });
  console.log(JSON.stringify({ us: 1e6 / perSecond, cpuUs }));
}

async function run() {
  await runBenchmark({
    name: "signature",
    title: "Checking a delivery's signature",
    folder: import.meta.dirname,
    peers: ["standardwebhooks", "stripe"],
    reading: `
Each number is the median of rounds taken in turns, every sample in a process of its own. "node:crypto alone" knows where the signed
bytes are and parses nothing: the limit. The others read the body as it arrived and end with its parse. Ratios are by CPU time.`,
    scenarios: {
      "2kb": (context) => scenario(context, 2048, "2 KB"),
      "1mb": (context) => scenario(context, 2 ** 20, "1 MB"),
    },
  });
}

async function scenario({ quick, file, explain }, bytes, size) {
  const module = pathToFileURL(path.resolve(file("signature", "dist", "index.js"))).href;
  const one = (who, args = []) =>
    runNode([...args, import.meta.filename, "measure", module, who, String(bytes), quick ? "100" : "500"]);
  const results = await interleave(
    Object.keys(checks).map((name) => ({ name, measure: () => one(name) })),
    quick ? 2 : 5,
  );
  const base = medianOf(results[0].samples, "cpuUs");
  const rows = results.map(({ name, samples, failure }) => {
    if (samples.length === 0) return { name, failure };
    const [us, cpuUs] = [medianOf(samples, "us"), medianOf(samples, "cpuUs")];
    return { name, us, cpuUs, ratio: cpuUs / base, spread: spreadOf(samples, "us"), failure };
  });
  const byName = (wanted) => rows.find(({ name }) => name === wanted).cpuUs;
  const ours = byName("@hookspec/signature");
  const targets = [
    target(`${size}: verify ÷ node:crypto alone`, ours / base, { most: bytes > 2048 ? 6 : 4, unit: " ×" }),
  ];
  if (bytes > 2048) {
    targets.push(
      target(`${size}: stripe ÷ verify`, byName("stripe") / ours, { least: 3, unit: " ×" }),
      target(`${size}: standardwebhooks ÷ verify`, byName("standardwebhooks") / ours, {
        least: 3,
        unit: " ×",
      }),
      target(`${size}: verify a forged body ÷ a genuine one`, byName("@hookspec/signature, forged") / ours, {
        most: 1.1,
        unit: " ×",
      }),
    );
  }
  return {
    title: `One delivery of ${size}`,
    columns: [
      { title: "check", member: "name" },
      { title: "µs", member: "us" },
      { title: "CPU µs", member: "cpuUs" },
      { title: "÷ node:crypto", member: "ratio" },
      { title: "± %", member: "spread" },
    ],
    rows,
    targets,
    text: await explain(targets, "verify", (args) => one("@hookspec/signature", args)),
  };
}
