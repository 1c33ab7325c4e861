import { objectOf } from "../load/json.js";
import { labelOf, shown, type Comparison } from "./findings.js";
import { pairsOf } from "./pairs.js";
import { below, canonical, follow, membersOf, pairBelow, type Pair, type Place, type Ref } from "./place.js";
import { compareSchemaAt } from "./schema/compare.js";

const request: Place = { reads: "request", direction: "request", where: "body" };

/** The body that a call carries. */
export function compareRequestBody(run: Comparison, at: Pair): void {
  const pair = { base: follow(run.base, at.base), revision: follow(run.revision, at.revision) };
  const add = (id: string, what: string) => run.add(id, "request", pair, `${labelOf(run, at)} ${what}.`);
  const [before, after] = [pair.base, pair.revision].map(({ value }) => objectOf(value)["required"] === true);
  if (pair.base.value === undefined && pair.revision.value === undefined) return;
  if (pair.base.value === undefined)
    return add(
      `request-body-added-${after === true ? "required" : "optional"}`,
      `is new and ${after === true ? "required" : "optional"}`,
    );
  if (pair.revision.value === undefined) return add("request-body-removed", "is gone");
  if (before !== after)
    add(
      `request-body-became-${after === true ? "required" : "optional"}`,
      `became ${after === true ? "required" : "optional"}`,
    );
  compareProse(run, pair, request);
  compareContent(run, pair, request, {
    added: "request-body-media-type-added",
    removed: "request-body-media-type-removed",
    generalized: "request-body-media-type-added",
    encoding: "request-body-encoding-changed",
  });
}

/** The body that a webhook or callback carries: who receives it reads it like a response. */
export function comparePayload(run: Comparison, at: Pair, direction: "webhook" | "callback"): void {
  const pair = { base: follow(run.base, at.base), revision: follow(run.revision, at.revision) };
  const place: Place = { reads: "response", direction, where: "body" };
  const add = (id: string, what: string) => run.add(id, direction, pair, `${labelOf(run, at)} ${what}.`);
  const [before, after] = [pair.base, pair.revision].map(({ value }) => objectOf(value)["required"] === true);
  if (pair.base.value === undefined && pair.revision.value === undefined) return;
  if (pair.base.value === undefined) return add("webhook-payload-added", "is new");
  if (pair.revision.value === undefined) return add("webhook-payload-removed", "is gone");
  if (before !== after)
    add(
      `webhook-payload-became-${after === true ? "required" : "optional"}`,
      `became ${after === true ? "required" : "optional"}`,
    );
  compareProse(run, pair, place);
  compareContent(run, pair, place, {
    added: "webhook-payload-media-type-added",
    removed: "webhook-payload-media-type-removed",
    generalized: "response-media-type-generalized",
    encoding: "webhook-payload-encoding-changed",
  });
}

export function compareProse(run: Comparison, pair: Pair, { direction }: Place): void {
  const [before, after] = [objectOf(pair.base.value), objectOf(pair.revision.value)];
  const changed = ["description", "example", "examples"].filter(
    (name) => canonical(before[name]) !== canonical(after[name]),
  );
  if (changed.length > 0)
    run.add(
      "description-changed",
      direction,
      pair,
      `${labelOf(run, pair)} has another ${changed.join(" and ")}.`,
    );
}

interface ContentRules {
  readonly added: string;
  readonly removed: string;
  /** A range took the place of one of its own. */
  readonly generalized: string;
  readonly encoding?: string;
}

/** Media types and their schemas. A range (`text/*`) stands for what it covers. */
export function compareContent(run: Comparison, pair: Pair, place: Place, rules: ContentRules): void {
  const before = byMediaType(below(pair.base, "content"));
  const after = byMediaType(below(pair.revision, "content"));
  for (const [mediaType, base] of before) {
    const revision = after.get(mediaType) ?? covering(after, mediaType);
    // What is sent is a special case of what was: compared below, as new.
    if (revision === undefined && place.reads === "response" && isCovering(mediaType, after)) continue;
    if (revision === undefined) {
      const gone = { base, revision: { value: undefined, pointer: "" } };
      run.add(
        rules.removed,
        place.direction,
        gone,
        `${labelOf(run, pair)} has no ${shown(mediaType)} any more.`,
      );
    } else compareMedia(run, { base, revision }, place, rules);
  }
  for (const [mediaType, revision] of after) {
    if (before.has(mediaType)) continue;
    const base = covering(before, mediaType);
    // A special case of a range that was there: what is said of it must be what was said of the range.
    if (base !== undefined) compareMedia(run, { base, revision }, place, rules);
    else
      run.add(
        place.reads === "response" && isCovering(mediaType, before) ? rules.generalized : rules.added,
        place.direction,
        { base: { value: undefined, pointer: "" }, revision },
        `${labelOf(run, pair)} has ${shown(mediaType)} too.`,
      );
  }
}

function byMediaType(content: Ref): Map<string, Ref> {
  return new Map([...membersOf(content)].map(([name, ref]) => [normal(name), ref]));
}

/** Case and order of its parameters say nothing, nor do those that every reader copes with. */
function normal(mediaType: string): string {
  const [type = "", ...all] = mediaType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const parameters = all.filter((one) => !/^(charset|q|boundary)\s*=/.test(one));
  return [type, ...parameters.sort()].join(";");
}

/** True for a range that one of them belongs to. */
function isCovering(range: string, content: ReadonlyMap<string, Ref>): boolean {
  const [type = "", subtype] = range.split("/");
  return subtype === "*" && [...content.keys()].some((one) => type === "*" || one.startsWith(`${type}/`));
}

function covering(content: ReadonlyMap<string, Ref>, mediaType: string): Ref | undefined {
  return (
    content.get(mediaType.replace(/;.*/, "")) ??
    content.get(mediaType.replace(/\/.*/, "/*")) ??
    content.get("*/*")
  );
}

function compareMedia(run: Comparison, pair: Pair, place: Place, { encoding }: ContentRules): void {
  compareSchemaAt(run, pairBelow(pair, "schema"), place);
  compareProse(run, pair, place);
  if (encoding === undefined) return;
  for (const [name, part] of pairsOf(run, pairBelow(pair, "encoding"))) {
    if (canonical(part.base.value) === canonical(part.revision.value)) continue;
    run.add(
      encoding,
      place.direction,
      part,
      `${labelOf(run, pair)} writes its part ${shown(name)} differently.`,
    );
  }
}
