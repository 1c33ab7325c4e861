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

async function pastStates(): Promise<string[]> {
  if (!existsSync(evolution)) {
    console.warn("Past states of the API: skipped, there are none beside this repository.");
    return [];
  }
  const all = (await readdir(evolution)).filter((name) => /^\d/.test(name)).sort();
  return all.filter((_, index) => index % 16 === 7).map((name) => path.join(evolution, name));
}

test("awkward, bare and real documents become packages that compile, README examples included", async () => {
  const awkward = ["shop.openapi.yaml", "events.json", "bare.yaml"].map((file) => path.join(fixtures, file));
  const files = [...awkward, specFile, ...(await pastStates())];
  const specs = files.map(async (file, index) => ({ document: await loadSpec(file), name: `spec-${index}` }));
  expect(await compileErrors(await Promise.all(specs))).toEqual([]);
});
