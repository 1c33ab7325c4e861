// From the start of the command to its first 200, and from the import to an open port in one process.
import path from "node:path";
import { runNode } from "../../lib/processes.mjs";
import { target } from "../../lib/report.mjs";
import { interleave, medianOf, spreadOf } from "../../lib/rounds.mjs";
import { contenders, start } from "../contenders.mjs";

const columns = [
  { title: "what", member: "name" },
  { title: "ms", member: "ms" },
  { title: "÷ raw", member: "ratio" },
  { title: "± %", member: "spread" },
];

export async function coldStartScenario(context) {
  const all = contenders(context);
  const cold = async (contender, args) => {
    const server = await start(contender, args);
    await server.stop();
    return { ms: server.ms };
  };
  const results = await interleave(
    all.map((contender) => ({ name: contender.name, measure: () => cold(contender) })),
    context.quick ? 1 : 7,
  );
  const rows = rowsOf(results);
  const targets = [
    target("cold start of the command ÷ raw node:http", rows[1].ratio, { most: 1.5, unit: " ×" }),
  ];
  return {
    title: "Cold start: the command to its first 200",
    note: "Each start is a new process. The port is asked every millisecond until it answers.",
    columns,
    rows,
    targets,
    text: await context.explain(targets, "hookspec", (args) => cold(all[1], args)),
  };
}

export async function listenScenario(context) {
  const script = path.join(import.meta.dirname, "..", "listen.mjs");
  const module = context.file("webhook-mock-server", "dist", "index.js");
  const contender = (name, what, args = []) => runNode([...args, script, what, name]);
  const results = await interleave(
    [
      { name: "raw node:http", measure: () => contender("raw", "") },
      { name: "hookspec", measure: () => contender("hookspec", module) },
    ],
    context.quick ? 3 : 11,
  );
  const rows = rowsOf(results);
  const targets = [target("import + listen in one process", rows[1].ms, { most: 30, unit: " ms" })];
  return {
    title: "Import and listen in one process",
    note: "From before `import()` to an open port, in a new process that has loaded nothing else.",
    columns,
    rows,
    targets,
    text: await context.explain(targets, "hookspec", (args) => contender("hookspec", module, args)),
  };
}

function rowsOf(results) {
  const raw = medianOf(results[0].samples, "ms");
  return results.map(({ name, samples, failure }) => {
    if (samples.length === 0) return { name, failure };
    const ms = medianOf(samples, "ms");
    return { name, ms, ratio: ms / raw, spread: spreadOf(samples, "ms"), failure };
  });
}
