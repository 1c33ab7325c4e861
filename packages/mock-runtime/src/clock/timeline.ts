import type { Scheduled, Work } from "./clock.js";

interface Entry extends Scheduled {
  readonly at: number;
  /** Ties are settled by creation. */
  readonly order: number;
  run: Work | undefined;
}

/** Work by its time: a binary heap, because retries of thousands of deliveries wait at once. */
export class Timeline {
  readonly #heap: Entry[] = [];
  #order = 0;

  add(at: number, run: Work): Scheduled {
    const entry: Entry = {
      at,
      order: this.#order++,
      run,
      // It stays in the heap until its time: finding it there costs more than skipping it then.
      cancel() {
        entry.run = undefined;
      },
    };
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    return entry;
  }

  /** The time of the first work; undefined when there is none. */
  first(): number | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].run === undefined) this.#removeFirst();
    return this.#heap[0]?.at;
  }

  /** Takes out the first work that is due at `now`. */
  take(now: number): Work | undefined {
    const at = this.first();
    if (at === undefined || at > now) return undefined;
    const run = this.#heap[0]?.run;
    this.#removeFirst();
    return run;
  }

  clear(): void {
    this.#heap.length = 0;
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
