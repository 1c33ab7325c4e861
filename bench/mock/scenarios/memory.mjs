// A million requests at one server: memory must reach a level and stay there.
import { load } from "../../lib/load.mjs";
import { usageOf } from "../../lib/processes.mjs";
import { target } from "../../lib/report.mjs";
import { median } from "../../lib/rounds.mjs";
import { number } from "../../lib/table.mjs";
import { lifeOfAnItem } from "../api.mjs";
import { contenders, start } from "../contenders.mjs";

const steps = 20;
const bars = "▁▂▃▄▅▆▇█";

export async function memoryScenario(context) {
  const total = context.quick ? 100_000 : 1_000_000;
  const server = await start(contenders(context)[1]);
  const curve = [];
  const began = performance.now();
  try {
    for (let step = 0; step < steps; step++) {
      const { wrong, sample } = await load({
        port: server.port,
        plan: lifeOfAnItem,
        connections: 32,
        requests: total / steps,
      });
      if (wrong > 0) throw new Error(`${wrong} answers had another status: ${sample}`);
      curve.push(usageOf(server.pid).rssMb);
    }
  } finally {
    await server.stop();
  }
  const title = `Memory over ${total.toLocaleString("en-US")} requests`;
  if (curve.includes(undefined))
    return { title, note: "Not available: this system has no /proc to read memory from." };
  const quarter = (n) => median(curve.slice((n * steps) / 4, ((n + 1) * steps) / 4));
  const growth = quarter(3) / quarter(1);
  return {
    title,
    note: "create → get → patch → delete over 32 connections, so that the state itself does not grow. Resident memory after each 20th.",
    columns: [
      { title: "requests", member: "requests" },
      { title: "resident MB", member: "mb" },
    ],
    rows: curve.flatMap((mb, step) =>
      step % 4 === 3 || step === 0 ? [{ requests: ((step + 1) * total) / steps, mb }] : [],
    ),
    curve,
    targets: [target("resident memory, last quarter ÷ second quarter", growth, { most: 1.1, unit: " ×" })],
    text: `${chart(curve)}\n\n${number((1000 * total) / (performance.now() - began))} requests/s throughout, start of each load process included.`,
  };
}

/** From 0 to the largest value, so that growth looks as large as it is. */
function chart(curve) {
  const most = Math.max(...curve);
  const line = curve
    .map((mb) => bars[Math.min(bars.length - 1, Math.floor((bars.length * mb) / most))])
    .join("");
  return `\`${line}\` ${curve.map((mb) => Math.round(mb)).join(" ")} MB`;
}
