// A generated client beside the clients that people write or install: bytes to ship, time to import, time for a call.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { runNode } from "../lib/processes.mjs";
import { target } from "../lib/report.mjs";
import { interleave, medianOf, spreadOf } from "../lib/rounds.mjs";
import { runBenchmark } from "../lib/run.mjs";
import { clients, moduleOf } from "./contenders.mjs";

const bench = path.resolve(import.meta.dirname, "..");
const raw = path.join(bench, "raw", "client");
const script = (name) => path.join(import.meta.dirname, name);
const webhookClient = ({ file }) => file("webhook-client", "dist", "index.js");
const webhookReceiver = ({ file }) => file("webhook-client", "dist", "receiver.js");
const nameOf = ({ name }, { versions }) => [name, versions[name]].filter(Boolean).join(" ");

await runBenchmark({
  name: "client",
  title: "The generated client beside its peers",
  folder: import.meta.dirname,
  peers: ["openapi-fetch", "ky", "esbuild"],
  reading: `
hookspec retries, sets timeouts, checks arguments and narrows results by status in all these numbers; bare fetch and openapi-fetch do
none of it, ky retries and sets timeouts. Bytes are minified by esbuild for browsers, then gzipped.`,
  scenarios: { bundle: bundleScenario, import: importScenario, call: callScenario },
});

async function bundleScenario(context) {
  const { build } = await import("esbuild");
  const bytes = async (contents) => {
    const options = {
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
      tsconfigRaw: "{}",
    };
    const { outputFiles } = await build({
      ...options,
      stdin: { contents, resolveDir: bench },
      logLevel: "silent",
    });
    return gzipSync(outputFiles[0].contents, { level: 9 }).length;
  };
  const rows = [];
  for (const client of clients(webhookClient(context))) {
    const { get, list, rest } = client;
    const alone = client.one ?? { ...client, call: get };
    const [one, six] = [
      await bytes(moduleOf(alone, [alone.call])),
      await bytes(moduleOf(client, [get, list, ...rest])),
    ];
    rows.push({ name: nameOf(client, context), one, six });
  }
  const receiver = await bytes(`export { verifyDelivery } from ${JSON.stringify(webhookReceiver(context))};`);
  rows.push({ name: "hookspec, only verifyDelivery", one: receiver });
  const [, openapiFetch, , ours] = rows;
  return {
    title: "Bytes, gzipped",
    columns: [
      { title: "client", member: "name" },
      { title: "one call", member: "one" },
      { title: "six calls", member: "six" },
    ],
    rows,
    targets: [
      target("one call, bytes over openapi-fetch", ours.one - openapiFetch.one, { most: 1500 }),
      target("six operations, bytes", ours.six, { most: 6000 }),
      target("receiver, bytes", receiver, { most: 4000 }),
    ],
  };
}

async function importScenario(context) {
  const all = clients(webhookClient(context)).filter(({ source }) => source !== undefined);
  const specifier = ({ source }) => (path.isAbsolute(source) ? pathToFileURL(source).href : source);
  const results = await interleave(
    all.map((client) => ({
      name: nameOf(client, context),
      measure: () => runNode([script("import.mjs"), specifier(client)]),
    })),
    context.quick ? 5 : 15,
  );
  const rows = results.map(({ name, samples, failure }) =>
    samples.length === 0
      ? { name, failure }
      : { name, ms: medianOf(samples, "ms"), spread: spreadOf(samples, "ms"), failure },
  );
  const targets = [target("import", rows.at(-1).ms, { most: 5, unit: " ms" })];
  const ours = specifier(all.at(-1));
  const again = (args) => runNode([...args, script("import.mjs"), ours]);
  return {
    title: "Import, in a fresh process",
    columns: [
      { title: "client", member: "name" },
      { title: "ms", member: "ms" },
      { title: "± %", member: "spread" },
    ],
    rows,
    targets,
    text: await context.explain(targets, "the import", again),
  };
}

async function callScenario(context) {
  mkdirSync(raw, { recursive: true });
  const all = clients(webhookClient(context));
  const [rounds, ms] = context.quick ? [3, 150] : [7, 600];
  const rows = [];
  const targets = [];
  const texts = [];
  for (const [what, items, call, most] of [
    ["GET one", "0", "get", 1.3],
    ["list of 100", "100", "list", 1.1],
  ]) {
    const run = (client, args = []) => {
      const file = path.join(raw, `${client.name.replace(" ", "-")}-${call}.mjs`);
      writeFileSync(file, moduleOf(client, [client[call]]));
      return runNode([...args, script("call.mjs"), file, items, String(ms)]);
    };
    const results = await interleave(
      all.map((client) => ({ name: `${what}, ${nameOf(client, context)}`, measure: () => run(client) })),
      rounds,
    );
    const base = medianOf(results[1].samples, "cpuUs");
    const these = results.map(({ name, samples, failure }) => {
      if (samples.length === 0) return { name, failure };
      const cpuUs = medianOf(samples, "cpuUs");
      const us = 1e6 / medianOf(samples, "perSecond");
      return { name, us, cpuUs, ratio: cpuUs / base, spread: spreadOf(samples, "perSecond"), failure };
    });
    rows.push(...these);
    const figure = target(`${what}: a call ÷ openapi-fetch (CPU)`, these.at(-1).ratio, { most, unit: " ×" });
    targets.push(figure);
    texts.push(await context.explain([figure], what, (args) => run(all.at(-1), args)));
  }
  return {
    title: "A call on a stubbed fetch",
    note: "The stub makes a Response; its time counts for all.",
    columns: [
      { title: "call", member: "name" },
      { title: "µs", member: "us" },
      { title: "CPU µs", member: "cpuUs" },
      { title: "÷ openapi-fetch", member: "ratio" },
      { title: "± %", member: "spread" },
    ],
    rows,
    targets,
    text: texts.filter((text) => text !== undefined).join("\n\n") || undefined,
  };
}
