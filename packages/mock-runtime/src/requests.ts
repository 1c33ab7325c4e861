import { createLog, type WritableLog } from "./log.js";
import type { SecurityDefinition } from "./definition.js";
import type { PlainRequest, PlainResponse } from "./http.js";
import type { Parameters } from "./parameters.js";
import { fitsPattern } from "./pattern.js";

/** One request and what became of it. Printed or turned into JSON, it hides keys and cookies. */
export interface RequestRecord {
  /** 1 for the first request of a mock. */
  readonly id: number;
  /** When it came: milliseconds since 1970, by the mock's clock. */
  readonly at: number;
  /** operationId; undefined for a path that the API does not have. */
  readonly operation: string | undefined;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** By place and name; undefined when the request was refused before they were read. */
  readonly parameters: Parameters | undefined;
  /** Names in lower case. */
  readonly headers: PlainRequest["headers"];
  /** Parsed where it is JSON, else text; undefined when there was none. */
  readonly body: unknown;
  /** 0 when nothing was answered. */
  readonly status: number;
  readonly response: PlainResponse;
  /** Real milliseconds from the whole request to its answer. */
  readonly ms: number;
  /** Id of the fault rule that had a hand in it. */
  readonly fault: string | undefined;
}

/** Which requests: all members given must fit. */
export interface RequestFilter {
  readonly operation?: string;
  readonly method?: string;
  /** Without the query, unless it has one itself; `*` stands for any text. */
  readonly path?: string;
  readonly status?: number;
}

export type RequestLog = WritableLog<RequestRecord, RequestFilter>;

/** Bytes of bodies that a log of requests keeps at most. */
const bodyBytes = 32 * 1024 * 1024;

export function createRequestLog(limit: number): RequestLog {
  return createLog({
    noun: "request",
    limit,
    sizeLimit: bodyBytes,
    sizeOf: (record) => (record instanceof Exchange ? record.size : 0),
    fits,
    describe: (record) =>
      record instanceof Exchange ? record.line() : `${record.method} ${record.path} ${record.status}`,
  });
}

function fits(record: RequestRecord, { operation, method, path, status }: RequestFilter): boolean {
  return (
    (operation === undefined || operation === record.operation) &&
    (method === undefined || method.toUpperCase() === record.method) &&
    (status === undefined || status === record.status) &&
    (path === undefined || fitsPattern(path, path.includes("?") ? record.path : pathOf(record.path)))
  );
}

/** A path without its query. */
export function pathOf(path: string): string {
  const query = path.indexOf("?");
  return query === -1 ? path : path.slice(0, query);
}

const redacted = "[redacted]";

/** Names (lower case) of headers and query parameters that hold secrets. */
export interface Secrets {
  readonly headers: ReadonlySet<string>;
  readonly query: ReadonlySet<string>;
}

export function secretsOf(security: Readonly<Record<string, SecurityDefinition>>): Secrets {
  const namesIn = (place: SecurityDefinition["in"]) =>
    Object.values(security).flatMap((scheme) => (scheme.in === place ? scheme.name.toLowerCase() : []));
  const always = ["authorization", "proxy-authorization", "cookie", "set-cookie"];
  return { headers: new Set([...always, ...namesIn("header")]), query: new Set(namesIn("query")) };
}

const noResponse: PlainResponse = { status: 0, headers: {}, body: "" };

/** A request on its way through a mock, and the record of it after that: one object, which holds and copies nothing. */
export class Exchange implements RequestRecord {
  operation: string | undefined = undefined;
  parameters: Parameters | undefined = undefined;
  response: PlainResponse = noResponse;
  ms = 0;
  fault: string | undefined = undefined;
  /** What the engine made of the body. */
  parsed: unknown = undefined;
  readonly #request: PlainRequest;
  readonly #secrets: Secrets;

  constructor(
    readonly id: number,
    readonly at: number,
    request: PlainRequest,
    secrets: Secrets,
  ) {
    this.#request = request;
    this.#secrets = secrets;
  }

  get method(): string {
    return this.#request.method;
  }

  get path(): string {
    return this.#request.path;
  }

  get headers(): PlainRequest["headers"] {
    return this.#request.headers;
  }

  get body(): unknown {
    if (this.parsed !== undefined || this.#request.body.byteLength === 0) return this.parsed;
    const text = new TextDecoder().decode(this.#request.body);
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }

  get status(): number {
    return this.response.status;
  }

  /** Bytes, about, that keeping it costs. */
  get size(): number {
    return this.#request.body.byteLength + this.response.body.length;
  }

  /** In one line, keys hidden. */
  line(): string {
    return `${this.method} ${this.#shownPath()} ${this.status}`;
  }

  toJSON(): RequestRecord {
    const { id, at, operation, method, parameters, body, status, ms, fault } = this;
    const response = { ...this.response, headers: this.#shown(this.response.headers) };
    const headers = this.#shown(this.headers);
    return {
      id,
      at,
      operation,
      method,
      path: this.#shownPath(),
      parameters,
      headers,
      body,
      status,
      response,
      ms,
      fault,
    };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): RequestRecord {
    return this.toJSON();
  }

  #shown<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value | string> {
    const { headers: secret } = this.#secrets;
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, secret.has(name) ? redacted : value]),
    );
  }

  #shownPath(): string {
    const { query } = this.#secrets;
    if (query.size === 0) return this.path;
    return this.path.replace(/([?&])([^=&]*)=([^&]*)/g, (pair, mark: string, name: string) =>
      query.has(name.toLowerCase()) ? `${mark}${name}=${redacted}` : pair,
    );
  }
}
