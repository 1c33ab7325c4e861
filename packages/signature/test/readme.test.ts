import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as signature from "../src/index.js";

test("the README's example runs and prints the data", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const code = example
    .replace(/import (\{.*\}) from "@hookspec\/signature";/, "const $1 = signature;")
    .replace(" as const", "");
  const printed: unknown[] = [];
  const run = new Function("signature", "console", `return (async () => {${code}})();`) as (
    ...given: unknown[]
  ) => Promise<void>;
  await run(signature, { log: (value: unknown) => printed.push(value) });
  expect(printed).toEqual([[{ id: "1", name: "Zoë" }]]);
});
