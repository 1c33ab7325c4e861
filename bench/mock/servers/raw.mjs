// The limit: node:http with a Map, no routing and no validation. Reads and writes the same JSON as the others.
import { createServer } from "node:http";
import { collection, item } from "../api.mjs";

const items = new Map([[item.id, item]]);
const headers = { "content-type": "application/json" };
let ids = 0;

function answer(response, value) {
  const text = JSON.stringify(value);
  response.writeHead(200, { ...headers, "content-length": Buffer.byteLength(text) });
  response.end(text);
}

function create(text) {
  const now = "2024-01-15T10:30:00Z";
  const made = { ...item, ...JSON.parse(text), id: String(++ids), created_at: now, updated_at: now };
  items.set(made.id, made);
  return made;
}

createServer((request, response) => {
  if (request.method === "POST") {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => answer(response, create(Buffer.concat(chunks).toString())));
  } else if (request.url === collection) answer(response, [item]);
  else answer(response, items.get(request.url.slice(collection.length + 1)));
}).listen(Number(process.argv[2]), "127.0.0.1");
