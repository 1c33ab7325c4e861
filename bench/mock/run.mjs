import { runBenchmark } from "../lib/run.mjs";
import { coldStartScenario, listenScenario } from "./scenarios/cold-start.mjs";
import { deliveriesScenario } from "./scenarios/deliveries.mjs";
import { getScenario, postScenario } from "./scenarios/http.mjs";
import { inProcessScenario } from "./scenarios/in-process.mjs";
import { memoryScenario } from "./scenarios/memory.mjs";
import { retriesScenario } from "./scenarios/retries.mjs";
import { namespacesScenario, resetScenario } from "./scenarios/state.mjs";

const reading = `
Trust the ratios, not the times: every contender was measured in turns within one run, and each number is the median of its
rounds (± is half their range). "Server busy" is the server's CPU time over wall time: near 1, the server was the limit; well below,
the machine had other work, and the ratios by CPU time are the better ones.`;

await runBenchmark({
  name: "mock",
  title: "The mock server beside its peers",
  folder: import.meta.dirname,
  peers: ["fastify", "@stoplight/prism-cli", "@mockoon/cli", "msw", "undici"],
  reading,
  scenarios: {
    get: getScenario,
    post: postScenario,
    "in-process": inProcessScenario,
    "cold-start": coldStartScenario,
    listen: listenScenario,
    deliveries: deliveriesScenario,
    retries: retriesScenario,
    reset: resetScenario,
    namespaces: namespacesScenario,
    memory: memoryScenario,
  },
});
