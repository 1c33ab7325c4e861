import { arrayOf, isObject, objectOf, stringOf, type Json } from "../load/json.js";
import { comparePayload, compareRequestBody } from "./bodies.js";
import type { Direction } from "./change.js";
import { compareExtensions } from "./extensions.js";
import { labelOf, shown, type Comparison } from "./findings.js";
import { pairsOf } from "./pairs.js";
import { compareParameters } from "./parameters.js";
import { below, canonical, membersOf, pathItemOf, pairBelow, type Pair, type Ref } from "./place.js";
import { compareAnswers, compareResponses } from "./responses.js";
import { compareServers } from "./servers.js";
import { compareSunset } from "./sunset.js";
import { comparePushedSecurity, compareSecurity } from "./security.js";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** An operation in both documents, or in one. */
export interface OperationPair {
  readonly pair: Pair;
  /** Its path item: parameters may stand there. */
  readonly item: Pair;
  /** Old name of a path parameter → new one. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** All operations under `paths`. A path is the same whatever its parameters are called. */
export function comparePaths(run: Comparison, document: Pair): void {
  const paths = [document.base, document.revision].map((side) => membersOf(below(side, "paths")));
  const [before, after] = paths.map((one) => byTemplate(one, paths)) as [Map<string, Ref>, Map<string, Ref>];
  for (const template of new Set([...before.keys(), ...after.keys()])) {
    const base = before.get(template);
    const revision = after.get(template);
    const item: Pair = {
      base: base === undefined ? nothing : { value: pathItemOf(run.base, base).value, pointer: base.pointer },
      revision:
        revision === undefined
          ? nothing
          : { value: pathItemOf(run.revision, revision).value, pointer: revision.pointer },
    };
    if (revision === undefined) {
      // Without an operation there is nothing to call.
      if (!methods.some((method) => isObject(below(item.base, method).value))) continue;
      run.add("api-path-removed-without-deprecation", "request", item, `${labelOf(run, item)} is gone.`);
      continue;
    }
    const renamed = renamedParameters(item);
    for (const [from, to] of renamed)
      run.add(
        "request-path-parameter-renamed",
        "request",
        item,
        `${labelOf(run, item)} calls its parameter ${shown(from)} now ${shown(to)}.`,
      );
    for (const method of methods) compareOperation(run, { pair: pairBelow(item, method), item, renamed });
  }
}

const nothing: Ref = { value: undefined, pointer: "" };

/** Where two paths of one document differ by the names of parameters alone, the names count. */
function byTemplate(
  paths: ReadonlyMap<string, Ref>,
  both: readonly ReadonlyMap<string, Ref>[],
): Map<string, Ref> {
  const ambiguous = (template: string) =>
    both.some((one) => [...one.keys()].filter((path) => templateOf(path) === template).length > 1);
  return new Map(
    [...paths].map(([path, ref]) => {
      const template = templateOf(path);
      return [path !== template && ambiguous(template) ? path : template, ref];
    }),
  );
}

function templateOf(path: string): string {
  return path.replace(/\{[^}]*\}/g, "{}");
}

