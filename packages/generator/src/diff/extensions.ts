import { arrayOf, objectOf, type Json, type JsonObject } from "../load/json.js";
import type { Direction } from "./change.js";
import { labelOf, type Comparison } from "./findings.js";
import { canonical, type Pair } from "./place.js";

/** Extensions that have rules of their own, or whose effect shows in the emitted declarations alone. */
const elsewhere = ["x-hookspec-extensible", "x-extensible-enum", "x-sunset", "x-hookspec-method"];

/** Extensions that stand beside the object's own members. Those of other tools change nothing that we know of. */
export function compareExtensions(
  run: Comparison,
  direction: Direction,
  pair: Pair,
  before: JsonObject,
  after: JsonObject,
): void {
  const add = (id: string, what: string) => run.add(id, direction, pair, `${labelOf(run, pair)} ${what}.`);
  const names = new Set(
    [...Object.keys(before), ...Object.keys(after)].filter(
      (name) => name.startsWith("x-") && !elsewhere.includes(name),
    ),
  );
  for (const name of names) {
    if (canonical(before[name]) === canonical(after[name])) continue;
    if (name === "x-hookspec-signing") compareSigning(before[name], after[name], add);
    else if (name === "x-hookspec-unset") compareUnset(before[name], after[name], add);
    else if (name === "x-hookspec-prefix")
      add("api-security-prefix-changed", "has another text before the API key");
    else if (name === "x-stability-level") compareStability(before[name], after[name], add);
    else if (name.startsWith("x-hookspec-")) add("behaviour-changed", `behaves differently: ${name} changed`);
    else add("extension-changed", `has another ${name}`);
  }
}

/** A signature that verifiers check must stay; one more is fine. */
function compareSigning(
  before: Json | undefined,
  after: Json | undefined,
  add: (id: string, what: string) => void,
): void {
  const byField = (list: Json | undefined) =>
    new Map(arrayOf(list).map((one) => [String(objectOf(one)["field"]), objectOf(one)]));
  const old = byField(before);
  const signatures = byField(after);
  for (const [field, one] of signatures) {
    const was = old.get(field);
    if (was === undefined) add("webhook-signature-added", `is signed in \`${field}\` too`);
    else if (canonical({ ...was, deprecated: undefined }) !== canonical({ ...one, deprecated: undefined }))
      add("webhook-signature-changed", `is signed differently in \`${field}\``);
    else if (canonical(was) !== canonical(one))
      add(
        "webhook-signature-deprecated",
        `has ${one["deprecated"] === true ? "deprecated" : "taken back the deprecation of"} its signature \`${field}\``,
      );
  }
  for (const field of old.keys())
    if (!signatures.has(field)) add("webhook-signature-removed", `is no longer signed in \`${field}\``);
}

const unsets = ["none", "strings", "all"];

function compareUnset(
  before: Json | undefined,
  after: Json | undefined,
  add: (id: string, what: string) => void,
): void {
  const more = unsets.indexOf(String(after ?? "none")) > unsets.indexOf(String(before ?? "none"));
  add(more ? "unset-allowed" : "unset-forbidden", `takes ${more ? "more" : "fewer"} members as \`null\``);
}

const stabilities = ["draft", "alpha", "beta", "stable"];

/** What does not say counts as stable once it says; before, nothing was promised. */
function compareStability(
  before: Json | undefined,
  after: Json | undefined,
  add: (id: string, what: string) => void,
): void {
  const [was, is] = [String(before ?? "stable"), String(after ?? "stable")];
  const less = before !== undefined && stabilities.indexOf(is) < stabilities.indexOf(was);
  if (was !== is)
    add(less ? "api-stability-decreased" : "api-stability-increased", `is ${is}; it was ${was}`);
}
