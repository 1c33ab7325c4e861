import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { createReceiver, toFastifyPlugin, toNodeHandler } from "@hookspec/webhook-client/receiver";
import express, { type RequestHandler } from "express";
import fastify from "fastify";
import { Hono } from "hono";

export const secret = "whsec_receivers";
/** One unguessable path, known to be for contacts. */
export const path = "/hooks/7c9e6679";

/** A receiver as a user would write it, and the nonces that its handler got. */
export function contactReceiver() {
  const handled: string[] = [];
  const outcomes: string[] = [];
  const receiver = createReceiver({
    secrets: secret,
    subscriptions: { [path]: { object_type: "crm_contact", event: "updated" } },
    onOutcome: ({ outcome }) => outcomes.push(outcome),
  }).on("crm_contact.updated", ({ delivery }) => void handled.push(delivery.nonce));
  return { receiver, handled, outcomes };
}

type Contacts = ReturnType<typeof contactReceiver>;

/** Takes what is to be done when the test is over: that of a test's context, since several run at once. */
export type AfterTest = (close: () => Promise<void>) => void;

/** A server that is gone after the test. */
async function listen(server: Server, afterTest: AfterTest): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterTest(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves a Fetch API handler, as adapters of fetch frameworks for Node do. */
function serveFetch(fetch: (request: Request) => Response | Promise<Response>): RequestListener {
  return async (incoming, outgoing) => {
    const bodyless = incoming.method === "GET" || incoming.method === "HEAD";
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers: Object.entries(incoming.headers).map(
        ([name, value]) => [name, String(value)] as [string, string],
      ),
      body: bodyless ? null : (Readable.toWeb(incoming) as ReadableStream),
      duplex: "half",
    } as RequestInit);
    const response = await fetch(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
    incoming.resume();
  };
}

export async function onExpress(
  { receiver, handled }: Contacts,
  afterTest: AfterTest,
  ...before: RequestHandler[]
): Promise<string> {
  const app = express();
  app.get("/handled", (_request, response) => void response.json(handled));
  for (const handler of before) app.use(handler);
  app.all(path, toNodeHandler(receiver));
  return listen(createServer(app), afterTest);
}

/** Each way to put a receiver behind a port; `/handled` tells the nonces of the deliveries that were handled. */
export const servers: Readonly<
  Record<string, (contacts: Contacts, afterTest: AfterTest) => Promise<string>>
> = {
  "node:http": ({ receiver, handled }, afterTest) => {
    const handle = toNodeHandler(receiver);
    return listen(
      createServer((request, response) =>
        request.url === "/handled" ? response.end(JSON.stringify(handled)) : handle(request, response),
      ),
      afterTest,
    );
  },
  "Fetch API": ({ receiver, handled }, afterTest) =>
    listen(
      createServer(
        serveFetch((request) =>
          new URL(request.url).pathname === "/handled" ? Response.json(handled) : receiver.fetch(request),
        ),
      ),
      afterTest,
    ),
  Hono: ({ receiver, handled }, afterTest) => {
    const app = new Hono();
    app.get("/handled", (context) => context.json(handled));
    app.all(path, (context) => receiver.fetch(context.req.raw));
    return listen(createServer(serveFetch((request) => app.fetch(request))), afterTest);
  },
  Express: (contacts, afterTest) => onExpress(contacts, afterTest),
  "Express, after express.json that keeps the bytes": (contacts, afterTest) =>
    onExpress(
      contacts,
      afterTest,
      express.json({
        limit: "5mb",
        verify: (request, _response, bytes) => void Object.assign(request, { rawBody: bytes }),
      }),
    ),
  "Express, after express.raw": (contacts, afterTest) =>
    onExpress(contacts, afterTest, express.raw({ type: "*/*", limit: "5mb" })),
  Fastify: async ({ receiver, handled }, afterTest) => {
    const app = fastify();
    afterTest(() => app.close());
    // The app's own parsers stand around the plugin, and are not asked.
    app.addContentTypeParser("text/plain", { parseAs: "string" }, (_request, body, done) => done(null, body));
    app.get("/handled", () => handled);
    await app.register(toFastifyPlugin(receiver, path));
    return app.listen({ host: "127.0.0.1", port: 0 });
  },
};
