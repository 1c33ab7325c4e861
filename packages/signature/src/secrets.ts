import { toBytes } from "#crypto";

/**
 * The key bytes of a secret.
 * @throws TypeError for an empty or absent one: it would sign what anyone can forge
 */
export function secretBytes(secret: string | Uint8Array): Uint8Array {
  // It comes from an environment variable more often than from a literal.
  if (!(secret as typeof secret | null | undefined)?.length)
    throw new TypeError("The secret is empty or missing. Is its environment variable set?");
  return toBytes(secret);
}

/** One secret or several, as a list in the given order; an empty list counts as an empty secret. */
export function secretsOf(
  secret: string | Uint8Array | readonly (string | Uint8Array)[],
): readonly (string | Uint8Array)[] {
  const secrets = [secret].flat() as (string | Uint8Array)[]; // flat() does not see through a readonly array
  return secrets.length > 0 ? secrets : [""];
}
