// Receives deliveries in a process of its own: reads each body and answers 204.
import { createServer } from "node:http";

createServer((request, response) => {
  if (request.method === "GET") return response.writeHead(200, { "content-length": 0 }).end();
  request.resume();
  request.on("end", () => response.writeHead(204).end());
}).listen(Number(process.argv[2]), "127.0.0.1");
