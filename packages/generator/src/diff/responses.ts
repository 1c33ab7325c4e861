import { objectOf, stringOf } from "../load/json.js";
import { compareContent, compareProse } from "./bodies.js";
import { labelOf, shown, type Comparison } from "./findings.js";
import { pairsOf } from "./pairs.js";
import {
  canonical,
  entriesOf,
  membersOf,
  below,
  pairBelow,
  follow,
  type Pair,
  type Place,
  type Ref,
} from "./place.js";
import { compareSchemaAt } from "./schema/compare.js";

/** What comes back from a call. */
export function compareResponses(run: Comparison, responses: Pair): void {
  const place: Place = { reads: "response", direction: "response", where: "body" };
  const statuses = {
    base: byStatus(run, responses.base, "base"),
    revision: byStatus(run, responses.revision, "revision"),
  };
  for (const [status, base] of statuses.base) {
    const revision = statuses.revision.get(status) ?? covering(statuses.revision, status);
    if (revision !== undefined) {
      compareResponse(run, { base, revision }, place);
      continue;
    }
    const gone = { base, revision: { value: undefined, pointer: "" } };
    run.add(
      `response-${kindOf(status)}-status-removed`,
      "response",
      gone,
      `${labelOf(run, responses)} has no status ${shown(status)} any more.`,
    );
  }
  for (const [status, revision] of statuses.revision) {
    if (statuses.base.has(status)) continue;
    const base = covering(statuses.base, status);
    if (base !== undefined) compareResponse(run, { base, revision }, place);
    else
      run.add(
        `response-${kindOf(status)}-status-added`,
        "response",
        { base: { value: undefined, pointer: "" }, revision },
        `${labelOf(run, responses)} may have the status ${shown(status)} now.`,
      );
  }
}

/** What a receiver may answer to a webhook: it is the one who must get it right. */
export function compareAnswers(run: Comparison, answers: Pair, direction: "webhook" | "callback"): void {
  const place: Place = { reads: "request", direction, where: "body" };
  const statuses = {
    base: byStatus(run, answers.base, "base"),
    revision: byStatus(run, answers.revision, "revision"),
  };
  for (const [status, base] of statuses.base) {
    const revision = statuses.revision.get(status) ?? covering(statuses.revision, status);
    if (revision !== undefined) compareAnswer(run, { base, revision }, place);
    else
      run.add(
        "webhook-response-status-removed",
        direction,
        { base, revision: { value: undefined, pointer: "" } },
        `${labelOf(run, answers)} may no longer be ${shown(status)}.`,
      );
  }
  for (const [status, revision] of statuses.revision) {
    if (statuses.base.has(status) || covering(statuses.base, status) !== undefined) continue;
    run.add(
      "webhook-response-status-added",
      direction,
      { base: { value: undefined, pointer: "" }, revision },
      `${labelOf(run, answers)} may be ${shown(status)} now.`,
    );
  }
}

function byStatus(run: Comparison, responses: Ref, side: "base" | "revision"): Map<string, Ref> {
  return new Map(
    [...membersOf(responses)].map(([status, ref]) => [status.toUpperCase(), { ...follow(run[side], ref) }]),
  );
}

/** The range or the default that speaks for a status which has no response of its own. */
function covering(statuses: ReadonlyMap<string, Ref>, status: string): Ref | undefined {
  return (
    statuses.get(`${status.slice(0, 1)}XX`) ?? (status.startsWith("2") ? undefined : statuses.get("DEFAULT"))
  );
}

function kindOf(status: string): "success" | "non-success" {
  return /^[123]/.test(status) ? "success" : "non-success";
}

function compareResponse(run: Comparison, pair: Pair, place: Place): void {
  compareProse(run, pair, place);
  compareContent(run, pair, place, {
    added: "response-media-type-added",
    removed: "response-media-type-removed",
    generalized: "response-media-type-generalized",
  });
  for (const [name, header] of headersOf(run, pair)) compareHeader(run, name, header, pair);
  const [before, after] = [pair.base, pair.revision].map(({ value }) => canonical(objectOf(value)["links"]));
  if (before !== after)
    run.add("response-links-changed", place.direction, pair, `${labelOf(run, pair)} has other links.`);
}

function compareAnswer(run: Comparison, pair: Pair, place: Place): void {
  const { direction } = place;
  compareProse(run, pair, place);
  const [before, after] = [pair.base, pair.revision].map(
    (side) => membersOf(below(side, "content")).size > 0,
  );
  if (before === true && after === true)
    compareContent(run, pair, place, {
      added: "request-body-media-type-added",
      removed: "request-body-media-type-removed",
      generalized: "request-body-media-type-added",
    });
  else if (before !== after)
    run.add(
      `webhook-response-body-${after === true ? "added" : "removed"}`,
      direction,
      pair,
      `${labelOf(run, pair)} ${after === true ? "must have a body now" : "needs no body any more"}.`,
    );
  for (const [name, header] of headersOf(run, pair)) {
    const { base, revision } = header;
    const needed = [base, revision].map(({ value }) => objectOf(value)["required"] === true);
    if (needed[0] !== needed[1])
      run.add(
        `webhook-response-header-${needed[1] === true ? "added" : "removed"}`,
        direction,
        header,
        `${labelOf(run, pair)} ${needed[1] === true ? "must" : "need not"} have the header ${shown(name)}.`,
      );
    if (base.value !== undefined && revision.value !== undefined)
      compareSchemaAt(run, pairBelow(header, "schema"), { ...place, where: "header" });
  }
}

/** Header names know no case; `Content-Type` is described elsewhere. */
function headersOf(run: Comparison, pair: Pair): [string, Pair][] {
  const lower = ({ value, pointer }: Ref): Map<string, Ref> =>
    new Map(
      [...entriesOf(below({ value, pointer }, "headers"))].map(([name, ref]) => [name.toLowerCase(), ref]),
    );
  const before = lower(pair.base);
  const after = lower(pair.revision);
  const missing: Ref = { value: undefined, pointer: "" };
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => name !== "content-type")
    .map((name) => [
      name,
      {
        base: follow(run.base, before.get(name) ?? missing),
        revision: follow(run.revision, after.get(name) ?? missing),
      },
    ]);
}

function compareHeader(run: Comparison, name: string, header: Pair, owner: Pair): void {
  const add = (id: string, what: string) =>
    run.add(id, "response", header, `Header ${shown(name)} of ${labelOf(run, owner)} ${what}.`);
  const [before, after] = [objectOf(header.base.value), objectOf(header.revision.value)];
  if (header.base.value === undefined) return add("response-header-added", "is new");
  if (header.revision.value === undefined)
    return add(
      before["required"] === true ? "required-response-header-removed" : "optional-response-header-removed",
      "is gone",
    );
  if ((before["required"] === true) !== (after["required"] === true)) {
    const now = after["required"] === true ? "required" : "optional";
    add(`response-header-became-${now}`, now === "required" ? "is always there now" : "may be absent now");
  }
  const written = (raw: typeof before) =>
    `${raw["explode"] === true} ${stringOf(raw["style"]) ?? "simple"} ${Object.keys(objectOf(raw["content"])).join()}`;
  if (written(before) !== written(after))
    add("response-header-serialization-changed", "is written differently");
  if (canonical(before["description"]) !== canonical(after["description"]))
    add("description-changed", "has another description");
  const schema =
    before["schema"] === undefined
      ? pairsOf(run, pairBelow(header, "content")).values().next().value
      : header;
  if (schema !== undefined)
    compareSchemaAt(run, pairBelow(schema, "schema"), {
      reads: "response",
      direction: "response",
      where: "header",
    });
}
