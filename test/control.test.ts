import { readFileSync } from "node:fs";
import { createMockServer, type WebhookMockServer } from "@hookspec/webhook-mock-server";
import ajvFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { standingClock } from "./support/mock.js";
import { answer, startReceiver } from "./support/receiver.js";
import { inRoot } from "./support/repository.js";

interface Media {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
  readonly $ref?: string;
}

interface Operation {
  readonly operationId: string;
  readonly "x-hookspec-method": string;
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media>>;
}

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const document: Document = closed(parse(readFileSync(inRoot("specs", "control.yaml"), "utf8")));

/** The document, whose objects have the members that it names and no others: what it forgets would go unseen. */
function closed<T>(node: T): T {
  if (typeof node !== "object" || node === null) return node;
  for (const value of Object.values(node)) closed(value);
  if ("properties" in node && !("additionalProperties" in node))
    Object.assign(node, { additionalProperties: false });
  return node;
}
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  ["get", "put", "post", "delete"].flatMap((method) => {
    const operation = item[method];
    return operation === undefined ? [] : [{ ...operation, method: method.toUpperCase(), path }];
  }),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
ajv.addSchema(document, "control");

/** What does not fit the schema at a place in the document. */
function faultsAt(pointer: string, value: unknown): unknown {
  const validate = ajv.getSchema(`control#${pointer}`);
  if (validate === undefined) throw new Error(`specs/control.yaml has nothing at ${pointer}.`);
  return validate(value) === true ? [] : validate.errors;
}

const token = (name: string) => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));

async function startMock(): Promise<WebhookMockServer> {
  const mock = createMockServer({ ...standingClock, seed: 1 });
  onTestFinished(() => mock.close());
  await mock.listen();
  return mock;
}

