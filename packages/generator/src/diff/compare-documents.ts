import type { SpecDocument } from "../load/document.js";
import { objectOf } from "../load/json.js";
import { Comparison, type Finding } from "./findings.js";
import { comparePaths, compareWebhooks } from "./operations.js";
import { canonical, pairBelow, type Pair } from "./place.js";
import { compareSecuritySchemes } from "./security.js";
import { compareServers } from "./servers.js";

/** Everything that differs between two documents for those who speak HTTP. */
export function compareDocuments(base: SpecDocument, revision: SpecDocument): readonly Finding[] {
  const run = new Comparison(base, revision);
  const document: Pair = {
    base: { value: base.root, pointer: "" },
    revision: { value: revision.root, pointer: "" },
  };
  compareInfo(run, pairBelow(document, "info"));
  compareServers(run, document);
  comparePaths(run, document);
  compareWebhooks(run, document);
  compareSecuritySchemes(run, document);
  return run.found;
}

function compareInfo(run: Comparison, info: Pair): void {
  const [before, after] = [objectOf(info.base.value), objectOf(info.revision.value)];
  const changed = ["title", "summary", "description", "termsOfService", "contact", "license"].filter(
    (name) => canonical(before[name]) !== canonical(after[name]),
  );
  if (changed.length > 0)
    run.add("description-changed", "request", info, `The document has another ${changed.join(" and ")}.`);
}
