/**
 * The JSON text of an envelope with members whose text already exists put in verbatim, so that the signed text and the sent text
 * are the same bytes. A text stands where the envelope has its key, else after the envelope's members.
 * @param envelope serialised member by member, as `JSON.stringify` would
 * @param texts JSON texts by top-level key; not parsed again, so pass what `JSON.stringify` returned or what was received
 * @throws TypeError for a text that is not a string or is blank
 */
export function composeBody(
  envelope: Readonly<Record<string, unknown>>,
  texts: Readonly<Record<string, string>>,
): string {
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text !== "string" || text.trim() === "") {
      throw new TypeError(
        `The text of "${key}" is ${typeof text === "string" ? "blank" : typeof text}. Pass JSON text, such as JSON.stringify(value).`,
      );
    }
  }
  const members: string[] = [];
  // Spread to one object: the envelope's order first, then the keys that only the texts have.
  for (const key of Object.keys({ ...envelope, ...texts })) {
    const text = Object.hasOwn(texts, key) ? texts[key] : JSON.stringify(envelope[key]);
    if (text !== undefined) members.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${members.join(",")}}`;
}
