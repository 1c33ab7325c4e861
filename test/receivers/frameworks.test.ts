import { request } from "node:http";
import { signDelivery } from "@hookspec/webhook-client/receiver";
import express from "express";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import { contactReceiver, onExpress, path, secret, servers } from "./servers.js";

const data = [{ id: "1", name: "Zoë" }];
const webhook = { object_type: "crm_contact", event: "updated" } as never;

async function post(origin: string, body?: string, headers: Record<string, string> = {}) {
  const signed = await signDelivery({ data, webhook, nonce: "n-1" }, { secret });
  const response = await fetch(origin + path, {
    method: "POST",
    ...signed,
    ...(body === undefined ? {} : { body }),
    headers: { ...signed.headers, ...headers },
  });
  const text = await response.text();
  return { status: response.status, text };
}

describe.each(Object.entries(servers))("%s", (name, start) => {
  test("takes a delivery, knows its copy, refuses a forgery", async () => {
    const contacts = contactReceiver();
    const origin = await start(contacts, onTestFinished);
    expect(await post(origin)).toEqual({ status: 200, text: "" });
    expect(await post(origin)).toEqual({ status: 200, text: "" });
    const forged = await signDelivery({ data, webhook }, { secret: "other" });
    expect((await post(origin, forged.body)).status).toBe(401);
    expect(contacts.handled).toEqual(["n-1"]);
    expect(contacts.outcomes).toEqual(["handled", "duplicate", "mismatch"]);
  });

  // A parser before the receiver has a limit of its own, and answers when the last byte has come.
  test.skipIf(name.includes("after"))(
    "refuses a body above the limit while it arrives, and goes on",
    async () => {
      const contacts = contactReceiver();
      const origin = await start(contacts, onTestFinished);
      // Node's client, since fetch gives up where an answer comes before the body is sent.
      const status = await new Promise((resolve, reject) => {
        const sending = request(origin + path, {
          method: "POST",
          headers: { "content-type": "application/json" },
        });
        sending.on("response", (response) => {
          resolve(response.statusCode);
          sending.destroy();
        });
        sending.on("error", reject);
        const more = () => {
          while (!sending.destroyed && sending.write("x".repeat(65_536)));
          sending.once("drain", more);
        };
        more();
      });
      expect(status).toBe(413);
      expect((await post(origin)).status).toBe(200);
    },
  );
});

describe("a parser that leaves only its parse is refused, with what to do about it", () => {
  test("express.json", async () => {
    const contacts = contactReceiver();
    const origin = await onExpress(contacts, onTestFinished, express.json());
    const { status, text } = await post(origin);
    expect(status).toBe(500);
    expect((JSON.parse(text) as { detail: string }).detail).toBe(
      "body_already_parsed: A body parser has read the body, and a signature covers its bytes. Put the receiver before the parser; or have that keep them: express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes; } }), " +
        'or express.raw({ type: "*/*" }) on this route.',
    );
    expect(contacts.outcomes).toEqual(["body_already_parsed"]);
  });

  test("Hono's c.req.json()", async () => {
    const { receiver, outcomes } = contactReceiver();
    const app = new Hono();
    app.use(async (context, next) => {
      await context.req.json();
      await next();
    });
    app.post(path, (context) => receiver.fetch(context.req.raw));
    const signed = await signDelivery({ data, webhook }, { secret });
    const response = await app.request(path, { method: "POST", ...signed });
    expect([response.status, outcomes]).toEqual([500, ["body_already_parsed"]]);
  });
});

test("express.json that skips a type, express.text and a router's shorter URL are no obstacle", async () => {
  const contacts = contactReceiver();
  const origin = await onExpress(
    contacts,
    onTestFinished,
    express.json(),
    express.text({ type: "text/csv" }),
  );
  expect((await post(origin, undefined, { "content-type": "text/plain" })).status).toBe(200);
  expect((await post(origin, undefined, { "content-type": "text/csv" })).status).toBe(200);
  expect(contacts.outcomes).toEqual(["handled", "duplicate"]);
});
