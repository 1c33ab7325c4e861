import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folders.js";
import { startMockCommand, type RunningMock } from "./support/mock-command.js";
import { answer, startReceiver } from "./support/receiver.js";

const api = "/unified/webhook";
const control = "/_hookspec";
const newFile = () => path.join(temporaryFolder(), "state.jsonl");

/** Numbers from 0 to `below`, the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One that keeps asking for changes of what is its alone, and notes what was acknowledged. */
class Client {
  /** Webhooks by id, objects by id: what they are, undefined for gone. */
  readonly known = new Map<string, unknown>();
  /** What was asked for and not answered: it may have happened, as a whole, or not at all. */
  asked: { readonly key: string | undefined; readonly value: unknown } | undefined;
  #made = 0;

  constructor(
    readonly name: string,
    readonly random: (below: number) => number,
  ) {}

  /** Until the mock is gone. */
  async run(mock: RunningMock, onDone: () => void): Promise<void> {
    for (;;) {
      try {
        await this.#step(mock);
      } catch (error) {
        if (error instanceof TypeError) return;
        throw error;
      }
      this.asked = undefined;
      onDone();
    }
  }

  async #step(mock: RunningMock): Promise<void> {
    const webhooks = [...this.known.keys()].filter(
      (key) => key.startsWith("webhook ") && this.known.get(key),
    );
    const which = webhooks[this.random(webhooks.length)];
    const act = this.random(5);
    if (act === 0 || which === undefined) {
      const hook_url = `http://127.0.0.1:9/${this.name}/${(this.#made += 1)}`;
      const body = { connection_id: this.name, object_type: "crm_deal", event: "created", hook_url };
      this.asked = { key: undefined, value: hook_url };
      const made = await answered(mock.call("POST", `${api}?include_all=${this.#made % 2 === 0}`, body));
      this.known.set(`webhook ${made.id}`, hook_url);
    } else if (act === 1) {
      const hook_url = `http://127.0.0.1:9/${this.name}/${(this.#made += 1)}`;
      this.asked = { key: which, value: hook_url };
      await answered(mock.call("PATCH", `${api}/${which.slice(8)}`, { hook_url }));
      this.known.set(which, hook_url);
    } else if (act === 2 && this.random(3) === 0) {
      this.asked = { key: which, value: undefined };
      await answered(mock.call("DELETE", `${api}/${which.slice(8)}`));
      this.known.set(which, undefined);
    } else {
      const id = String(this.random(20));
      const key = `object ${id}`;
      const target = `${control}/connections/${this.name}/objects/crm_contact`;
      const isRemoval = act === 3 && this.known.get(key) !== undefined;
      const value = isRemoval ? undefined : (this.#made += 1);
      this.asked = { key, value };
      if (isRemoval) await answered(mock.call("DELETE", `${target}/${id}`));
      else await answered(mock.call("PUT", target, { id, value }));
      this.known.set(key, value);
    }
  }

  /** Holds what there is against what was acknowledged, and takes it for known. */
  check(found: ReadonlyMap<string, unknown>): void {
    const { asked } = this;
    this.asked = undefined;
    for (const [key, value] of this.known) {
      const isAsked = asked?.key === key && found.get(key) === asked.value;
      if (!isAsked) expect([this.name, key, found.get(key)]).toEqual([this.name, key, value]);
    }
    const unknown = [...found].filter(([key]) => !this.known.has(key));
    expect(unknown.length).toBeLessThanOrEqual(
      asked?.key === undefined || !this.known.has(asked.key) ? 1 : 0,
    );
    for (const [, value] of unknown) expect(value).toBe(asked?.value);
    this.known.clear();
    for (const [key, value] of found) this.known.set(key, value);
  }
}

async function answered(call: ReturnType<RunningMock["call"]>) {
  const { status, text, body } = await call;
  if (status >= 300) expect.fail(`${status} ${text}`);
  return body;
}

test("kill -9 at any moment: every acknowledged change is there, and nothing is half done", async () => {
  const file = newFile();
  const random = numbers(7);
  const clients = Array.from({ length: 6 }, (_, at) => new Client(`c${at}`, numbers(at)));
  let secret: string | undefined;
  for (let round = 0; round < 6; round++) {
    const mock = await startMockCommand(["--state", file]);
    secret ??= mock.secret;
    expect(mock.secret).toBe(secret);
    const webhooks = [];
    for (
      let offset = 0, page;
      (page = (await mock.call("GET", `${api}?offset=${offset}`)).body).length > 0;
      offset += 100
    )
      webhooks.push(...page);
    const subscriptions = (await mock.call("GET", `${control}/subscriptions`)).body;
    const idsOf = (all: { id: string }[]) => all.map(({ id }) => id).toSorted();
    expect(idsOf(subscriptions)).toEqual(idsOf(webhooks));
    expect(new Set(idsOf(webhooks)).size).toBe(webhooks.length);
    for (const client of clients) {
      const target = `${control}/connections/${client.name}/objects/crm_contact`;
      const { status, body } = await mock.call("GET", target);
      const objects = status === 404 ? [] : (body as { id: string; value: number }[]);
      client.check(
        new Map<string, unknown>([
          ...webhooks
            .filter(({ connection_id }) => connection_id === client.name)
            .map(({ id, hook_url }): [string, unknown] => [`webhook ${id}`, hook_url]),
          ...objects.map(({ id, value }): [string, unknown] => [`object ${id}`, value]),
        ]),
      );
    }
    let left = 10 + random(80);
    const onDone = () => {
      if (--left === 0) setTimeout(() => mock.kill("SIGKILL"), random(10));
    };
    await Promise.all(clients.map((client) => client.run(mock, onDone)));
    expect(await mock.ended).toEqual([null, "SIGKILL"]);
  }
  expect(clients.reduce((sum, { known }) => sum + known.size, 0)).toBeGreaterThan(50);
}, 60_000);

