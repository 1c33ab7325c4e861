/** What a generated client tells the runtime about its API: plain data, emitted from the spec. */
export interface ClientDefinition {
  /** Name used in error messages, e.g. `webhook`. (No user agent is sent: in browsers that header makes cross-origin calls fail.) */
  readonly name: string;
  /** Server key → base URL, the default first. */
  readonly servers: Readonly<Record<string, string>>;
  /** How the API key is sent. Absent: the API asks for none. */
  readonly auth?: ApiKeyDefinition;
}

/** An apiKey (or HTTP bearer) security scheme (OpenAPI 3.1 §4.8.27). */
export interface ApiKeyDefinition {
  readonly in: "header" | "query" | "cookie";
  readonly name: string;
  /** Put before the key unless the key starts with it already (compared case-insensitively), e.g. `"bearer "`. */
  readonly prefix?: string;
}

/** One operation of the API, as one method of the client calls it. */
export interface OperationDefinition {
  /** operationId, for messages. */
  readonly id: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE";
  /** OpenAPI path template, e.g. `/unified/webhook/{id}`. */
  readonly path: string;
  readonly parameters: readonly ParameterDefinition[];
  readonly body?: { readonly mediaType: string; readonly required: boolean };
  /** Documented status (`"200"`, `"4XX"`, `"default"`) → how its body is read. */
  readonly responses: Readonly<Record<string, ResponseKind>>;
}

/** How a response body is read: parsed JSON, a string, a Blob, as a stream of bytes that is handed on unread, or not at all. */
export type ResponseKind = "json" | "text" | "binary" | "stream" | "none";

/** A parameter and its way onto the wire (OpenAPI 3.1 §4.8.12). */
export interface ParameterDefinition {
  /** Its name in the method's first argument. */
  readonly key: string;
  /** Its name on the wire. */
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required?: boolean;
  /** OpenAPI `style`, always given. */
  readonly style: "matrix" | "label" | "simple" | "form" | "spaceDelimited" | "pipeDelimited" | "deepObject";
  readonly explode: boolean;
}
