import { createHmac, randomBytes } from "node:crypto";

/** Named random values: the same seed and label give the same bytes, so what draws first cannot shift what draws later. */
export interface Random {
  /** At most 64 bytes. */
  bytes(label: string, length: number): Buffer;
}

/** Without a seed, the key is 32 random bytes: nothing can be guessed then. */
export function createRandom(seed?: string): Random {
  const key = seed === undefined ? randomBytes(32) : seed;
  return { bytes: (label, length) => createHmac("sha512", key).update(label).digest().subarray(0, length) };
}

/** Ids that rise, and how many were drawn. */
export interface Ids {
  next(): string;
  readonly drawn: number;
  /** Goes on as if so many had been drawn. */
  skipTo(drawn: number): void;
}

/**
 * Ids of 24 hexadecimal digits. Eight random bytes and a rising number: sorting by id is sorting by creation, which times of whole
 * seconds cannot tell.
 */
export function createIds(random: Random, label: string): Ids {
  const seeded = random.bytes(label, 12);
  const prefix = seeded.toString("hex", 0, 8);
  const first = seeded.readUInt32BE(8) >>> 4;
  let drawn = 0;
  return {
    next: () => prefix + (first + drawn++).toString(16).padStart(8, "0"),
    get drawn() {
      return drawn;
    },
    skipTo(count) {
      drawn = count;
    },
  };
}

/** Numbers in [0, 1) that belong to a label, one after another (the generator is mulberry32: small and fast, not for secrets). */
export function numbersOf(random: Random, label: string): () => number {
  let state = random.bytes(label, 4).readUInt32BE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