test("kill -9 at any moment: each acknowledged event is delivered in order, and sent again as the same bytes", async () => {
  const file = newFile();
  const random = numbers(11);
  const { url, received } = await startReceiver(
    (response) => void setTimeout(() => response.writeHead(204).end(), random(8)),
  );
  const first = await startMockCommand(["--state", file, "--secret", "whsec_x"]);
  const body = {
    connection_id: "c1",
    object_type: "crm_deal",
    events: ["created", "updated"],
    hook_url: url,
  };
  const { id } = await answered(first.call("POST", api, { ...body, webhook_type: "native" }));
  const target = `${control}/connections/c1/objects/crm_deal`;
  const acknowledged: number[] = [];
  let version = 0;
  let mock = first;
  for (let round = 0; round < 6; round++) {
    let left = 5 + random(15);
    try {
      for (;;) {
        const next = (version += 1);
        const { status } = await mock.call("PUT", target, { id: String(next % 7), version: next });
        if (status === 200) acknowledged.push(next);
        if (--left === 0) setTimeout(() => mock.kill("SIGKILL"), random(10));
      }
    } catch {
      // It is gone.
    }
    await mock.ended;
    mock = await startMockCommand(["--state", file]);
    expect(mock.secret).toBe("whsec_x");
  }
  await expect
    .poll(
      async () => {
        const { health, waiting, pending, batch } = (await mock.call("GET", `${control}/subscriptions/${id}`))
          .body;
        return { state: health.state, waiting, pending: pending.length, batch };
      },
      { timeout: 20_000 },
    )
    .toEqual({ state: "healthy", waiting: 0, pending: 0, batch: undefined });

  const bodies = new Map<string, string>();
  for (const { body: bytes } of received) {
    const text = bytes.toString();
    const { nonce } = JSON.parse(text) as { nonce: string };
    expect(bodies.get(nonce) ?? text).toBe(text);
    bodies.set(nonce, text);
  }
  const versions = [...bodies.values()].map(
    (text) => (JSON.parse(text) as { data: { version: number }[] }).data[0]?.version ?? 0,
  );
  expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  expect(acknowledged.length).toBeGreaterThan(20);
  expect(versions).toEqual(expect.arrayContaining(acknowledged));
}, 60_000);

test("kill -9 between attempts: a virtual clock stands where it stood, and the retry is due when it was", async () => {
  const file = newFile();
  let status = 500;
  const { url, received } = await startReceiver((response, request) =>
    answer.status(status)(response, request),
  );
  const args = ["--state", file, "--clock", "virtual", "--now", "2024-03-01T12:00:00Z"];
  const mock = await startMockCommand(args);
  await mock.call("PUT", `${control}/connections/c1/objects/crm_deal`, { id: "0" });
  const body = { connection_id: "c1", object_type: "crm_deal", event: "created", hook_url: url };
  const { id } = await answered(
    mock.call("POST", `${api}?include_all=true`, body, { "idempotency-key": "once" }),
  );
  await answered(mock.call("POST", `${control}/clock/advance`, { by: "4m" }));
  const before = (await mock.call("GET", `${control}/subscriptions/${id}`)).body;
  expect(received.length).toBe(3);
  mock.kill("SIGKILL");
  await mock.ended;

  status = 204;
  const next = await startMockCommand(args);
  expect((await next.call("GET", `${control}/clock`)).body.time).toBe("2024-03-01T12:04:00.000Z");
  expect((await next.call("GET", `${control}/subscriptions/${id}`)).body).toEqual(before);
  const again = await next.call("POST", `${api}?include_all=true`, body, { "idempotency-key": "once" });
  expect([again.status, again.body.id]).toEqual([200, id]);
  await answered(next.call("POST", `${control}/clock/advance`, { by: "1m" }));
  expect(received.length).toBe(3);
  await answered(next.call("POST", `${control}/clock/advance`, { by: "1m" }));
  expect(received.map(({ body: bytes }) => bytes.toString())).toEqual(
    Array(4).fill(received[0]?.body.toString()),
  );
  expect((await next.call("GET", `${control}/subscriptions/${id}`)).body.pending).toEqual([]);
}, 30_000);
