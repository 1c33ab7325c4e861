import { describe, expect, test } from "vitest";
import { manualClock, newWebhook, startMock, startReceiver, type Started } from "./harness.js";
import { webhookDefinition, type WebhookChange } from "./webhook-definition.js";

const path = "/unified/webhook";
type Call = Started<WebhookChange>["call"];

async function created(call: Call, rest: object = {}) {
  const { body } = await call("POST", path, newWebhook(rest));
  return body as Record<string, unknown> & { id: string };
}

function pointers(body: { errors: { pointer: string }[] }): string[] {
  return body.errors.map(({ pointer }) => pointer).sort();
}

describe("rule 7: requests", () => {
  test("a body that reads but does not fit is a 422 with every error, its place, and what is accepted", async () => {
    const { call } = await startMock();
    const { status, headers, body } = await call("POST", path, {
      connection_id: 7,
      object_type: "crm_boat",
      interval: 0,
      events: ["updated", "sunk"],
    });
    expect(status).toBe(422);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body).toMatchObject({
      type: "about:blank",
      title: "Unprocessable Content",
      status: 422,
      instance: path,
    });
    expect(pointers(body)).toEqual(["/connection_id", "/events/1", "/hook_url", "/interval", "/object_type"]);
    expect(body.errors).toContainEqual({
      pointer: "/object_type",
      code: "enum",
      detail: 'Expected one of "crm_contact", "crm_deal", "ats_job"; got "crm_boat".',
    });
  });

  test("neither of two alternatives is one error that names both", async () => {
    const { call } = await startMock();
    const { body } = await call("POST", path, newWebhook({ event: undefined }));
    expect(body.errors).toEqual([
      { pointer: "", code: "required", detail: 'One of these members is required: "event", "events".' },
    ]);
  });

  test("lenient lets unknown enum values through, and nothing else", async () => {
    const { call } = await startMock({ lenient: true });
    const accepted = await call("POST", path, newWebhook({ object_type: "crm_boat", event: "deleted" }));
    expect(accepted.body).toMatchObject({ object_type: "crm_boat", event: "deleted", events: ["deleted"] });
    const refused = await call("POST", path, newWebhook({ object_type: "crm_boat", interval: "soon" }));
    expect(pointers(refused.body)).toEqual(["/interval"]);
  });

  test("read-only and unknown members are ignored without validation", async () => {
    const { call } = await startMock();
    const { status, body } = await call(
      "POST",
      path,
      newWebhook({ id: 5, created_at: [], environment: 1, shoe: "left" }),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{24}$/), environment: "Production" });
    expect(body).not.toHaveProperty("shoe");
  });

  test("sending back what was read changes only updated_at", async () => {
    const clock = manualClock();
    const { call } = await startMock({ clock });
    const before = await created(call, { fields: "name", include_raw: true, subscriptions: ["s1"] });
    clock.advance(60_000);
    const { body } = await call("PUT", `${path}/${before.id}`, before);
    expect(body).toEqual({ ...before, updated_at: "2024-03-01T12:01:00Z" });
  });

  test("a bad parameter is a 400 that points at it", async () => {
    const { call } = await startMock();
    const { status, body } = await call("GET", `${path}?limit=many&sort=colour&created_lte=tomorrow`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { pointer: "/query/limit", code: "type", detail: 'Expected number, got "many".' },
      {
        pointer: "/query/created_lte",
        code: "format",
        detail: 'Expected the format date-time, got "tomorrow".',
      },
      {
        pointer: "/query/sort",
        code: "enum",
        detail: 'Expected one of "name", "updated_at", "created_at"; got "colour".',
      },
    ]);
  });
});

