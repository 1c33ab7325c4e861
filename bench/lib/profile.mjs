// Where the time of a process went, from the profile that `node --cpu-prof` leaves when it ends.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { table } from "./table.mjs";

const notWork = new Set(["(idle)", "(program)", "(root)"]);

/**
 * Runs `act` with the arguments that make node profile itself, then tells which functions cost most.
 * @param {(args: string[]) => Promise<unknown>} act must have ended the process by the time it resolves
 * @returns {Promise<string>} Markdown
 */
export async function profiled(act) {
  const folder = mkdtempSync(path.join(tmpdir(), "hookspec-profile-"));
  try {
    await act(["--cpu-prof", `--cpu-prof-dir=${folder}`]);
    const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));
    // Several when the process has workers: the longest is the one that was asked about.
    const [longest] = files.toSorted((a, b) => b.length - a.length);
    return longest === undefined ? "No profile was written." : describe(JSON.parse(longest));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, { ...node, self: 0 }]));
  for (const [index, id] of samples.entries()) byId.get(id).self += timeDeltas[index];
  const sums = { rooms: new Map(), self: new Map(), ours: new Map() };
  const total = addUp(byId.get(nodes[0].id), byId, new Set(), sums);
  const top = (title, map, count) => {
    const largest = [...map].toSorted(([, a], [, b]) => b - a).slice(0, count);
    const share = ([, took]) => `${((100 * took) / total).toFixed(1)} %`;
    return table(
      [
        { title, left: true, cell: ([name]) => name },
        { title: "time", cell: share },
      ],
      largest,
    );
  };
  return [
    top("where", sums.rooms, 6),
    top("functions by themselves", sums.self, 10),
    top("functions of these packages, with what they call", sums.ours, 14),
  ].join("\n\n");
}

/** The time of a call tree; `above` are the functions under way, so that recursion counts once. */
function addUp({ callFrame, children = [], self }, byId, above, sums) {
  const counted = notWork.has(callFrame.functionName) ? 0 : self;
  const name = nameOf(callFrame);
  const isOurs =
    callFrame.url.includes("/packages/") && !callFrame.url.includes("/node_modules/") && !above.has(name);
  if (isOurs) above.add(name);
  const below = children.reduce((sum, id) => sum + addUp(byId.get(id), byId, above, sums), 0);
  if (isOurs) {
    above.delete(name);
    add(sums.ours, name, counted + below);
  }
  if (counted > 0) {
    add(sums.self, name, counted);
    add(sums.rooms, roomOf(callFrame), counted);
  }
  return counted + below;
}

function add(map, key, value) {
  map.set(key, (map.get(key) ?? 0) + value);
}

function nameOf({ functionName, url, lineNumber }) {
  const name = functionName === "" ? "(anonymous)" : functionName;
  return url === "" ? name : `\`${name}\` ${short(url)}:${lineNumber + 1}`;
}

function roomOf({ functionName, url }) {
  if (functionName === "(garbage collector)") return "garbage collector";
  if (url === "") return "built into V8 and Node (JSON, crypto, sockets)";
  if (url.startsWith("node:")) return "Node's own modules";
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  return dependency ?? /\/packages\/([^/]+)/.exec(url)?.[1] ?? short(url);
}

function short(url) {
  return url.replace(/^.*\/(?=(?:packages|node_modules|bench)\/)/, "").replace(/^file:\/\//, "");
}
