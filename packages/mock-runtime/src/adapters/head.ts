import type { ServerResponse } from "node:http";
import type { PlainResponse } from "../http.js";

/** Sends status and headers, with the length of the whole body. */
export function writeHead(outgoing: ServerResponse, { status, headers, body }: PlainResponse): void {
  const fields: string[] = [];
  for (const name in headers) fields.push(name, headers[name] ?? "");
  if (status !== 204) fields.push("content-length", String(Buffer.byteLength(body)));
  outgoing.writeHead(status, fields);
}
