import { arrayOf, objectOf, stringOf } from "../load/json.js";
import { shown, type Comparison } from "./findings.js";
import { below, itemsOf, pairBelow, type Pair, type Ref } from "./place.js";
import { pairsOf } from "./pairs.js";

/** The document's servers. Their order says nothing. */
export function compareServers(run: Comparison, document: Pair): void {
  const before = byUrl(document.base);
  const after = byUrl(document.revision);
  for (const [url, base] of before) {
    const revision = after.get(url);
    if (revision === undefined) {
      run.add(
        "server-removed",
        "request",
        { base, revision: { value: undefined, pointer: "" } },
        `Server ${shown(url)} is gone.`,
      );
    } else compareVariables(run, url, pairBelow({ base, revision }, "variables"));
  }
  for (const [url, revision] of after) {
    if (!before.has(url))
      run.add(
        "server-added",
        "request",
        { base: { value: undefined, pointer: "" }, revision },
        `Server ${shown(url)} is new.`,
      );
  }
}

/** Without a list there is one, where the document is (OpenAPI 3.1 §4.8.1). */
function byUrl(document: Ref): Map<string, Ref> {
  const listed = itemsOf(below(document, "servers"));
  const servers = listed.length > 0 ? listed : [{ value: { url: "/" }, pointer: "/servers" }];
  return new Map(
    servers.map((ref) => [(stringOf(objectOf(ref.value)["url"]) ?? "").replace(/\/$/, ""), ref]),
  );
}

function compareVariables(run: Comparison, url: string, variables: Pair): void {
  for (const [name, pair] of pairsOf(run, variables)) {
    const add = (id: string, what: string) =>
      run.add(id, "request", pair, `Variable ${shown(name)} of server ${shown(url)} ${what}.`);
    const [before, after] = [objectOf(pair.base.value), objectOf(pair.revision.value)];
    if (pair.revision.value === undefined) {
      add("server-variable-value-removed", "is gone");
      continue;
    }
    if (pair.base.value !== undefined && before["default"] !== after["default"])
      add(
        "server-variable-default-changed",
        `is ${shown(after["default"])} by default; it was ${shown(before["default"])}`,
      );
    const [old, values] = [before["enum"], after["enum"]].map((list) => arrayOf(list).map(String));
    if (old === undefined || values === undefined || pair.base.value === undefined) continue;
    // Without a list any value will do.
    const gone =
      values.length === 0
        ? []
        : old.length === 0
          ? ["other values"]
          : old.filter((one) => !values.includes(one));
    const fresh =
      old.length === 0
        ? []
        : values.length === 0
          ? ["other values"]
          : values.filter((one) => !old.includes(one));
    for (const one of gone) add("server-variable-value-removed", `takes ${shown(one)} no more`);
    for (const one of fresh) add("server-variable-value-added", `takes ${shown(one)} too`);
  }
}
