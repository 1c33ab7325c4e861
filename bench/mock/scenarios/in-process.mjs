// Calls without a socket: through `fetch` as the client's tests use it, and through the plain core.
import path from "node:path";
import { runNode } from "../../lib/processes.mjs";
import { target } from "../../lib/report.mjs";
import { interleave, medianOf, spreadOf } from "../../lib/rounds.mjs";

const script = path.join(import.meta.dirname, "..", "in-process.mjs");
const pairs = [
  ["mock.handle", "bare handler"],
  ["mock.fetch", "bare fetch handler"],
];
const all = [...pairs.flat(), "msw"];

export async function inProcessScenario(context) {
  const [rounds, ms] = context.quick ? [1, 120] : [5, 700];
  const module = context.file("webhook-mock-server", "dist", "index.js");
  const run = (who, what) => runNode([script, module, who, what, String(ms)]);
  const rows = [];
  for (const what of ["get", "post"]) {
    const results = await interleave(
      all.map((who) => ({ name: who, measure: () => run(who, what) })),
      rounds,
    );
    rows.push(...results.map(({ name, samples, failure }) => row(name, what, samples, failure, results)));
  }
  const targets = [targetOf(rows, "mock.fetch", "bare fetch handler")];
  const again = (who) => (args) => runNode([...args, script, module, who, "get", "1500"]);
  const texts = [
    await context.explain(targets, "GET `mock.fetch`", again("mock.fetch")),
    await context.explain(targets, "GET `mock.handle`, the core under it,", again("mock.handle")),
  ];
  return {
    title: "Calls in one process, one after another",
    note:
      "The bare handlers find the item in a Map and serialise it, or parse and store the body, and do nothing else: no routing, no " +
      "credentials, no validation. The bare fetch handler takes what `fetch` takes (a Request made of URL and init) and gives a " +
      "Response: the target is set against that one. The bare handler takes and gives plain objects. Every caller parses the answer.",
    columns,
    rows,
    targets,
    text: texts[0] && texts.join("\n\n"),
  };
}

function targetOf(rows, who, bare) {
  const { ratio, byCpu } = rows.find((one) => one.who === who && one.what === "get");
  return target(`in-process \`${who}\` GET ÷ ${bare}`, ratio, { least: 0.9, unit: " ×", byCpu });
}

const columns = [
  { title: "call", member: "name" },
  { title: "calls/s", member: "perSecond" },
  { title: "÷ its bare handler", member: "ratio" },
  { title: "CPU µs each", member: "cpuUs" },
  { title: "÷ by CPU", member: "byCpu" },
  { title: "± %", member: "spread" },
];

function row(who, what, samples, failure, results) {
  const name = `${what.toUpperCase()} ${who}`;
  if (samples.length === 0) return { name, who, what, failure };
  const perSecond = medianOf(samples, "perSecond");
  const bare = pairs.find(([ours]) => ours === who)?.[1] ?? "bare fetch handler";
  const base = results.find((result) => result.name === bare).samples;
  const cpuUs = medianOf(samples, "cpuUs");
  const ratios = pairs.some(([, one]) => one === who)
    ? {}
    : { ratio: perSecond / medianOf(base, "perSecond"), byCpu: medianOf(base, "cpuUs") / cpuUs };
  return { name, who, what, perSecond, cpuUs, ...ratios, spread: spreadOf(samples, "perSecond"), failure };
}
