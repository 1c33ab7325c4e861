import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSpec, type SpecDocument } from "../../src/load/document.js";

/** Facts of the Webhook API of Unified.to over three years, with what changed at each step; not part of the repository. */
const folder = path.resolve(import.meta.dirname, "../../../../../shared/evolution");

/** One difference between two states, as the collection notes it. */
export interface Fact {
  readonly path: string;
  readonly kind: "added" | "removed" | "enum_added" | "enum_removed" | "required_changed" | "type_changed";
  readonly detail: string;
}

/** One of the states. */
export interface State {
  readonly file: string;
  readonly changes: readonly Fact[];
  readonly vendor_breaking: boolean;
}

/** The enums that grew almost weekly. */
const growing = ["event", "events", "object_type", "webhook_type", "db_type"];

interface Enum {
  enum?: unknown[];
  items?: Enum;
  "x-hookspec-extensible"?: boolean;
}

export const isThere = existsSync(folder);

/** All states, oldest first. */
export function statesThatWere(): readonly State[] {
  return JSON.parse(readFileSync(path.join(folder, "index.json"), "utf8")) as State[];
}

/** A state as a spec. Its growing enums are declared so: nobody knew then. */
export function stateOf(file: string): SpecDocument {
  const root = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as {
    components: { schemas: { Webhook: { properties: Record<string, Enum> } } };
  };
  const { properties } = root.components.schemas.Webhook;
  for (const name of growing) {
    const schema = properties[name]?.items ?? properties[name];
    if (schema?.enum !== undefined) schema["x-hookspec-extensible"] = true;
  }
  return parseSpec(JSON.stringify(root), file);
}
