// `npm run demo`: the whole line in one go. From the spec to three packages, a mock server, a client, and a signed delivery.
import { createServer } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, root } from "./setup.mjs";
import { tasks } from "./tasks.mjs";

const load = (name, entry = "index.js") =>
  import(pathToFileURL(path.join(root, "packages", name, "dist", entry)).href);
const say = (text) => console.log(`   ${text}`);

/** Runs one step of the story; a step that fails is named and ends the demo. */
async function step(title, act) {
  console.log(`\n▸ ${title}`);
  const started = performance.now();
  try {
    const result = await act();
    say(`(${Math.round(performance.now() - started)} ms)`);
    return result;
  } catch (error) {
    console.error(
      `\ndemo: failed at "${title}"\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    // Open sockets would keep the process alive.
    process.exit(1);
  }
}

function expect(what, holds) {
  if (!holds) throw new Error(`Expected ${what}.`);
}

function mustSucceed(status) {
  if (status !== 0) throw new Error(`The command ended with exit code ${status}; see above.`);
}

/** A server on this machine that hands each body it receives to `onBody` and answers 204. */
async function startReceiver(onBody) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      onBody(Buffer.concat(chunks));
      response.writeHead(204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/hooks/contacts`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

await step("Install the dependencies", () => ensureInstalled());
await step("Generate three packages from specs/webhook.yaml", () => mustSucceed(tasks.generate([])));
await step("Build them and the runtimes they share", () => mustSucceed(tasks.build()));

const { createMockServer } = await load("webhook-mock-server");
const { createWebhookClient, unwrap } = await load("webhook-client");
const { verifyDelivery, DeliveryVerificationError } = await load("webhook-client", "receiver.js");

const bodies = [];
const mock = createMockServer();
const receiver = await step("Start the mock server and a receiver", async () => {
  await mock.listen({ port: 0 });
  const started = await startReceiver((body) => bodies.push(body));
  say(`mock      ${mock.url}`);
  say(`receiver  ${started.url}`);
  return started;
});
const client = createWebhookClient({ apiKey: "test", baseUrl: mock.url });

const webhook = await step("Create a webhook with the client", async () => {
  const created = unwrap(
    await client.create({
      body: {
        connection_id: "connection_1",
        object_type: "crm_contact",
        event: "updated",
        hook_url: receiver.url,
      },
    }),
  );
  say(
    `id ${created.id}, ${created.object_type} ${created.events.join("+")}, every ${created.interval} minutes, ${created.webhook_type}`,
  );
  return created;
});

await step("A contact changes: the mock POSTs a signed delivery", async () => {
  const reports = await mock.emit({
    connection_id: "connection_1",
    object_type: "crm_contact",
    event: "updated",
    data: { id: "contact_1", name: "Zoë Ångström" },
  });
  const [report] = reports;
  expect(
    "one delivery, answered 204",
    reports.length === 1 && report.ok && report.status === 204 && bodies.length === 1,
  );
  say(`${report.kind} delivery ${report.id}, answered ${report.status} in ${report.ms} ms`);
});

await step("The receiver verifies it over the raw bytes", async () => {
  const delivery = await verifyDelivery(bodies[0], { secret: mock.secret, requireSig256: true });
  expect("the delivery of our webhook", delivery.webhook.id === webhook.id);
  say(`sig256 ${delivery.sig256}`);
  say(`data   ${JSON.stringify(delivery.data)}`);
});

await step("A tampered copy is refused", async () => {
  const tampered = bodies[0].toString("utf8").replace("contact_1", "contact_2");
  const refusal = await verifyDelivery(tampered, { secret: mock.secret }).then(
    () => undefined,
    (error) => error,
  );
  expect("a refusal of the tampered delivery", refusal instanceof DeliveryVerificationError);
  say(`${refusal.reason}: ${refusal.message}`);
});

await step("Update the webhook: what it received back is a valid body", async () => {
  const updated = unwrap(await client.update({ id: webhook.id, body: { ...webhook, interval: 15 } }));
  expect("the new interval", updated.interval === 15);
  say(`interval ${webhook.interval} → ${updated.interval}`);
});

await step("Remove it", async () => {
  unwrap(await client.remove({ id: webhook.id }));
  const gone = await client.get({ id: webhook.id });
  expect("404 for a removed webhook", !gone.ok && gone.status === 404);
  say(`GET now answers ${gone.status} ${gone.error.title}`);
});

await mock.close();
await receiver.close();
console.log("\ndemo: ok");
