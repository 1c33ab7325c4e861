import type { MockDefinition } from "../definition.js";
import type { DeliveryRecord } from "../deliveries/ledger.js";
import { attemptEntry, deliveryEntry, statusEntry } from "../deliveries/saved.js";
import type { MockSnapshot } from "../snapshot.js";
import type { EntityKind } from "../store/changes.js";
import { eventsByChange, pagesByLeft, stateEntry } from "../subscriptions/saved.js";

/** What a namespace is made from, as a file keeps it. */
export interface NamespaceRecord {
  readonly owner: string;
  readonly seed: string;
  readonly secret: string;
  readonly apiKeys: readonly string[];
  readonly clock: "real" | "virtual";
  /** When its virtual clock starts, milliseconds since 1970. */
  readonly start?: number;
}

/** How far a namespace has come. */
export interface Progress {
  /** Time of a virtual clock, milliseconds since 1970. */
  readonly now?: number;
  /** Ids drawn. */
  readonly items: number;
  readonly deliveries: number;
  /** Number of the last change at its sources. */
  readonly sequence: number;
  /** Attempts that its log had no room for. */
  readonly dropped: number;
}

/** One entity: it has this value now, or without a value it is gone. Read twice it says the same. */
export interface Line {
  readonly namespace: string;
  readonly kind: EntityKind | "namespace" | "progress";
  readonly key: readonly string[];
  readonly value?: object;
}

/** Version of the format. A reader refuses newer ones. */
export const formatVersion = 1;

/** The first line. */
export function headerOf({ name, version }: Pick<MockDefinition, "name" | "version">): string {
  return JSON.stringify({ format: "hookspec-state", version: formatVersion, api: name, apiVersion: version });
}

/** Members by which an API tells items, and objects of its sources, apart. */
export function idFieldsOf({ resources, subscription }: Pick<MockDefinition, "resources" | "subscription">) {
  return {
    ofItem: (resource: string) => resources[resource]?.id ?? "id",
    ofObject: subscription?.select.always[0] ?? "id",
  };
}

/** A namespace's state, entity by entity, in the order in which they came to be. */
export function* linesOf(
  definition: Pick<MockDefinition, "resources" | "subscription">,
  namespace: string,
  snapshot: MockSnapshot,
): Iterable<Line> {
  const { ofItem, ofObject } = idFieldsOf(definition);
  const { now, drawn, items, answers, sources, subscriptions, ledger } = snapshot;
  const line = (kind: Line["kind"], key: readonly string[], value: object): Line => ({
    namespace,
    kind,
    key,
    value,
  });
  const progress: Progress = { now, ...drawn, sequence: sources.sequence, dropped: ledger.dropped };
  yield line("progress", [], progress);
  for (const [resource, list] of Object.entries(items))
    for (const item of list) yield line("item", [resource, String(item[ofItem(resource)])], item);
  for (const [source, shelves] of sources.sources) {
    yield line("connection", [source], {});
    for (const [objectType, objects] of shelves)
      for (const entry of objects)
        yield line("object", [source, objectType, String(entry.object[ofObject])], entry);
  }
  for (const state of subscriptions) {
    yield line("subscription", [state.id], stateEntry(state));
    for (const [change, event] of eventsByChange(state)) yield line("event", [state.id, change], event);
    for (const [left, page] of pagesByLeft(state)) yield line("page", [state.id, left], page);
  }
  for (const record of ledger.deliveries) yield* linesOfDelivery(line, record);
  for (const { id, ...answer } of answers) yield line("answer", [id], answer);
}

function* linesOfDelivery(
  line: (kind: EntityKind, key: readonly string[], value: object) => Line,
  record: DeliveryRecord,
): Iterable<Line> {
  yield line("delivery", [record.id], deliveryEntry(record));
  yield line("status", [record.id], statusEntry(record));
  for (const attempt of record.attempts)
    yield line("attempt", [record.id, String(attempt.n)], attemptEntry(record, attempt));
}

/** Lines as text, a line end after each. All but the last bear `more`: what is cut off within them did not happen. */
export function textOf(lines: readonly Line[]): string {
  const last = lines.length - 1;
  return lines.map((line, at) => `${JSON.stringify(at < last ? { ...line, more: true } : line)}\n`).join("");
}

/** A whole file: a first line, then lines, then text that was made before. */
export function* textsOf(
  header: string,
  lines: Iterable<Line>,
  rest: readonly string[] = [],
): Iterable<string> {
  yield `${header}\n`;
  for (const line of lines) yield textOf([line]);
  yield* rest;
}
