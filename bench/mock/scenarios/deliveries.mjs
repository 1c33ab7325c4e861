// Signed deliveries a second to a receiver in another process.
import path from "node:path";
import { freePort, runNode, startServer } from "../../lib/processes.mjs";
import { target } from "../../lib/report.mjs";
import { interleave, medianOf, spreadOf } from "../../lib/rounds.mjs";

const script = path.join(import.meta.dirname, "..", "deliver.mjs");
const receiver = path.join(import.meta.dirname, "..", "servers", "receiver.mjs");
const names = [
  "undici Pool, 64 connections",
  "undici Pool, 16 connections",
  "mock.emit",
  "native subscriptions",
];

export async function deliveriesScenario(context) {
  const [rounds, ms] = context.quick ? [2, 300] : [5, 1200];
  const module = context.file("webhook-mock-server", "dist", "index.js");
  const port = await freePort();
  const server = await startServer([receiver, String(port)], { port, path: "/" });
  const run = async (who, args = []) => {
    const sample = await runNode([
      ...args,
      script,
      module,
      who,
      `http://127.0.0.1:${port}/hooks`,
      String(ms),
    ]);
    if (sample === null) throw new Error("not available in this version");
    return sample;
  };
  try {
    const results = await interleave(
      names.map((name) => ({ name, measure: () => run(name) })),
      rounds,
    );
    const base = results[0].samples;
    const rows = results.map(({ name, samples, failure }) => {
      if (samples.length === 0) return { name, failure };
      const perSecond = medianOf(samples, "perSecond");
      const cpuUs = medianOf(samples, "cpuUs");
      const ratio = perSecond / medianOf(base, "perSecond");
      const byCpu = medianOf(base, "cpuUs") / cpuUs;
      return { name, perSecond, ratio, cpuUs, byCpu, spread: spreadOf(samples, "perSecond"), failure };
    });
    const targets = [
      target("deliveries ÷ undici Pool that serialises and signs", rows[2].ratio, {
        least: 0.8,
        unit: " ×",
        byCpu: rows[2].byCpu,
      }),
    ];
    const text = await context.explain(targets, "`mock.emit`", (args) => run("mock.emit", args));
    return {
      title: "Deliveries: signed 2 KB payloads, 64 in flight",
      note:
        "The pool serialises, signs (SHA-1 and SHA-256), splices and POSTs each payload and keeps no log; hookspec also matches " +
        "subscriptions, checks the address three times and logs request and response.",
      columns,
      rows,
      targets,
      text,
    };
  } finally {
    await server.stop();
  }
}

const columns = [
  { title: "sender", member: "name" },
  { title: "deliveries/s", member: "perSecond" },
  { title: "÷ Pool", member: "ratio" },
  { title: "CPU µs each", member: "cpuUs" },
  { title: "÷ by CPU", member: "byCpu" },
  { title: "± %", member: "spread" },
];