describe("rule 8: PUT, PATCH and unsetting", () => {
  test("PUT puts absent writable fields back to their defaults, but not those written once", async () => {
    const { call } = await startMock();
    const { id } = await created(call, { interval: 5, fields: "name", webhook_type: "native" });
    const { body } = await call("PUT", `${path}/${id}`, {
      event: "created",
      hook_url: "http://127.0.0.1:9/new",
    });
    expect(body).toMatchObject({
      interval: 60,
      webhook_type: "virtual",
      connection_id: "c1",
      events: ["created"],
    });
    expect(body).not.toHaveProperty("fields");
  });

  test("PATCH keeps what it does not name, null unsets, a required member cannot be unset", async () => {
    const { call } = await startMock();
    const before = await created(call, { fields: "name", include_raw: true, interval: 5 });
    const { body } = await call("PATCH", `${path}/${before.id}`, { include_raw: null, interval: null });
    expect(body).toMatchObject({ fields: "name", interval: 60 });
    expect(body).not.toHaveProperty("include_raw");
    const refused = await call("PATCH", `${path}/${before.id}`, { hook_url: null });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0]).toEqual({
      pointer: "/hook_url",
      code: "type",
      detail: "Expected string, got null.",
    });
  });

  test.each([
    ["null", null],
    ["the empty text", ""],
  ])("%s leaves an optional string unset at create", async (_name, value) => {
    const { call } = await startMock();
    const { status, text } = await call("POST", path, newWebhook({ fields: value, webhook_type: value }));
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ webhook_type: "virtual" });
    expect(text).not.toContain("null");
    expect(JSON.parse(text)).not.toHaveProperty("fields");
  });

  test.each(["PUT", "PATCH"])(
    "%s with another connection or type is a 422, with the same it is fine",
    async (method) => {
      const { call } = await startMock();
      const { id } = await created(call);
      const same = await call(method, `${path}/${id}`, newWebhook());
      expect(same.status).toBe(200);
      const other = await call(
        method,
        `${path}/${id}`,
        newWebhook({ connection_id: "c2", object_type: "ats_job" }),
      );
      expect(other.status).toBe(422);
      expect(pointers(other.body)).toEqual(["/connection_id", "/object_type"]);
      expect(other.body.errors[0].detail).toBe(
        'It is "c1" and cannot change, got "c2". Send the same value or leave it out.',
      );
      expect((await call("GET", `${path}/${id}`)).body.connection_id).toBe("c1");
    },
  );
});

describe("rule 9: event and events", () => {
  test.each([
    ["only event", { event: "created" }, "created", ["created"]],
    [
      "only events",
      { event: undefined, events: ["created", "updated", "created"] },
      "created",
      ["created", "updated"],
    ],
    [
      "both, agreeing",
      { event: "updated", events: ["created", "updated"] },
      "updated",
      ["created", "updated"],
    ],
  ])("create with %s", async (_name, sent, event, events) => {
    const { call } = await startMock();
    expect(await created(call, sent)).toMatchObject({ event, events, interval: 60, webhook_type: "virtual" });
  });

  test.each([
    ["event changes", { event: "created" }, "created", ["created"]],
    ["events change", { events: ["created", "updated"] }, "created", ["created", "updated"]],
    [
      "event changes, events are sent as stored",
      { event: "created", events: ["updated"] },
      "created",
      ["created"],
    ],
    [
      "events change, event is sent as stored",
      { event: "updated", events: ["created"] },
      "created",
      ["created"],
    ],
    [
      "both change and agree",
      { event: "created", events: ["created", "updated"] },
      "created",
      ["created", "updated"],
    ],
    ["nothing changes", { event: "updated", events: ["updated"] }, "updated", ["updated"]],
  ])("PATCH of [updated]: %s", async (_name, sent, event, events) => {
    const { call } = await startMock();
    const { id } = await created(call);
    expect((await call("PATCH", `${path}/${id}`, sent)).body).toMatchObject({ event, events });
  });

  test("an empty list and two that disagree are refused", async () => {
    const { call } = await startMock();
    const empty = await call("POST", path, newWebhook({ event: undefined, events: [] }));
    expect(empty.body.errors).toEqual([
      { pointer: "/events", code: "minItems", detail: "Expected at least 1 event, got []." },
    ]);
    const apart = await call("POST", path, newWebhook({ event: "created", events: ["updated"] }));
    expect(apart.status).toBe(422);
    expect(apart.body.errors[0]).toMatchObject({ pointer: "/event", code: "disagrees" });
  });

  test("create by connection: path and query fill the item, without events all are wanted", async () => {
    const { call } = await startMock();
    const hook = { hook_url: "http://127.0.0.1:9/hook" };
    const all = await call("POST", `${path}/c%2F9/crm_deal`, hook);
    expect(all.body).toMatchObject({
      connection_id: "c/9",
      object_type: "crm_deal",
      event: "updated",
      events: ["updated", "created"],
    });
    const one = await call("POST", `${path}/c9/crm_deal?events=created`, hook);
    expect(one.body).toMatchObject({ event: "created", events: ["created"] });
  });

  test("a type in the path that the field does not know is a 400: the URL is at fault", async () => {
    const { call } = await startMock();
    const { status, body } = await call("POST", `${path}/c9/crm_boat`, {
      hook_url: "http://127.0.0.1:9/hook",
    });
    expect(status).toBe(400);
    expect(pointers(body)).toEqual(["/path/object"]);
  });
});

