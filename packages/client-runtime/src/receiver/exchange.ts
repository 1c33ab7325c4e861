import type { IncomingBody } from "./read-body.js";

/** One request, as an adapter hands it over. */
export interface IncomingDelivery {
  readonly method: string;
  /** What was called. */
  readonly url: URL;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Before any parser; undefined where its bytes are gone. */
  readonly body: IncomingBody;
  /** What the refusal says to do where they are gone. */
  readonly advice?: string;
}

/** What to answer. */
export interface Answer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON of a refusal, empty otherwise. */
  readonly body: string;
}
