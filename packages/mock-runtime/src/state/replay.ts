import { recordOf, type AttemptEntry, type DeliveryEntry, type StatusEntry } from "../deliveries/saved.js";
import type { JsonObject } from "../json.js";
import type { MockSnapshot } from "../snapshot.js";
import { lastChange, type SourceObject } from "../sources/sources.js";
import { stateOf, type StateEntry } from "../subscriptions/saved.js";
import type { Page, QueuedEvent } from "../subscriptions/state.js";
import type { Values } from "./entities.js";
import type { Line, NamespaceRecord, Progress } from "./lines.js";

/** A namespace that lines told of. */
export interface SavedNamespace {
  /** What it was made from; lines that were exported do not tell. */
  readonly record: NamespaceRecord | undefined;
  readonly snapshot: MockSnapshot;
}

type Shelf = Map<string, SourceObject>;

interface SavedDelivery {
  readonly entry: DeliveryEntry;
  status: StatusEntry | undefined;
  readonly attempts: Map<string, AttemptEntry>;
}

/** Where a namespace without a line of its progress is. */
export type Start = Pick<MockSnapshot, "now" | "drawn">;

/** Builds the state of one namespace up from its lines. */
export class Replay {
  #record: NamespaceRecord | undefined;
  #progress: Progress | undefined;
  readonly #items = new Map<string, Map<string, JsonObject>>();
  readonly #sources = new Map<string, Map<string, Map<string, SourceObject>>>();
  readonly #subscriptions = new Map<string, StateEntry>();
  readonly #events = new Map<string, Map<string, QueuedEvent>>();
  readonly #pages = new Map<string, Map<string, Page>>();
  readonly #deliveries = new Map<string, SavedDelivery>();
  readonly #answers = new Map<string, Values["answer"]>();

  /** The entity has this value now. A sentence that says why not, if it cannot have it. */
  put({ kind, key, value }: Line): string | undefined {
    const [first = "", second = "", third = ""] = key;
    // The shape of the value has been checked against the kind.
    const as = <Kind extends Line["kind"]>(_kind: Kind) => value as Values[Kind];
    switch (kind) {
      case "namespace":
        this.#record = as(kind);
        return undefined;
      case "progress":
        this.#progress = as(kind);
        return undefined;
      case "item":
        at(this.#items, first, newMap).set(second, as(kind));
        return undefined;
      case "connection":
        at(this.#sources, first, newMap);
        return undefined;
      case "object":
        at(at(this.#sources, first, newMap<Shelf>), second, newMap<SourceObject>).set(third, as(kind));
        return undefined;
      case "subscription":
        this.#subscriptions.set(first, as(kind));
        return undefined;
      case "event":
        at(this.#events, first, newMap<QueuedEvent>).set(second, as(kind));
        return undefined;
      case "page":
        at(this.#pages, first, newMap<Page>).set(second, as(kind));
        return undefined;
      case "delivery":
        this.#deliveries.set(first, { entry: as(kind), status: undefined, attempts: new Map() });
        return undefined;
      case "status":
      case "attempt": {
        const delivery = this.#deliveries.get(first);
        if (delivery === undefined) return `no line before it has the delivery ${JSON.stringify(first)}`;
        if (kind === "status") delivery.status = as(kind);
        else delivery.attempts.set(second, as(kind));
        return undefined;
      }
      case "answer":
        // The oldest is the first to go: an answer that is kept anew is the youngest.
        this.#answers.delete(first);
        this.#answers.set(first, as(kind));
        return undefined;
    }
  }

  /** The entity is gone, if it was there. */
  remove({ kind, key: [first = "", second = "", third = ""] }: Line): void {
    if (kind === "item") this.#items.get(first)?.delete(second);
    else if (kind === "connection") this.#sources.delete(first);
    else if (kind === "object") this.#removeObject(first, second, third);
    else if (kind === "subscription") this.#removeSubscription(first);
    else if (kind === "event") this.#events.get(first)?.delete(second);
    else if (kind === "page") this.#pages.get(first)?.delete(second);
    else if (kind === "delivery") this.#deliveries.delete(first);
    else if (kind === "attempt") this.#deliveries.get(first)?.attempts.delete(second);
    else if (kind === "answer") this.#answers.delete(first);
  }

  /** What the lines left untold, undefined when nothing. */
  lacking(): string | undefined {
    for (const [id, { status }] of this.#deliveries)
      if (status === undefined) return `the status of the delivery ${JSON.stringify(id)}`;
    for (const [id, { batch }] of this.#subscriptions)
      if (batch !== undefined && this.#pagesOf(id).length === 0)
        return `a page of what the subscription ${JSON.stringify(id)} is delivering`;
    return undefined;
  }

  /** All that was told. */
  end(start: Start): SavedNamespace {
    const progress = this.#progress;
    const sources = [...this.#sources].map(
      ([source, shelves]) =>
        [source, [...shelves].map(([type, objects]) => [type, [...objects.values()]] as const)] as const,
    );
    const changes = sources.flatMap(([, shelves]) =>
      shelves.flatMap(([, objects]) => objects.map(lastChange)),
    );
    const snapshot: MockSnapshot = {
      version: 1,
      now: progress?.now ?? start.now,
      drawn:
        progress === undefined ? start.drawn : { items: progress.items, deliveries: progress.deliveries },
      items: Object.fromEntries([...this.#items].map(([name, items]) => [name, [...items.values()]])),
      answers: [...this.#answers].map(([id, answer]) => ({ id, ...answer })),
      // Lines by hand may number changes beyond what the progress says.
      sources: { sequence: changes.reduce((a, b) => Math.max(a, b), progress?.sequence ?? 0), sources },
      subscriptions: [...this.#subscriptions].map(([id, entry]) =>
        stateOf(entry, [...(this.#events.get(id)?.values() ?? [])], this.#pagesOf(id)),
      ),
      ledger: {
        dropped: progress?.dropped ?? 0,
        deliveries: [...this.#deliveries.values()].flatMap(({ entry, status, attempts }) =>
          status === undefined ? [] : recordOf(entry, status, attempts.values()),
        ),
      },
    };
    return { record: this.#record, snapshot };
  }

  /** The first to be sent first: the one with the most left. */
  #pagesOf(subscription: string): Page[] {
    const pages = [...(this.#pages.get(subscription) ?? [])];
    return pages.sort(([a], [b]) => Number(b) - Number(a)).map(([, page]) => page);
  }

  #removeSubscription(id: string): void {
    this.#subscriptions.delete(id);
    this.#events.delete(id);
    this.#pages.delete(id);
  }

  #removeObject(source: string, type: string, id: string): void {
    const shelves = this.#sources.get(source);
    const objects = shelves?.get(type);
    objects?.delete(id);
    if (objects?.size === 0) shelves?.delete(type);
  }
}

const newMap = <Value>() => new Map<string, Value>();

function at<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
