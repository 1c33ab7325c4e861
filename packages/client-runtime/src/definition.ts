import type { BodyWriter } from "./serialise/body.js";
import type { Write } from "./serialise/request.js";
import type { Style } from "./serialise/styles.js";
import type { Scheme } from "./transport/auth.js";

// Shipped to browsers once per operation: hence names in one string, and functions passed in, so that a bundle holds only the
// serialisers that its operations use.

/** What a generated client tells the runtime about its API. */
export interface ClientDefinition {
  /** Name used in messages, e.g. `webhook`. (No user agent is sent: in browsers that header makes cross-origin calls fail.) */
  readonly name: string;
  /** Server key → base URL without a slash at its end, the default first. */
  readonly servers: Readonly<Record<string, string>>;
  /** Name of a security scheme → where its key goes. The first is that of operations that name none. Absent: none is sent. */
  readonly auth?: Readonly<Record<string, Scheme>>;
}

/** One operation of the API, as one method of the client calls it. */
export interface OperationDefinition {
  /** operationId, for messages. */
  readonly id: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE";
  /** OpenAPI path template, e.g. `/unified/webhook/{id}`: plain values of the method's argument go into it by name. */
  readonly path: string;
  /** Query parameters that are plain values or exploded lists (style `form`), by name: `"limit offset"`. */
  readonly query?: string;
  /** Names that must be given, `body` among them. */
  readonly required?: string;
  /** Name in the argument → every other parameter: who writes it, its name on the wire, its style. */
  readonly others?: Readonly<
    Record<string, readonly [write: Write, name: string, style?: Style, explode?: boolean]>
  >;
  /** How its body is written, and as what. */
  readonly body?: readonly [write: BodyWriter, mediaType: string];
  /** Security schemes, where not the API's first alone: `"bearer basic+key"` are two alternatives, `""` is none. */
  readonly auth?: string;
  /** How a body is read → the statuses documented so: `{ json: "200 4XX default" }`. */
  readonly responses: Readonly<Partial<Record<ResponseKind, string>>>;
  /** Parameters of limit and offset, items in a page that is not limited, and the field that tells items apart. */
  readonly paging?: readonly [limit: string, offset: string, size: number, id?: string];
}

/** How a response body is read: parsed JSON, a string, a Blob, as a stream of bytes that is handed on unread, or not at all. */
export type ResponseKind = "json" | "text" | "binary" | "stream" | "none";