function renamedParameters({ base, revision }: Pair): Map<string, string> {
  const names = ({ pointer }: Ref) => [...pointer.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
  const after = names(revision);
  return new Map(
    names(base).flatMap((name, index): [string, string][] => {
      const other = after[index];
      return other === undefined || other === name ? [] : [[name, other]];
    }),
  );
}

function compareOperation(run: Comparison, operation: OperationPair): void {
  const { pair } = operation;
  if (!isObject(pair.base.value) && !isObject(pair.revision.value)) return;
  const add = (id: string, what: string) => run.add(id, "request", pair, `${labelOf(run, pair)} ${what}.`);
  if (!isObject(pair.base.value)) return add("endpoint-added", "is new");
  if (!isObject(pair.revision.value)) return add("api-removed-without-deprecation", "is gone");
  compareSelf(run, pair, "request");
  compareParameters(run, operation, { reads: "request", direction: "request", where: "parameter" });
  compareRequestBody(run, pairBelow(pair, "requestBody"));
  compareResponses(run, pairBelow(pair, "responses"));
  compareSecurity(run, pair);
  compareOwnServers(run, operation);
  compareCallbacks(run, pairBelow(pair, "callbacks"));
}

/** Servers of the operation or its path stand in place of the document's. */
function compareOwnServers(run: Comparison, { pair, item }: OperationPair): void {
  const owner = (root: Json, ...refs: readonly Ref[]) =>
    refs.find((ref) => below(ref, "servers").value !== undefined) ?? { value: root, pointer: "" };
  const base = owner(run.base.root, pair.base, item.base);
  const revision = owner(run.revision.root, pair.revision, item.revision);
  if (base.pointer !== "" || revision.pointer !== "") compareServers(run, { base, revision });
}

/** What an operation says of itself. */
function compareSelf(run: Comparison, pair: Pair, direction: Direction): void {
  const before = objectOf(pair.base.value);
  const after = objectOf(pair.revision.value);
  const add = (id: string, what: string) => run.add(id, direction, pair, `${labelOf(run, pair)} ${what}.`);
  const [old, id] = [stringOf(before["operationId"]), stringOf(after["operationId"])];
  if (old !== id && direction === "request") {
    if (old === undefined) add("api-operation-id-added", `has the operationId ${shown(id)} now`);
    else
      add(
        "api-operation-id-removed",
        id === undefined
          ? `has the operationId ${shown(old)} no more`
          : `has the operationId ${shown(id)}; it was ${shown(old)}`,
      );
  }
  if (inOrder(before["tags"]) !== inOrder(after["tags"])) add("api-tags-changed", "has other tags");
  const prose = ["summary", "description", "externalDocs"].filter(
    (name) => canonical(before[name]) !== canonical(after[name]),
  );
  if (prose.length > 0) add("description-changed", `has another ${prose.join(" and ")}`);
  const deprecated = after["deprecated"] === true;
  if ((before["deprecated"] === true) !== deprecated)
    add(
      deprecated ? "endpoint-deprecated" : "endpoint-reactivated",
      deprecated ? "is deprecated" : "is deprecated no more",
    );
  compareSunset(before["x-sunset"], after["x-sunset"], deprecated, add);
  compareExtensions(run, direction, pair, before, after);
}

/** The document's `webhooks`: what the API sends unasked. */
export function compareWebhooks(run: Comparison, document: Pair): void {
  for (const [, item] of pairsOf(run, pairBelow(document, "webhooks"), pathItemOf))
    comparePushed(run, item, "webhook");
}

function compareCallbacks(run: Comparison, callbacks: Pair): void {
  for (const [, callback] of pairsOf(run, callbacks)) {
    for (const [, item] of pairsOf(run, callback, pathItemOf)) comparePushed(run, item, "callback");
  }
}

/** What the API sends reads like a response; what a receiver answers, like a request. */
function comparePushed(run: Comparison, item: Pair, direction: "webhook" | "callback"): void {
  for (const method of methods) {
    const pair = pairBelow(item, method);
    const { base, revision } = pair;
    if (!isObject(base.value) && !isObject(revision.value)) continue;
    if (!isObject(base.value))
      run.add(`${direction}-added`, direction, pair, `${labelOf(run, pair)} is new.`);
    else if (!isObject(revision.value))
      run.add(`${direction}-removed`, direction, pair, `${labelOf(run, pair)} is gone.`);
    else {
      compareSelf(run, pair, direction);
      comparePushedSecurity(run, pair, direction);
      compareParameters(
        run,
        { pair, item, renamed: new Map() },
        { reads: "response", direction, where: "parameter" },
      );
      comparePayload(run, pairBelow(pair, "requestBody"), direction);
      compareAnswers(run, pairBelow(pair, "responses"), direction);
    }
  }
}

function inOrder(list: Json | undefined): string {
  return arrayOf(list).map(String).sort().join();
}
