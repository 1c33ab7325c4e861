import { number, table } from "./table.mjs";

/** One run as Markdown: targets first, then a table for each scenario. */
export function writeReport({
  title,
  reading,
  command,
  quick,
  complete,
  seconds,
  machine,
  versions,
  sections,
}) {
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const scope = quick ? "A quick run: too short for conclusions." : complete ? "" : "A partial run.";
  return (
    [
      `# ${title}`,
      `Repeat with \`${command}\` (${seconds} s). ${scope}`.trim(),
      `${machine.date} · Node ${machine.node} · ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB · ${machine.system} · ` +
        `commit ${machine.commit}${machine.changed ? " with uncommitted changes" : ""} · load at the end ${machine.load.toFixed(1)}`,
      `Peers: ${peers.join(", ")}.`,
      reading.trim(),
      ...targetTable(sections),
      ...sections.flatMap(sectionText),
    ].join("\n\n") + "\n"
  );
}

function targetTable(sections) {
  const targets = sections.flatMap(({ targets: list = [] }) => list);
  if (targets.length === 0) return [];
  const columns = [
    { title: "figure", left: true, cell: ({ what }) => what },
    { title: "target", cell: ({ wanted }) => wanted },
    { title: "measured", cell: ({ got }) => got },
    { title: "by CPU time", cell: ({ byCpu }) => byCpu && `${number(byCpu)} ×` },
    { title: "", left: true, cell: verdict },
  ];
  return ["## Targets", table(columns, targets)];
}

function verdict({ met }) {
  if (met === undefined) return "not available in this version";
  return met ? "met" : "**missed**";
}

function sectionText({ title, id, note, columns, rows = [], failure, text }) {
  const heading = `## ${title} (\`--only ${id}\`)`;
  if (failure !== undefined) return [heading, `This scenario failed: ${failure}`];
  const failures = rows.filter((row) => row.failure !== undefined);
  return [
    heading,
    ...(note === undefined ? [] : [note]),
    ...(rows.length === 0 ? [] : [table(columns.map(toColumn), rows)]),
    ...failures.map((row) => `${row.name} failed: ${row.failure}`),
    ...(text === undefined ? [] : [text]),
  ];
}

function toColumn({ title, member, left = member === "name" }) {
  const cell = (row) => (typeof row[member] === "number" ? number(row[member]) : row[member]);
  return { title, left, cell };
}

/**
 * A figure that a number must not fall below (`least`) or not exceed (`most`). `got` undefined: not available in this version.
 * `byCpu` is the same ratio by CPU time, shown beside.
 */
export function target(what, got, { least, most, unit = "", byCpu }) {
  const wanted = least === undefined ? `≤ ${most}${unit}` : `≥ ${least}${unit}`;
  if (got === undefined) return { what, wanted, got: undefined, met: undefined };
  return {
    what,
    wanted,
    got: `${number(got)}${unit}`,
    value: got,
    byCpu,
    met: least === undefined ? got <= most : got >= least,
  };
}
