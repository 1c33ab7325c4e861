import type { Scheduled, Work } from "./clock.js";

/** Tells that it was cancelled by `onCancel`: one function for all entries, for there may be a hundred thousand. */
class Entry implements Scheduled {
  constructor(
    readonly at: number,
    /** Ties are settled by creation. */
    readonly order: number,
    public run: Work | undefined,
    readonly onCancel: () => void,
  ) {}

  cancel(): void {
    if (this.run === undefined) return;
    this.run = undefined;
    this.onCancel();
  }
}

/** Work by its time: a binary heap, because retries of thousands of deliveries wait at once. */
export class Timeline {
  #heap: Entry[] = [];
  #order = 0;
  /** Entries that were cancelled and are in the heap still. */
  #dead = 0;

  /** What is kept, the cancelled that are not cleared away yet included. */
  get size(): number {
    return this.#heap.length;
  }

  /** Finding it in the heap would cost more than skipping it at its time, or clearing many away at once. */
  readonly #cancelled = (): void => {
    this.#dead += 1;
    if (this.#dead > 64 && this.#dead > this.#heap.length / 2) this.#compact();
  };

  add(at: number, run: Work): Scheduled {
    const entry = new Entry(at, this.#order++, run, this.#cancelled);
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    return entry;
  }

  /** The time of the first work; undefined when there is none. */
  first(): number | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].run === undefined) {
      this.#removeFirst();
      this.#dead -= 1;
    }
    return this.#heap[0]?.at;
  }

  /** Takes out the first work that is due at `now`. */
  take(now: number): Work | undefined {
    const at = this.first();
    if (at === undefined || at > now) return undefined;
    const [entry] = this.#heap;
    const run = entry?.run;
    // Started: to cancel it now does nothing.
    if (entry !== undefined) entry.run = undefined;
    this.#removeFirst();
    return run;
  }

  clear(): void {
    for (const entry of this.#heap) entry.run = undefined;
    this.#heap = [];
    this.#dead = 0;
  }

  /** A sorted list is a heap. */
  #compact(): void {
    this.#heap = this.#heap
      .filter(({ run }) => run !== undefined)
      .sort((a, b) => a.at - b.at || a.order - b.order);
    this.#dead = 0;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #rise(start: number): void {
    let index = start;
    const entry = this.#heap[index];
    if (entry === undefined) return;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || isBefore(parent, entry)) break;
      this.#heap[index] = parent;
      this.#heap[above] = entry;
      index = above;
    }
  }

  #sink(): void {
    let index = 0;
    const entry = this.#heap[0];
    if (entry === undefined) return;
    for (;;) {
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || isBefore(entry, child)) break;
      const below = 2 * index + (isRight ? 2 : 1);
      this.#heap[index] = child;
      this.#heap[below] = entry;
      index = below;
    }
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
