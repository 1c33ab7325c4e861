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

/**
 * Ids of 24 hexadecimal digits. Eight random bytes and a rising number: sorting by id is sorting by creation, which times of whole
 * seconds cannot tell.
 */
export function createIds(random: Random, label: string): () => string {
  const seeded = random.bytes(label, 12);
  const prefix = seeded.toString("hex", 0, 8);
  let number = seeded.readUInt32BE(8) >>> 4;
  return () => prefix + (number++).toString(16).padStart(8, "0");
}