/** Calls one operation and holds what is sent and answered against the document. Events are not waited for. */
async function call(mock: WebhookMockServer, id: string, below: string, body: unknown, status: number) {
  const operation = operations.find(({ operationId }) => operationId === id);
  if (operation === undefined) throw new Error(`specs/control.yaml has no operation ${id}.`);
  const { method, path, requestBody, responses } = operation;
  const response = await fetch(mock.url + below, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": typeOf(body) },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  });
  if (id === "streamEvents") await response.body?.cancel();
  const text = id === "streamEvents" ? "" : await response.text();
  expect([id, response.status, response.status === status ? "" : text]).toEqual([id, status, ""]);

  const at = `/paths/${token(path)}/${method.toLowerCase()}`;
  if (requestBody !== undefined && status < 400)
    expect(faultsAt(`${at}/requestBody/content/${token(typeOf(body))}/schema`, body)).toEqual([]);
  const documented = responses[status];
  if (documented === undefined)
    throw new Error(`specs/control.yaml does not say that ${id} answers ${status}.`);
  const type = response.headers.get("content-type");
  if (status >= 400) {
    expect([type, faultsAt("/components/schemas/Problem", JSON.parse(text))]).toEqual([
      "application/problem+json",
      [],
    ]);
  } else if (type === "application/json") {
    const value: unknown = JSON.parse(text);
    expect([id, faultsAt(`${at}/responses/${status}/content/${token(type)}/schema`, value)]).toEqual([
      id,
      [],
    ]);
    return value;
  } else {
    expect(Object.keys(documented.content ?? {})).toEqual(type === null ? [] : [type]);
    return text;
  }
  return undefined;
}

/** Text is taken for lines. */
function typeOf(body: unknown): string {
  return typeof body === "string" ? "application/jsonl" : "application/json";
}

test("the operations of specs/control.yaml are those that a mock routes, no more and no fewer", async () => {
  const mock = await startMock();
  const info = (await call(mock, "getInfo", "/_hookspec/info", undefined, 200)) as {
    readonly operations: unknown[];
  };
  const documented = operations.map(({ operationId: id, method, path }) => ({ id, method, path }));
  const byId = (one: unknown, other: unknown) => JSON.stringify(one).localeCompare(JSON.stringify(other));
  expect(info.operations.toSorted(byId)).toEqual(documented.toSorted(byId));
  const names = operations.map((operation) => operation["x-hookspec-method"]);
  expect(new Set(names).size).toBe(operations.length);
});

test("each operation takes and gives what specs/control.yaml says", async () => {
  const mock = await startMock();
  const { url } = await startReceiver();
  const failing = await startReceiver(answer.status(500));
  const key = { authorization: "bearer k", "content-type": "application/json" };
  const create = (hook_url: string) =>
    mock.fetch("/unified/webhook", {
      method: "POST",
      headers: key,
      body: JSON.stringify({ connection_id: "c1", object_type: "crm_contact", event: "created", hook_url }),
    });
  await create(url);
  await create(failing.url);
  const subscription = mock.subscriptions[1]?.id ?? "";
  const base = "/_hookspec";
  const objects = `${base}/connections/c1/objects/crm_contact`;
  const change = { source: "c1", objectType: "crm_contact", event: "created", data: [{ id: "9" }] };
  const delivery = (index: number) => mock.deliveries.at(index)?.id ?? "";
  const pending = () => mock.deliveries.filter({ status: "pending" })[0]?.id ?? "";

  const called = new Set<string>();
  const calls: [id: string, below: string | (() => string), body: unknown, status: number][] = [
    ["getHealth", "/health", undefined, 200],
    ["getInfo", "/info", undefined, 200],
    [
      "createNamespace",
      "/namespaces",
      { name: "a", apiKeys: ["ka"], clock: "virtual", now: "2025-01-01" },
      201,
    ],
    ["createNamespace", "/namespaces", { name: "a" }, 409],
    ["createNamespace", "/namespaces", {}, 422],
    ["listNamespaces", "/namespaces", undefined, 200],
    ["deleteNamespace", "/namespaces/a", undefined, 204],
    ["deleteNamespace", "/namespaces/a", undefined, 404],
    ["emit", "/emit", change, 200],
    ["cancelDelivery", () => `/deliveries/${pending()}/cancel`, undefined, 200],
    ["createConnection", "/connections/c2", undefined, 200],
    ["upsertObject", objects, { id: "1", name: "Ada" }, 200],
    ["loadObjects", objects, [{ id: "1" }, { id: "2" }], 200],
    ["loadObjects", objects, [{}], 422],
    ["listObjects", objects, undefined, 200],
    ["removeObject", `${objects}/2`, undefined, 204],
    ["removeObject", `${objects}/2`, undefined, 404],
    ["listConnections", "/connections", undefined, 200],
    ["deleteConnection", "/connections/c2", undefined, 204],
    ["getClock", "/clock", undefined, 200],
    ["advanceClock", "/clock/advance", { next: true }, 200],
    ["advanceClock", "/clock/advance", { by: 1000 }, 200],
    ["advanceClock", "/clock/advance", { untilIdle: true, max: 1 }, 409],
    ["advanceClock", "/clock/advance", { to: "2020-01-01" }, 422],
    ["listSubscriptions", "/subscriptions", undefined, 200],
    ["getSubscription", `/subscriptions/${subscription}`, undefined, 200],
    ["advanceClock", "/clock/advance", { untilIdle: true }, 200],
    ["getSubscription", `/subscriptions/${subscription}`, undefined, 200],
    ["resumeSubscription", `/subscriptions/${subscription}/resume`, undefined, 200],
    ["advanceClock", "/clock/advance", { untilIdle: true }, 200],
    ["advanceClock", "/clock/advance", { by: "8d" }, 200],
    ["resumeSubscription", `/subscriptions/${subscription}/resume`, undefined, 409],
    ["listDeliveries", "/deliveries?status=failed&limit=5", undefined, 200],
    ["getDelivery", () => `/deliveries/${delivery(0)}`, undefined, 200],
    ["getDelivery", "/deliveries/none", undefined, 404],
    ["resendDelivery", () => `/deliveries/${delivery(0)}/resend`, undefined, 200],
    ["cancelDelivery", () => `/deliveries/${delivery(0)}/cancel`, undefined, 409],
    ["sendDelivery", "/deliveries", { url, data: [{ id: "3" }], replace: { text: "3", by: "4" } }, 201],
    ["emit", "/emit", change, 200],
    ["emit", "/emit", { ...change, event: "burnt" }, 422],
    ["addFault", "/faults", { status: 503, times: 1 }, 201],
    ["addFault", "/faults", { on: "delivery", reset: true, times: 1 }, 201],
    ["resendDelivery", () => `/deliveries/${delivery(0)}/resend`, undefined, 200],
    [
      "addFault",
      "/faults",
      { on: "delivery", latency: "1s", rateLimit: { retryAfter: 1 }, problem: "busy" },
      201,
    ],
    ["emit", "/emit", change, 200],
    ["getDelivery", () => `/deliveries/${delivery(-1)}`, undefined, 200],
    ["listFaults", "/faults", undefined, 200],
    ["removeFault", "/faults/fault-1", undefined, 204],
    ["clearFaults", "/faults", undefined, 204],
    ["listRequests", "/requests?method=POST", undefined, 200],
    ["listRequests", "/requests?verb=POST", undefined, 400],
    ["clearRequests", "/requests", undefined, 204],
    ["streamEvents", "/events", undefined, 200],
    ["reset", "/reset", undefined, 204],
    ["restoreSnapshot", "/snapshot", {}, 422],
  ];
  for (const [id, below, body, status] of calls) {
    const path = typeof below === "string" ? below : below();
    await call(mock, id, path.startsWith(base) ? path : base + path, body, status);
    called.add(id);
  }
  const saved = await call(mock, "getSnapshot", `${base}/snapshot`, undefined, 200);
  await call(mock, "restoreSnapshot", `${base}/snapshot`, saved, 204);

  const lines = await call(mock, "exportState", `${base}/export`, undefined, 200);
  await call(mock, "importState", `${base}/import`, lines, 204);
  await call(mock, "importState", `${base}/import`, `${String(lines)}{}\n`, 422);

  const documented = operations.map(({ operationId }) => operationId);
  expect([...called, "getSnapshot", "exportState", "importState"].toSorted()).toEqual(documented.toSorted());
});
