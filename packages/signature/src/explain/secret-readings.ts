/** A key, and how it was read from the secret. */
export interface SecretReading {
  readonly reading: string;
  readonly key: Uint8Array;
}

/** The keys that a secret may have been meant to be, the plain reading first. */
export function secretReadings(secret: string | Uint8Array): SecretReading[] {
  if (typeof secret !== "string") return [{ reading: "as given", key: secret }];
  const bare = secret.trim();
  const stripped = bare.replace(/^whsec_/, "");
  const texts: [reading: string, text: string][] = [
    ["as given", secret],
    ["without the white space around it", bare],
    ["without quotes around it", bare.replace(/^(["'])(.*)\1$/, "$2")],
    ["with a line feed after it", `${bare}\n`],
    ["without whsec_", stripped],
  ];
  const readings = texts.map(([reading, text]) => ({ reading, key: new TextEncoder().encode(text) }));
  const base64 = decodeBase64(stripped);
  if (base64 !== undefined) readings.push({ reading: "decoded from base64", key: base64 });
  if (/^(?:[0-9a-f]{2})+$/i.test(stripped)) {
    const key = Uint8Array.from(stripped.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    readings.push({ reading: "decoded from hex", key });
  }
  const seen = new Set<string>();
  return readings.filter(({ key }) => key.length > 0 && !seen.has(String(key)) && seen.add(String(key)));
}

/** The bytes of a text in base64, padded or not, in either alphabet (RFC 4648); undefined for other text. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const standard = text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  if (!/^[A-Za-z0-9+/]+$/.test(standard) || standard.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(standard), (char) => char.charCodeAt(0));
}
