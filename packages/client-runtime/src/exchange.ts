// The only module that knows openapi-fetch: it can be replaced here without a visible change. Its client is one function, which builds
// a Request that can be sent once, and which no bundler can take apart; of its parts this is the one that fits.
import { mergeHeaders } from "openapi-fetch";

/** Puts headers over each other, whatever their names' case: later ones win. `to` is for the message of the TypeError for a bad one. */
export function headersOf(to: string, ...parts: (Readonly<Record<string, string>> | undefined)[]): Headers {
  try {
    return mergeHeaders(...parts);
  } catch {
    // the platform's message prints the value, which may be a secret
    throw new TypeError(`${to}: a header has a name or value that HTTP does not allow. Nothing was sent.`);
  }
}
