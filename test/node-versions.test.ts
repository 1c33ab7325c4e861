import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { linkPackages, temporaryFolder } from "./support/folders.js";
import { inRoot } from "./support/repository.js";
import { mustRun } from "./support/run.js";

// What the runtimes ask of the platform, once round: fetch, streams, timers, WebCrypto and node:crypto, sockets.
const program = `
import { createWebhookClient, NotFoundError } from "@hookspec/webhook-client";
import { createReceiver, toNodeHandler } from "@hookspec/webhook-client/receiver";
import { createMockServer } from "@hookspec/webhook-mock-server";
import { createServer } from "node:http";

const mock = createMockServer({ clock: "virtual" });
const events = [];
const receiver = createReceiver({
  secrets: mock.secret,
  subscriptions: { "/hooks": { object_type: "crm_contact", event: "created" } },
}).on("*", ({ data }) => events.push(data[0].name));
const server = createServer(toNodeHandler(receiver));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const client = createWebhookClient({ apiKey: "test", baseUrl: await mock.listen() });
const hook_url = "http://127.0.0.1:" + server.address().port + "/hooks";
const body = { connection_id: "c1", object_type: "crm_contact", event: "created", hook_url };
const { id } = await client.orThrow.create({ body });
await mock.connection("c1").upsert("crm_contact", { id: "1", name: "Zoë" });
await mock.clock.advance("1h");
const listed = [];
for await (const one of client.list.all()) listed.push(one.id);
const missing = await client.orThrow.get({ id: "none" }).catch((error) => error);
const late = await client.get({ id }, { timeout: 0 }).catch((error) => error.name);
console.log(JSON.stringify({
  node: process.version, events, listed: listed.length === 1 && listed[0] === id, late,
  missing: missing instanceof NotFoundError && missing.status, delivered: mock.deliveries.at(-1)?.status,
}));
await mock.close();
server.close();
`;

describe.each(["22", "24"])("Node %s", (major) => {
  const node = inRoot("test", "node-versions", "node_modules", `node-${major}`, "bin", "node");

  test.skipIf(!existsSync(node))("client, receiver and mock work with each other", async () => {
    const folder = temporaryFolder();
    linkPackages(folder);
    const file = path.join(folder, "app.mjs");
    writeFileSync(file, program);
    const { node: version, ...found } = JSON.parse(await mustRun(node, [file], { cwd: folder })) as {
      node: string;
    };
    expect(version).toMatch(new RegExp(`^v${major}\\.`));
    expect(found).toEqual({
      events: ["Zoë"],
      listed: true,
      late: "TimeoutError",
      missing: 404,
      delivered: "delivered",
    });
  });
});
