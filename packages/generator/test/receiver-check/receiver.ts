import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { verify, type SigningScheme } from "@hookspec/signature";

export const secret = "whsec_receiver";

const over = ["data", "nonce"];
/** Written out, not read from the spec: what a receiver's author would do. */
export const scheme: SigningScheme = [
  { field: "sig", algorithm: "hmac-sha1", over, encoding: "base64" },
  { field: "sig256", algorithm: "hmac-sha256", over, encoding: "base64" },
];

export interface Body {
  readonly [member: string]: unknown;
}

/** Where a receiver may go wrong. Everything left out is done right. */
export interface Quirks {
  /** The verified body, or undefined to refuse. */
  readonly check?: (raw: Buffer) => Promise<Body | undefined> | Body | undefined;
  /** Status of a refusal. Default 401. */
  readonly refusal?: number;
  /** Answers in place of all that follows when it returns a status. */
  readonly before?: (
    raw: Buffer,
    request: IncomingMessage,
    server: { readonly die: () => void },
  ) => number | undefined | Promise<number | undefined>;
  /** Looks at a verified body. */
  readonly after?: (body: Body) => number | undefined;
  /** What makes two deliveries the same; undefined remembers nothing. */
  readonly claimKey?: (body: Body, raw: Buffer) => string | undefined;
  readonly duplicate?: number;
  /** Looks first and claims only when the handler is done. */
  readonly claimLate?: boolean;
  readonly withoutRetryAfter?: boolean;
  /** Status for a subscription that it does not know. */
  readonly unknown?: number;
  readonly maxBytes?: number;
  readonly read?: (request: IncomingMessage) => Promise<Buffer>;
  readonly handlesGet?: boolean;
  readonly handlerMs?: number;
  /** Whether it still tells what it handled. */
  readonly observable?: () => boolean;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly observe: string;
  readonly handled: readonly string[];
}

/** A real receiver on a port of its own: correct where no quirk says otherwise. */
export async function startReceiver(quirks: Quirks = {}): Promise<Receiver> {
  const claims = new Map<string, "in-flight" | "committed">();
  const handled: string[] = [];
  let known: string | undefined;

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.writeHead(500).end());
  });
  const die = () => {
    server.close();
    server.closeAllConnections();
  };

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (quirks.observable !== undefined && request.url === "/handled" && !quirks.observable())
      return void response.writeHead(500).end();
    if (request.url === "/handled") return void response.end(JSON.stringify(handled));
    if (request.url === "/handled?count") return void response.end(String(handled.length));
    const raw = await (quirks.read ?? readAll)(request);
    const early = await quirks.before?.(raw, request, { die });
    if (early !== undefined) return void response.writeHead(early, headersOf(early)).end();
    if (request.method !== "POST") {
      if (quirks.handlesGet === true) handled.push("GET");
      return void response.writeHead(quirks.handlesGet === true ? 200 : 405).end();
    }
    if (raw.length > (quirks.maxBytes ?? 4_000_000)) return void response.writeHead(413).end();
    const body = await (quirks.check ?? checkRightly)(raw);
    if (body === undefined) {
      const status = quirks.refusal ?? 401;
      return void response.writeHead(status, headersOf(status)).end();
    }
    const status = quirks.after?.(body) ?? (await take(body, raw));
    response.writeHead(status, headersOf(status)).end();
  }

  function headersOf(status: number): Record<string, string> {
    if (status === 503 && quirks.withoutRetryAfter !== true) return { "retry-after": "1" };
    return status >= 300 && status < 400 ? { location: "/login" } : {};
  }

  async function take(body: Body, raw: Buffer): Promise<number> {
    // The first subscription seen stands for the one that this receiver has created.
    const id = String((body["webhook"] as Body)["id"]);
    known ??= id;
    if (id !== known && quirks.unknown !== 200) return quirks.unknown ?? 503;
    const key = "claimKey" in quirks ? quirks.claimKey?.(body, raw) : claimKey(body);
    const claim = key === undefined ? undefined : claims.get(key);
    if (claim === "committed") return quirks.duplicate ?? 200;
    if (claim === "in-flight") return 503;
    if (key !== undefined && quirks.claimLate !== true) claims.set(key, "in-flight");
    await pause(quirks.handlerMs ?? 2);
    handled.push(String(body["nonce"]));
    if (key !== undefined) claims.set(key, "committed");
    return 200;
  }

  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/hooks`,
    observe: `${origin}/handled`,
    handled,
    async [Symbol.asyncDispose]() {
      die();
    },
  };
}

export async function checkRightly(raw: Buffer): Promise<Body | undefined> {
  const verified = await verify(scheme, raw, { secret, require: "sig256" });
  return verified.ok ? verified.body : undefined;
}

export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function hmac256(text: string): string {
  return createHmac("sha256", secret).update(text).digest("base64");
}

/** Over the signed members only: the subscription is not among them. */
export function claimKey({ data, nonce }: Body): string {
  return createHash("sha256")
    .update(JSON.stringify([data, nonce]))
    .digest("hex");
}

/** The body as an object, or undefined when it is none. */
export function parse(raw: Buffer): Body | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(raw));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}
