import { headerOf, type PlainRequest } from "./http.js";

/** Preferences of a request (RFC 7240): name in lower case → value, `""` where there is none. The first of a name counts. */
export function preferencesOf(request: PlainRequest): ReadonlyMap<string, string> {
  const preferences = new Map<string, string>();
  for (const text of split(headerOf(request, "prefer") ?? "", ",")) {
    const [preference = ""] = split(text, ";");
    const equals = preference.indexOf("=");
    const name = (equals === -1 ? preference : preference.slice(0, equals)).trim().toLowerCase();
    if (name === "" || preferences.has(name)) continue;
    preferences.set(name, equals === -1 ? "" : unquote(preference.slice(equals + 1).trim()));
  }
  return preferences;
}

/** Splits at a separator that does not stand in a quoted string (RFC 9110 section 5.6.4). */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === "\\") at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1");
}
