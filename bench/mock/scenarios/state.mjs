// Reset and namespaces: what tests that share a server pay for not seeing each other.
import path from "node:path";
import { runNode } from "../../lib/processes.mjs";
import { target } from "../../lib/report.mjs";

const script = (name) => path.join(import.meta.dirname, "..", name);
const moduleOf = ({ file }) => file("webhook-mock-server", "dist", "index.js");

export async function resetScenario(context) {
  const sample = await runNode([script("reset.mjs"), moduleOf(context)]);
  return {
    title: "Reset after a test with 20 webhooks",
    note: "Median and worst of 200 resets in one process.",
    columns: [
      { title: "what", member: "name" },
      { title: "median ms", member: "ms" },
      { title: "worst ms", member: "worst" },
    ],
    rows: [{ name: "mock.reset()", ...sample }],
    targets: [target("reset", sample.ms, { most: 1, unit: " ms" })],
  };
}

export async function namespacesScenario(context) {
  const title = "1,000 namespaces on one mock";
  const what = "namespaces that keep their state apart";
  const limit = { least: 1000 };
  const sample = await runNode([script("namespaces.mjs"), moduleOf(context), "1000"]);
  if (sample === null)
    return { title, targets: [target(what, undefined, limit)], note: "Not available in this version." };
  return {
    title,
    note: "Each is made by the control API, gets one webhook and is then asked for its list.",
    columns: [
      { title: "namespaces", member: "count" },
      { title: "ms to make one", member: "msEach" },
      { title: "KB each, with its webhook", member: "kbEach" },
    ],
    rows: [sample],
    targets: [target(what, sample.count, limit)],
  };
}
