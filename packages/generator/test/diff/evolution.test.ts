import { expect, test } from "vitest";
import type { Change, SpecDiff } from "../../src/diff/change.js";
import { diffSpecs } from "../../src/diff/diff-specs.js";
import { renderMarkdown } from "../../src/diff/render.js";
import { isThere, stateOf, statesThatWere, type Fact } from "./evolution.js";

/** True, and left out by `index.json`: defaults and names of operations. */
const leftOut = [
  "001 request-property-default-value-added: `Webhook.environment` is `Production` now where it is absent.",
  "001 response-property-default-value-added: `Webhook.environment` is `Production` now where it is absent.",
  "002 api-operation-id-removed: `GET /unified/webhook/{id}` has the operationId `getUnifiedWebhook`; it was `getUnifiedWebhookId`.",
  "002 api-operation-id-removed: `DELETE /unified/webhook/{id}` has the operationId `removeUnifiedWebhook`; it was `deleteUnifiedWebhookId`.",
  "002 api-operation-id-removed: `GET /unified/webhook` has the operationId `listUnifiedWebhooks`; it was `getUnifiedWebhook`.",
  "002 api-operation-id-removed: `POST /unified/webhook/{connection_id}/{object}` has the operationId `createUnifiedWebhook`; it was `postUnifiedWebhookConnectionIdObject`.",
];

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

test.skipIf(!isThere)(
  "the real evolution of the Webhook API is told as it was (needs shared/evolution beside the checkout)",
  { timeout: 300_000 },
  () => {
    const states = statesThatWere();
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
