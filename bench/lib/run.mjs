// What every benchmark's run.mjs shares: its arguments, its packages, its report.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ensurePeers } from "./peers.mjs";
import { profiled } from "./profile.mjs";
import { machine } from "./machine.mjs";
import { writeReport } from "./report.mjs";

const root = path.resolve(import.meta.dirname, "..", "..");

/**
 * Runs the scenarios of one benchmark one after another and writes its REPORT.md and report.json. A scenario that throws is
 * reported as failed and does not stop the others.
 * @param {{ name: string, title: string, folder: string, peers: string[], reading: string, scenarios: Record<string, (context: any) => Promise<any>> }} benchmark
 */
export async function runBenchmark({ name, title, folder, peers, reading, scenarios }) {
  const options = optionsOf(Object.keys(scenarios));
  const started = performance.now();
  const versions = ensurePeers(peers);
  const context = {
    quick: options.quick,
    versions,
    explain: explainer(options),
    ...locate(options.packages),
  };
  const sections = [];
  for (const id of options.only) {
    process.stderr.write(`${name}: ${id} … `);
    const from = performance.now();
    sections.push({ id, ...(await outcome(scenarios[id], context)) });
    process.stderr.write(`${Math.round((performance.now() - from) / 1000)} s\n`);
  }
  const run = {
    title,
    reading,
    command: `node bench/${name}/run.mjs${options.arguments}`,
    quick: options.quick,
    complete: options.only.length === Object.keys(scenarios).length,
    seconds: Math.round((performance.now() - started) / 1000),
    machine: machine(root),
    versions,
    sections,
  };
  // Only a whole, long run is worth a commit; the others are for the eyes and stay in an ignored folder.
  const out = run.complete && !run.quick ? folder : path.join(root, "bench", "raw", name);
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, "report.json"), `${JSON.stringify(run, undefined, 2)}\n`);
  const text = writeReport(run);
  writeFileSync(path.join(out, "REPORT.md"), text);
  console.log(`${text}\nWritten to ${path.relative(process.cwd(), out) || "."}/REPORT.md and report.json`);
}

async function outcome(scenario, context) {
  try {
    return await scenario(context);
  } catch (error) {
    return {
      title: "Failed",
      rows: [],
      failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

function optionsOf(known) {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true },
      profile: { type: "boolean", default: false },
      packages: { type: "string" },
    },
  });
  const only = (values.only ?? known).flatMap((text) => text.split(","));
  const unknown = only.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    console.error(`There is no scenario ${unknown.join(", ")}. --only takes ${known.join(", ")}.`);
    process.exit(2);
  }
  return {
    ...values,
    only,
    arguments: process.argv
      .slice(2)
      .map((argument) => ` ${argument}`)
      .join(""),
  };
}

/** Profiles the work behind a missed target; in a quick run, or for one that was met, only when asked to. */
function explainer({ quick, profile }) {
  return async (targets, what, act) => {
    const isMissed = targets.some(({ met }) => met === false);
    if (!profile && (quick || !isMissed)) return undefined;
    return `Where the time of ${what} goes:\n\n${await profiled(act)}`;
  };
}

/** The packages that are measured: this repository's, or another checkout's to compare two versions. */
function locate(folder) {
  const packages = folder === undefined ? path.join(root, "packages") : path.resolve(folder);
  const file = (...parts) => path.join(packages, ...parts);
  return { root, packages, file, load: (...parts) => import(pathToFileURL(file(...parts)).href) };
}