describe("rule 10: interval and runs", () => {
  test("an interval below 1 is refused", async () => {
    const { call } = await startMock();
    const { status, body } = await call("POST", path, newWebhook({ interval: 0.5 }));
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { pointer: "/interval", code: "minimum", detail: "Expected a number >= 1, got 0.5." },
    ]);
  });

  test("a run moves checked_at and runs, never updated_at", async () => {
    const clock = manualClock();
    const { call } = await startMock({ clock });
    const before = await created(call);
    for (let run = 0; run < 22; run++) {
      clock.advance(1000);
      const { status, text } = await call(run % 2 === 0 ? "PUT" : "PATCH", `${path}/${before.id}/trigger`);
      expect([status, text]).toEqual([200, ""]);
    }
    const { body } = await call("GET", `${path}/${before.id}`);
    expect(body).toMatchObject({ checked_at: "2024-03-01T12:00:22Z", updated_at: before["updated_at"] });
    expect(body.runs).toHaveLength(20);
    expect([body.runs[0], body.runs[19]]).toEqual(["2024-03-01T12:00:03Z", "2024-03-01T12:00:22Z"]);
  });
});

test("rule 11: a second DELETE is a 404", async () => {
  const { call } = await startMock();
  const { id } = await created(call);
  const first = await call("DELETE", `${path}/${id}`);
  expect([first.status, first.text]).toEqual([200, ""]);
  const second = await call("DELETE", `${path}/${id}`);
  expect(second.status).toBe(404);
  expect(second.body.detail).toBe(`There is no Webhook "${id}". List them to see which there are.`);
});

describe("rule 12: listing", () => {
  async function threeWebhooks(call: Call, clock: ReturnType<typeof manualClock>) {
    const urls = ["b", "c", "a"].map((name) => `http://127.0.0.1:9/${name}`);
    for (const [at, hook_url] of urls.entries()) {
      await created(call, { hook_url, connection_id: `c${at}` });
      clock.advance(300);
    }
  }
  const names = (body: { hook_url: string }[]) => body.map(({ hook_url }) => hook_url.slice(-1)).join("");

  test.each([
    ["", "bca"],
    ["?order=desc", "acb"],
    ["?sort=name", "abc"],
    ["?sort=name&order=desc", "cba"],
    ["?sort=created_at&order=desc", "acb"],
    ["?limit=2", "bc"],
    ["?limit=2&offset=2", "a"],
    ["?offset=9", ""],
    ["?connection_id=c1", "c"],
    ["?object=ats_job", ""],
    ["?updated_gte=2024-03-01T13:00:01%2B01:00", "a"],
    ["?created_lte=2024-03-01T12:00:00Z", "bc"],
  ])("%s of three made within two seconds", async (query, wanted) => {
    // 12:00:00.450, .750 and 12:00:01.050: two share a second, so only their creation tells them apart.
    const clock = manualClock(Date.parse("2024-03-01T12:00:00.450Z"));
    const { call } = await startMock({ clock });
    await threeWebhooks(call, clock);
    expect(names((await call("GET", path + query)).body)).toBe(wanted);
  });

  test("a limit above the most is a 400", async () => {
    const { call } = await startMock();
    expect((await call("GET", `${path}?limit=101`)).body.errors).toEqual([
      { pointer: "/query/limit", code: "maximum", detail: "Expected a number <= 100, got 101." },
    ]);
  });
});

describe("rule 16: trigger", () => {
  test.each(["native", "none"])("%s has nothing to poll: 422", async (webhook_type) => {
    const { call } = await startMock();
    const { id } = await created(call, { webhook_type });
    const { status, body } = await call("PUT", `${path}/${id}/trigger`);
    expect(status).toBe(422);
    expect(body.detail).toBe(
      `This webhook cannot be run on demand: its webhook_type is "${webhook_type}", and only "virtual" is polled.`,
    );
    expect(body.errors[0].detail).toBe(
      `Expected "virtual" to run it on demand, got "${webhook_type}": there is nothing to poll.`,
    );
    expect((await call("GET", `${path}/${id}`)).body).not.toHaveProperty("runs");
  });

  test("after a run the fields still stand in the order of the spec, in answers and deliveries", async () => {
    const { url, received } = await startReceiver();
    const { mock, call } = await startMock();
    const { id } = await created(call, { hook_url: url, event: "created" });
    await mock.connection("c1").upsert("crm_contact", { id: "1" });
    await call("PUT", `${path}/${id}/trigger`);
    await mock.idle();
    const [listed] = (await call("GET", path)).body;
    const { webhook } = JSON.parse(received[0]?.text ?? "");
    for (const item of [(await call("GET", `${path}/${id}`)).body, listed, webhook]) {
      expect(item).toMatchObject({ checked_at: expect.any(String), runs: [expect.any(String)] });
      const inOrder = Object.keys(webhookDefinition.resources["Webhook"]?.fields ?? {});
      expect(Object.keys(item)).toEqual(inOrder.filter((name) => name in item));
    }
  });
});
