// What one run of a generator costs: wall time, CPU time and peak memory of the command, as a user starts it.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commandOf } from "../lib/peers.mjs";
import { startNode } from "../lib/processes.mjs";
import { target } from "../lib/report.mjs";
import { interleave, medianOf, spreadOf } from "../lib/rounds.mjs";
import { runBenchmark } from "../lib/run.mjs";
import { largeSpec } from "./large-spec.mjs";

const usageHook = path.join(import.meta.dirname, "usage.cjs");
const patience = 120_000;

await runBenchmark({
  name: "generate",
  title: "Generating from a spec",
  folder: import.meta.dirname,
  peers: ["openapi-typescript", "@hey-api/openapi-ts", "orval", "typescript"],
  reading: `
Each number is the median of runs taken in turns; every run is a new process that writes to an empty folder. What they write differs:
openapi-typescript types only, hey-api and orval types and a client, hookspec types with validators, a client and a mock server.
\`--only types\` and \`--only types,client\` are what compares with the others.`,
  scenarios: {
    webhook: (context) =>
      scenario(
        context,
        "specs/webhook.yaml (9 operations)",
        path.join(context.root, "specs", "webhook.yaml"),
        true,
      ),
    large: async (context) => {
      const folder = path.join(context.root, "bench", "raw");
      mkdirSync(folder, { recursive: true });
      const spec = path.join(folder, "large.json");
      writeFileSync(spec, JSON.stringify(largeSpec(), undefined, 2));
      const megabytes = (statSync(spec).size / 2 ** 20).toFixed(1);
      return scenario(
        context,
        `a generated spec of 500 schemas and 300 operations (${megabytes} MB)`,
        spec,
        false,
      );
    },
  },
});

function generators({ file, versions }, spec) {
  const peer = (name) => `${name} ${versions[name]}`;
  const hookspec = file("generator", "bin", "hookspec.js");
  const ours = (out, ...only) => [hookspec, "generate", spec, "--out", out, "--name", "bench", ...only];
  return [
    {
      name: peer("openapi-typescript"),
      args: (out) => [commandOf("openapi-typescript"), spec, "-o", `${out}/types.ts`],
    },
    {
      name: peer("@hey-api/openapi-ts"),
      args: (out) => [commandOf("@hey-api/openapi-ts", "openapi-ts"), "-i", spec, "-o", `${out}/api`],
    },
    {
      name: peer("orval"),
      args: (out) => [commandOf("orval", "orval"), "--input", spec, "--output", `${out}/api.ts`],
    },
    { name: "hookspec, types", args: (out) => ours(out, "--only", "types") },
    { name: "hookspec, types and client", args: (out) => ours(out, "--only", "types,client") },
    { name: "hookspec, all three packages", args: (out) => ours(out) },
  ];
}

async function scenario(context, title, spec, isSmall) {
  const all = generators(context, spec);
  const results = await interleave(
    all.map(({ name, args }) => ({ name, measure: () => generate(args) })),
    context.quick ? 1 : 5,
  );
  const rows = results.map(({ name, samples, failure }) => {
    if (samples.length === 0) return { name, failure };
    const [ms, cpuMs, peakMb, kb] = ["ms", "cpuMs", "peakMb", "kb"].map((member) =>
      medianOf(samples, member),
    );
    return { name, ms, cpuMs, peakMb, kb, spread: spreadOf(samples, "ms"), failure };
  });
  const fastest = Math.min(...rows.slice(0, 3).map(({ ms }) => ms ?? Infinity));
  const wanted = target(
    `${path.basename(spec)}: all three packages ÷ the fastest peer`,
    rows.at(-1).ms / fastest,
    { most: 2, unit: " ×" },
  );
  const targets = isSmall ? [wanted] : [];
  return {
    title: `Generating from ${title}`,
    columns: [
      { title: "generator", member: "name" },
      { title: "wall ms", member: "ms" },
      { title: "CPU ms", member: "cpuMs" },
      { title: "peak MB", member: "peakMb" },
      { title: "KB written", member: "kb" },
      { title: "± %", member: "spread" },
    ],
    rows,
    targets,
    text: await context.explain(targets, "all three packages", (args) => generate(all.at(-1).args, args)),
  };
}

async function generate(args, nodeArgs = []) {
  const out = mkdtempSync(path.join(tmpdir(), "hookspec-generate-"));
  const usage = path.join(out, "usage.jsonl");
  try {
    const start = performance.now();
    const child = startNode([...nodeArgs, ...args(out)], {
      // The folder that it writes to, so that a formatter's or tool's configuration of this repository is not found.
      cwd: out,
      // By the environment, not as an argument: some commands start another process for the work.
      env: { HOOKSPEC_BENCH_USAGE: usage, NO_COLOR: "1", NODE_OPTIONS: `--require "${usageHook}"` },
    });
    const late = setTimeout(() => child.stop(), patience);
    const code = await child.ended;
    clearTimeout(late);
    const ms = performance.now() - start;
    if (code !== 0) throw new Error(`exit code ${code}: ${child.output().slice(-600)}`);
    const used = readFileSync(usage, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    rmSync(usage);
    return {
      ms,
      cpuMs: used.reduce((sum, one) => sum + one.cpuMs, 0),
      peakMb: Math.max(...used.map((one) => one.peakMb)),
      kb: sizeOf(out) / 1024,
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function sizeOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  if (files.length === 0) throw new Error("It ended with 0 but wrote no file.");
  return files.reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
}
