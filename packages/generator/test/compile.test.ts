import path from "node:path";
import { expect, test } from "vitest";
import { compileErrors } from "./compile.js";
import { isThere, stateOf, statesThatWere } from "./diff/evolution.js";
import { loadSpec } from "./generator.js";

const fixtures = path.join(import.meta.dirname, "fixtures");
/** The Webhook API's own spec. */
const specFile = path.resolve(import.meta.dirname, "../../../specs/webhook.yaml");
test("awkward, bare and real documents become packages that compile, README examples included", async () => {
  const awkward = ["shop.openapi.yaml", "events.json", "bare.yaml"].map((file) => path.join(fixtures, file));
  expect(await errorsOf([...awkward, specFile])).toEqual([]);
});

test.skipIf(!isThere)(
  "all past states of the Webhook API become packages that compile (needs shared/evolution beside the checkout)",
  { timeout: 300_000 },
  async () => {
    const specs = statesThatWere().map(({ file }, index) => ({
      document: stateOf(file),
      name: `state-${index}`,
    }));
    expect(specs).toHaveLength(98);
    expect(await compileErrors(specs)).toEqual([]);
  },
);

async function errorsOf(files: readonly string[]): Promise<string[]> {
  const specs = files.map(async (file, index) => ({ document: await loadSpec(file), name: `spec-${index}` }));
  return compileErrors(await Promise.all(specs));
}
