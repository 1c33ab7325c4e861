/** Throws TypeError for a name that is not known: passed over, a misspelt one would do nothing. */
export function refuseUnknown(where: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const [nearest] = [...known].sort((a, b) => shared(b, name) - shared(a, name));
    const meant = nearest === undefined || shared(nearest, name) < 2 ? "" : ` Did you mean ${nearest}?`;
    throw new TypeError(
      `${where} got "${name}", which there is not.${meant} Accepted: ${known.join(", ") || "nothing"}.`,
    );
  }
}

/** How many letters two names begin with alike, whatever their case. */
function shared(a: string, b: string): number {
  let count = 0;
  while (count < a.length && a[count]?.toLowerCase() === b[count]?.toLowerCase()) count++;
  return count;
}
