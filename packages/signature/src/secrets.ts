import { toBytes } from "./bytes.js";

/** The key bytes of a secret. Throws a TypeError for an empty or absent one: it would sign what anyone can forge. */
export function secretBytes(secret: string | Uint8Array): Uint8Array {
  if (typeof secret !== "string" && !ArrayBuffer.isView(secret)) {
    throw new TypeError(
      `The secret is ${secret === null ? "null" : typeof secret}. Pass the shared webhook secret as a string or bytes; is its environment variable set?`,
    );
  }
  if (secret.length === 0) {
    throw new TypeError(
      "The secret is empty. Pass the shared webhook secret; is its environment variable set?",
    );
  }
  return toBytes(secret);
}

/** One secret or several, as a list in the given order. */
export function secretsOf(
  secret: string | Uint8Array | readonly (string | Uint8Array)[],
): readonly (string | Uint8Array)[] {
  // Array.isArray does not narrow a readonly array, hence the assertions.
  if (!Array.isArray(secret)) return [secret as string | Uint8Array];
  if (secret.length === 0) throw new TypeError("The list of secrets is empty. Pass at least one secret.");
  return secret as readonly (string | Uint8Array)[];
}
