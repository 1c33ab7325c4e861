// Loaded into a measured command: notes its CPU time and peak memory when it ends, for it and for each process it starts.
const { appendFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

if (isMainThread) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 };
    appendFileSync(process.env.HOOKSPEC_BENCH_USAGE, `${JSON.stringify(usage)}\n`);
  });
}
