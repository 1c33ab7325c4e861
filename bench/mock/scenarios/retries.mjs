import path from "node:path";
import { runNode } from "../../lib/processes.mjs";
import { target } from "../../lib/report.mjs";
import { median } from "../../lib/rounds.mjs";

const script = path.join(import.meta.dirname, "..", "retries.mjs");
const webhooks = 5000;

export async function retriesScenario(context) {
  const module = context.file("webhook-mock-server", "dist", "index.js");
  const run = (args = []) => runNode([...args, script, module, String(webhooks)]);
  const title = "100,000 retries in virtual time";
  const what = "100,000 virtual retries against an in-process subscriber";
  const limit = { most: 1000, unit: " ms" };
  const samples = [];
  for (let round = 0; round < (context.quick ? 1 : 3); round++) {
    const sample = await run();
    if (sample === null)
      return { title, targets: [target(what, undefined, limit)], note: "Not available in this version." };
    samples.push(sample.ms);
  }
  const ms = median(samples);
  const targets = [target(what, ms, limit)];
  const text = await context.explain(targets, "the whole run", run);
  return {
    title,
    note:
      "5,000 virtual webhooks whose subscriber always answers 500: one change, then 20 retries each while the clock advances by " +
      "21 days. Each attempt is signed, handed to an in-process transport and logged.",
    columns: [
      { title: "what", member: "name" },
      { title: "ms", member: "ms" },
      { title: "retries/s", member: "perSecond" },
    ],
    rows: [{ name: "hookspec", ms, perSecond: 1e8 / ms, samples }],
    targets,
    text,
  };
}
