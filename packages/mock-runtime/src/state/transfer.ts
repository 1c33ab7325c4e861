import type { MockDefinition } from "../definition.js";
import type { MockSnapshot } from "../snapshot.js";
import { headerOf, linesOf, textsOf } from "./lines.js";
import { readState, StateError } from "./read.js";
import type { Start } from "./replay.js";

/** A namespace's state as text. */
export function exportText(definition: MockDefinition, namespace: string, snapshot: MockSnapshot): string {
  return [...textsOf(headerOf(definition), linesOf(definition, namespace, snapshot))].join("");
}

/**
 * The state that a text holds, whatever its namespace was called. Throws a StateError for a text that is none, or holds several
 * namespaces.
 */
export function readImport(definition: MockDefinition, text: string, start: Start): MockSnapshot {
  const { namespaces } = readState(Buffer.from(text), definition, {
    at: (line) => `Line ${line} of the import`,
    advice: "Nothing was changed. Pass what an export gave.",
    mayBeTorn: false,
    start,
  });
  const [first, second] = [...namespaces];
  if (second !== undefined)
    throw new StateError(
      `The import has lines of several namespaces: ${[...namespaces.keys()].join(", ")}. Nothing was changed. Pass those of one.`,
    );
  if (first !== undefined) return first[1].snapshot;
  throw new StateError(
    "The import has a first line and no others. Nothing was changed. Pass what an export gave, or reset.",
  );
}
