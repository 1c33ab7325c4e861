import { arrayOf, isObject, objectOf, type Json } from "../load/json.js";
import { compareExtensions } from "./extensions.js";
import { labelOf, shown, type Comparison } from "./findings.js";
import { pairsOf } from "./pairs.js";
import { below, canonical, pairBelow, type Pair, type Ref } from "./place.js";

/** Schemes that are needed together, each with its scopes. */
type Alternative = ReadonlyMap<string, readonly string[]>;

/** Who may call an operation: any one of its alternatives is enough. */
export function compareSecurity(run: Comparison, operation: Pair): void {
  const at: Pair = {
    base: securityOf(run.base.root, operation.base),
    revision: securityOf(run.revision.root, operation.revision),
  };
  const before = alternativesOf(at.base);
  const after = alternativesOf(at.revision);
  const add = (id: string, what: string) =>
    run.add(
      id,
      "request",
      at,
      `${at.revision.pointer === "/security" ? "Every operation without its own rule" : labelOf(run, operation)} ${what}.`,
    );
  for (const old of before) {
    if (after.some((one) => isEnough(old, one))) continue;
    const [stricter] = after.filter((one) => [...one.keys()].every((name) => old.has(name)));
    if (old.size === 0) add("api-security-became-required", `needs ${textOf(after)} now`);
    else if (stricter !== undefined)
      add("api-security-scope-added", `needs ${textOf([stricter])} where ${textOf([old])} was enough`);
    else add("api-security-removed", `takes ${textOf([old])} no more; it takes ${textOf(after)}`);
  }
  for (const one of after) {
    if (!before.some((old) => isEnough(one, old)))
      add(
        "api-security-added",
        one.size === 0 ? "may be called by anybody now" : `takes ${textOf([one])} too`,
      );
  }
}

/** What a webhook or callback brings along: receivers that ask for credentials must go on getting them. */
export function comparePushedSecurity(
  run: Comparison,
  operation: Pair,
  direction: "webhook" | "callback",
): void {
  const at = pairBelow(operation, "security");
  const [before, after] = [alternativesOf(at.base), alternativesOf(at.revision)];
  const same = (one: readonly Alternative[], other: readonly Alternative[]) =>
    one.every((held) => other.some((asked) => isEnough(held, asked)));
  const kept = same(after, before);
  if (kept && same(before, after)) return;
  run.add(
    kept ? "webhook-security-added" : "webhook-security-changed",
    direction,
    at,
    `${labelOf(run, operation)} brings ${textOf(after)}; it brought ${textOf(before)}.`,
  );
}

function securityOf(root: Json, operation: Ref): Ref {
  const own = below(operation, "security");
  return own.value === undefined ? below({ value: root, pointer: "" }, "security") : own;
}

/** Nothing asked for is one alternative: an empty one. */
function alternativesOf({ value }: Ref): Alternative[] {
  const all = arrayOf(value).map(
    (one) =>
      new Map(Object.entries(objectOf(one)).map(([name, scopes]) => [name, arrayOf(scopes).map(String)])),
  );
  return all.length === 0 ? [new Map()] : all;
}

/** True where who has these credentials has all that is asked for. */
function isEnough(credentials: Alternative, asked: Alternative): boolean {
  return [...asked].every(([name, scopes]) => {
    const held = credentials.get(name);
    return held !== undefined && scopes.every((scope) => held.includes(scope));
  });
}

function textOf(alternatives: readonly Alternative[]): string {
  const texts = alternatives.map((one) =>
    [...one]
      .map(([name, scopes]) => (scopes.length === 0 ? name : `${name} (${scopes.join(", ")})`))
      .join(" and "),
  );
  return texts.map((text) => shown(text === "" ? "nothing" : text)).join(" or ");
}

/** Members of a scheme whose change makes credentials useless. */
const telling = ["type", "in", "name", "scheme", "bearerFormat", "openIdConnectUrl"];
const urls = ["authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl"];

/** `components.securitySchemes`. */
export function compareSecuritySchemes(run: Comparison, document: Pair): void {
  for (const [name, pair] of pairsOf(run, pairBelow(document, "components", "securitySchemes"))) {
    const add = (id: string, what: string, at = pair) =>
      run.add(id, "request", at, `Security scheme ${shown(name)} ${what}.`);
    if (!isObject(pair.base.value)) {
      add("api-security-component-added", "is new");
      continue;
    }
    if (!isObject(pair.revision.value)) {
      add("api-security-component-removed", "is gone");
      continue;
    }
    const [before, after] = [pair.base.value, pair.revision.value];
    for (const member of telling) {
      const [was, is] = [before, after].map((raw) =>
        member === "scheme" || (member === "name" && raw["in"] === "header")
          ? String(raw[member] ?? "").toLowerCase()
          : raw[member],
      );
      if (canonical(was) !== canonical(is))
        add(
          "api-security-component-changed",
          `has the ${member} ${shown(after[member] ?? "none")}; it was ${shown(before[member] ?? "none")}`,
        );
    }
    if (canonical(before["description"]) !== canonical(after["description"]))
      add("description-changed", "has another description");
    compareExtensions(run, "request", pair, before, after);
    compareFlows(run, pairBelow(pair, "flows"), add);
  }
}

function compareFlows(run: Comparison, flows: Pair, add: (id: string, what: string, at: Pair) => void): void {
  for (const [name, flow] of pairsOf(run, flows)) {
    if (flow.base.value === undefined)
      add("api-security-component-oauth-flow-added", `has the flow ${shown(name)} too`, flow);
    else if (flow.revision.value === undefined)
      add("api-security-component-oauth-flow-removed", `has the flow ${shown(name)} no more`, flow);
    else {
      const [before, after] = [objectOf(flow.base.value), objectOf(flow.revision.value)];
      for (const url of urls) {
        if (before[url] !== after[url])
          add(
            "api-security-component-changed",
            `has the ${url} ${shown(after[url] ?? "none")}; it was ${shown(before[url] ?? "none")}`,
            flow,
          );
      }
      compareScopes(
        Object.keys(objectOf(before["scopes"])),
        Object.keys(objectOf(after["scopes"])),
        (id, what) => add(id, what, flow),
      );
    }
  }
}

function compareScopes(
  before: readonly string[],
  after: readonly string[],
  add: (id: string, what: string) => void,
): void {
  for (const scope of after)
    if (!before.includes(scope))
      add("api-security-component-oauth-scope-added", `has the scope ${shown(scope)} too`);
  for (const scope of before)
    if (!after.includes(scope))
      add("api-security-component-oauth-scope-removed", `has the scope ${shown(scope)} no more`);
}
