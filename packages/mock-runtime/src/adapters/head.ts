import type { ServerResponse } from "node:http";
import type { PlainResponse } from "../http.js";

/** Sends status and headers, with the length of the whole body. */
export function writeHead(outgoing: ServerResponse, response: PlainResponse): void {
  const { status, body } = response;
  const fields = headersOf(response);
  if (status !== 204) fields.push("content-length", String(Buffer.byteLength(body)));
  outgoing.writeHead(status, fields);
}

/** Names and values in turn. */
export function headersOf({ headers }: PlainResponse): string[] {
  const fields: string[] = [];
  for (const name in headers) fields.push(name, headers[name] ?? "");
  return fields;
}
