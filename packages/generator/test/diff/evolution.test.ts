import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Change, SpecDiff } from "../../src/diff/change.js";
import { diffSpecs } from "../../src/diff/diff-specs.js";
import { renderMarkdown } from "../../src/diff/render.js";
import { parseSpec } from "../../src/load/document.js";

/** Facts of the Webhook API of Unified.to over three years, with what changed at each step; not part of the repository. */
const folder = path.resolve(import.meta.dirname, "../../../../../shared/evolution");

interface Fact {
  readonly path: string;
  readonly kind: "added" | "removed" | "enum_added" | "enum_removed" | "required_changed" | "type_changed";
  readonly detail: string;
}

interface State {
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

/** True, and left out by `index.json`: defaults and names of operations. */
const leftOut = [
  "001 request-property-default-value-added: `Webhook.environment` is `Production` now where it is absent.",
  "001 response-property-default-value-added: `Webhook.environment` is `Production` now where it is absent.",
  "002 api-operation-id-removed: `GET /unified/webhook/{id}` has the operationId `getUnifiedWebhook`; it was `getUnifiedWebhookId`.",
  "002 api-operation-id-removed: `DELETE /unified/webhook/{id}` has the operationId `removeUnifiedWebhook`; it was `deleteUnifiedWebhookId`.",
  "002 api-operation-id-removed: `GET /unified/webhook` has the operationId `listUnifiedWebhooks`; it was `getUnifiedWebhook`.",
  "002 api-operation-id-removed: `POST /unified/webhook/{connection_id}/{object}` has the operationId `createUnifiedWebhook`; it was `postUnifiedWebhookConnectionIdObject`.",
];

function stateOf(file: string) {
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

const ids: Readonly<Record<Fact["kind"], RegExp>> = {
  added: /(^new-|-property-added$|endpoint-added|webhook-parameter-added)/,
  removed: /(-removed$|-removed-without-deprecation$)/,
  enum_added: /enum-value-added$/,
  enum_removed: /enum-value-removed$/,
  required_changed: /-became-(required|optional)$/,
  type_changed: /-(type|format)-(changed|generalized|specialized|removed)$/,
};

/** What the message of a change must say to tell of a fact. */
function saysOf({ path: place, kind, detail }: Fact): string[] {
  const [, operation = ""] = /^operation (\S+ \S+)$/.exec(place) ?? [];
  // A path that is gone is told as one, without its method.
  if (operation !== "") return [kind === "removed" ? operation.replace(/^\S+ /, "") : operation];
  const [, method = "", parameter = ""] = /^(\w+)\.query\.(\w+)$/.exec(place) ?? [];
  if (method !== "") return ["/unified/webhook", parameter];
  if (place.includes(".body.")) return ["body"];
  return [`\`${place}`, ...(kind.startsWith("enum_") ? [`\`${detail}\``] : [])];
}

function tells({ id, message }: Change, fact: Fact): boolean {
  return ids[fact.kind].test(id) && saysOf(fact).every((text) => message.includes(text));
}

test.skipIf(!existsSync(folder))(
  "the real evolution of the Webhook API is told as it was (needs shared/evolution beside the checkout)",
  { timeout: 300_000 },
  () => {
    const states = JSON.parse(readFileSync(path.join(folder, "index.json"), "utf8")) as State[];
    const missed: string[] = [];
    const further: string[] = [];
    const breaking: string[] = [];
    const notMinor: string[] = [];
    const changelog: string[] = [];
    let before = stateOf(states[0]?.file ?? "");
    for (const { file, changes: facts, vendor_breaking } of states.slice(1)) {
      const after = stateOf(file);
      const diff: SpecDiff = diffSpecs(before, after);
      missed.push(
        ...facts
          .filter((fact) => !diff.changes.some((change) => tells(change, fact)))
          .map((fact) => `${file} ${JSON.stringify(fact)}`),
      );
      const untold = diff.changes.filter((change) => !facts.some((fact) => tells(change, fact)));
      further.push(...untold.map(({ id, message }) => `${file.slice(0, 3)} ${id}: ${message}`));
      if (facts.length > 0 && facts.every(({ kind }) => kind === "enum_added") && diff.bump !== "minor")
        notMinor.push(file);
      if (vendor_breaking) breaking.push(`${file.slice(0, 3)} ${diff.bump}`);
      changelog.push(renderMarkdown(diff));
      before = after;
    }
    expect(missed).toEqual([]);
    expect(breaking).toEqual(["064 major", "066 major"]);
    expect(notMinor).toEqual([]);
    expect(further).toEqual(leftOut);
    // What a person reads of the two changes that the vendor called breaking.
    expect(changelog).toHaveLength(97);
    expect(changelog[63]).toContain("## Breaking\n\n- `Webhook.meta` is no longer part of responses.");
    expect(changelog[65]).toContain(
      "## Breaking\n\n- `Webhook.filters.*` takes fewer types, from any type to string.",
    );
  },
);
