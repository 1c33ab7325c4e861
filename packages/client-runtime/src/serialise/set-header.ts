/** Sets a header. The platform's own TypeError prints the value, which may be a secret; this one prints only the name. */
export function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new TypeError(
      `Header "${name}" cannot be sent: its name or its value holds a character that HTTP does not allow there ` +
        "(a line break, or one beyond Latin-1). Encode the value first.",
    );
  }
}

/** Sets several; undefined ones are skipped. */
export function setHeaders(
  headers: Headers,
  values: Readonly<Record<string, string | undefined>> = {},
): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) setHeader(headers, name, value);
  }
}
