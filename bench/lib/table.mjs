/**
 * A Markdown table.
 * @param {{ title: string, cell: (row: object) => string | number | undefined, left?: boolean }[]} columns
 */
export function table(columns, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ left }) => (left ? "---" : "--:"))),
    ...rows.map((row) => line(columns.map(({ cell }) => cell(row) ?? "–"))),
  ].join("\n");
}

/** A number with as many digits as it is worth: `54,100`, `12.3`, `.87` as `0.87`. */
export function number(value) {
  if (value === undefined || Number.isNaN(value)) return undefined;
  if (value >= 1000) return Math.round(Number(value.toPrecision(3))).toLocaleString("en-US");
  return String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}
