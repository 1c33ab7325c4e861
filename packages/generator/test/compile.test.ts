import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { compileErrors } from "./compile.js";
import { loadSpec } from "./generator.js";

const fixtures = path.join(import.meta.dirname, "fixtures");
/** The Webhook API's own spec. */
const specFile = path.resolve(import.meta.dirname, "../../../specs/webhook.yaml");
/** Real states of that API over three years; not part of the repository. */
const evolution = path.resolve(import.meta.dirname, "../../../../shared/evolution");

test("awkward, bare and real documents become packages that compile, README examples included", async () => {
  const awkward = ["shop.openapi.yaml", "events.json", "bare.yaml"].map((file) => path.join(fixtures, file));
  expect(await errorsOf([...awkward, specFile])).toEqual([]);
});

test.skipIf(!existsSync(evolution))(
  "past states of the Webhook API become packages that compile (needs shared/evolution beside the checkout)",
  async () => {
    const all = (await readdir(evolution)).filter((name) => /^\d/.test(name)).sort();
    const some = all.filter((_, index) => index % 16 === 7).map((name) => path.join(evolution, name));
    expect(some).not.toEqual([]);
    expect(await errorsOf(some)).toEqual([]);
  },
);

async function errorsOf(files: readonly string[]): Promise<string[]> {
  const specs = files.map(async (file, index) => ({ document: await loadSpec(file), name: `spec-${index}` }));
  return compileErrors(await Promise.all(specs));
}
