import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/load/json.js";
import { diffSpecs } from "../../src/diff/diff-specs.js";
import { documentOf } from "./example-document.js";
import { documentPairs, schemaPairs } from "./small-pairs.js";

const require = createRequire(import.meta.url);
const json = (schema: Json) => ({ "application/json": { schema } });
const inRequest = (schema: Json) => ({
  post: { requestBody: { content: json(schema) }, responses: { "200": { description: "ok" } } },
});
const inResponse = (schema: Json) => ({
  post: { responses: { "200": { description: "ok", content: json(schema) } } },
});

/** Requests there and back, responses there and back. */
function items(before: Json, after: Json): (readonly [JsonObject, JsonObject])[] {
  return [inRequest, inResponse].flatMap((wrap) => [
    [wrap(before), wrap(after)] as const,
    [wrap(after), wrap(before)] as const,
  ]);
}

function verdict(base: JsonObject, revision: JsonObject): string {
  const { changes } = diffSpecs(documentOf(base), documentOf(revision));
  return changes.some(({ level }) => level === "breaking") ? "B" : ".";
}

test.each(schemaPairs)("%s", (_name, before, after, expected) => {
  const got = items(before, after).map(([base, revision]) =>
    verdict({ paths: { "/a": base } }, { paths: { "/a": revision } }),
  );
  expect(got.join("")).toBe(expected);
});

test.each(documentPairs)("%s", (_name, before, after, expected) => {
  expect(verdict(before, after) + verdict(after, before)).toBe(expected);
});

/** `redocly diff` is experimental, and goes by how schemas are written: these mean the same or include the old, whatever their spelling. */
const otherSpelling: readonly string[] = [
  "const is an enum of one",
  "null in a list of types or a branch",
  "above 0 is from 1 among integers",
  "a union of constants is an enum",
  "a union of enums is one",
  "both booleans are all there are",
  "each integer is a multiple of 1",
  "a pattern that fits any text",
  "allOf is one object",
  "branches that no value shares",
  "null is new",
  "int32 to int64",
  "email to idn-email",
  "uri to uri-reference",
  "a pattern to any text",
  "a union of constants grows",
  "not: more",
  // By rule: readers are lenient to closed objects, and read-only members are none of requests.
  "unevaluatedProperties: false",
  "a required read-only member",
];

test("what redocly diff calls major is breaking here too, but where it takes another spelling for another schema", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hookspec-redocly-"));
  try {
    const cases = schemaPairs.flatMap(([name, before, after, expected]) =>
      items(before, after).map((pair, index) => ({ name, index, pair, breaking: expected[index] === "B" })),
    );
    for (const side of [0, 1] as const) {
      const paths = Object.fromEntries(cases.map(({ pair }, index) => [`/case-${index}`, pair[side]]));
      const whole = { openapi: "3.1.0", info: { title: "Pairs", version: "1" }, paths };
      writeFileSync(path.join(folder, `${side}.json`), JSON.stringify(whole));
    }
    const major = await majorCases(folder);
    const missed = cases.filter(({ breaking }, index) => !breaking && major.has(index));
    expect([...new Set(missed.map(({ name }) => name))]).toEqual(otherSpelling);
    expect(major.size).toBeGreaterThan(30);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);

interface Report {
  readonly changes: readonly { readonly path: string; readonly impact: string }[];
}

/** Numbers of the cases in which redocly finds something major. It asks no server while its notices are off. */
async function majorCases(cwd: string): Promise<Set<number>> {
  const command = path.join(path.dirname(require.resolve("@redocly/cli/package.json")), "bin/cli.js");
  const env = { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", REDOCLY_TELEMETRY: "off" };
  const options = { cwd, env, maxBuffer: 2 ** 28 };
  const given = ["diff", "0.json", "1.json", "--format", "json", "--fail-on", "none"];
  const report = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [command, ...given], options, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
  const { changes } = JSON.parse(report) as Report;
  return new Set(
    changes
      .filter(({ impact }) => impact === "major")
      .map(({ path: at }) => Number(/case-(\d+)/.exec(at)?.[1])),
  );
}
