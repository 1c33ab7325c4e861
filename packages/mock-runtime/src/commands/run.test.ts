import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { ask, start } from "../../test/ask-command.js";
import { startMock, startReceiver } from "../../test/harness.js";
import { webhookDefinition } from "../../test/webhook-definition.js";
import { runMockCommand } from "../command.js";

beforeEach(() => {
  for (const name of ["URL", "NAMESPACE", "TOKEN"]) vi.stubEnv(`HOOKSPEC_${name}`, undefined);
  return () => void vi.unstubAllEnvs();
});

const fails = (message: string) => ({ code: 2, out: [], errors: [message] });

test("a change is loaded, time passes, and its delivery is looked at", async () => {
  const { mock, lines, id, received } = await start();
  expect(await lines("upsert", "c1", "crm_contact", '{"id":"1","name":"Ada"}')).toEqual(["created"]);
  expect(await lines("upsert", "c1", "crm_contact", '[{"id":"1","name":"Ada"},{"id":"2"}]')).toEqual([
    "1 created, 0 updated, 1 unchanged",
  ]);
  expect(await lines("connections")).toEqual(["c1: 2 crm_contact"]);
  expect(await lines("subscriptions")).toEqual([
    `${id} healthy, next poll 2024-03-01T13:00:00.000Z, 0 pending, 0 waiting`,
  ]);
  expect(await lines("deliveries")).toEqual(["No deliveries."]);
  expect(await lines("advance", "1h")).toEqual(["2024-03-01T13:00:00.000Z"]);
  const delivery = mock.deliveries.at(-1)?.id ?? "";
  const line = `${delivery} delivered virtual to <receiver>: 1 attempt, last 204`;
  expect(await lines("deliveries")).toEqual([line]);
  expect(await lines("delivery", delivery)).toEqual([
    line,
    `  changes 1, 2 of c1 crm_contact, found by poll ${id}.1`,
    "  attempt 1 at 2024-03-01T13:00:00.000Z to <receiver>: 204",
    `  ${received[0]?.text.replaceAll(/http:[^"]*hook/g, "<receiver>")}`,
  ]);
  expect(await lines("resend", delivery)).toEqual([`${delivery} virtual to <receiver>: 204`]);
  expect(received.map(({ text }) => text)).toEqual([received[0]?.text, received[0]?.text]);
  expect(await lines("remove", "c1", "crm_contact", "1")).toEqual(["removed"]);
  expect(await lines("emit", "c2", "crm_contact", "created", '{"id":"1"}')).toEqual([
    "No subscription wants it.",
  ]);
});

test("a failure is told, retried, cancelled, and its subscription resumed", async () => {
  const { mock, run, lines, id } = await start((_request, response) => void response.writeHead(500).end());
  const emitted = await run("emit", "c1", "crm_contact", "created", '{"id":"1"}');
  const delivery = mock.deliveries.at(-1)?.id ?? "";
  const reason = mock.deliveries.at(-1)?.attempts[0]?.reason ?? "";
  expect(emitted).toEqual({
    code: 1,
    out: [`${delivery} virtual to <receiver>: 500 ${reason}`],
    errors: [],
  });
  const line = `${delivery} pending virtual to <receiver>: 1 attempt, last 500 ${reason}, next 2024-03-01T12:01:00.000Z`;
  expect(await lines("deliveries", "--status", "pending", "--trigger", "emit")).toEqual([line]);
  expect(await lines("deliveries", "--status", "delivered")).toEqual(["No deliveries."]);
  expect((await run("resend", delivery)).code).toBe(1);
  expect((await lines("cancel", delivery))[0]).toMatch(`${delivery} cancelled virtual to <receiver>: `);
  expect(await run("cancel", delivery)).toMatchObject({ code: 2, out: [] });
  await lines("upsert", "c1", "crm_contact", '{"id":"1"}');
  await lines("advance", "--until-idle");
  expect((await lines("subscriptions"))[0]).toBe(`${id} unhealthy, no poll planned, 0 pending, 0 waiting`);
  expect((await lines("resume", id))[0]).toMatch(`${id} healthy, `);
  await lines("advance", "--until-idle");
  await lines("advance", "8d");
  expect(await run("resume", id)).toMatchObject({ code: 2, errors: [expect.stringContaining("7 days")] });
});

test("time is read and moved in every way, and never in two at once", async () => {
  const { run, lines } = await start();
  expect(await lines("clock")).toEqual(["2024-03-01T12:00:00.000Z (virtual clock)"]);
  expect(await lines("advance", "5000")).toEqual(["2024-03-01T12:00:05.000Z"]);
  expect(await lines("advance", "--to", "2024-03-01T12:30:00Z")).toEqual(["2024-03-01T12:30:00.000Z"]);
  expect(await lines("advance", "--next")).toEqual(["2024-03-01T13:00:00.000Z"]);
  expect(await lines("advance", "--until-idle", "--json")).toEqual([
    '{"kind":"virtual","now":1709298000000,"time":"2024-03-01T13:00:00.000Z"}',
  ]);
  const exactlyOne = "advance takes exactly one of <span>, --to, --next and --until-idle, e.g. advance 1h.";
  expect(await run("advance")).toEqual(fails(exactlyOne));
  expect(await run("advance", "1h", "--next")).toEqual(fails(exactlyOne));
  expect((await run("advance", "1 hour")).errors[0]).toMatch(/^"1 hour" is not a duration\. Pass /);
});

test("requests and faults", async () => {
  const { call, run, lines } = await start();
  expect(await lines("add-fault", '{"path":"/unified/*","status":503,"times":1}')).toEqual([
    'fault-1 {"path":"/unified/*","status":503,"times":1}: matched 0, fired 0',
  ]);
  await call("GET", "/unified/webhook?limit=1");
  await call("GET", "/unified/webhook/x");
  expect(await lines("requests")).toEqual([
    "2024-03-01T12:00:00.000Z POST /unified/webhook 200",
    "2024-03-01T12:00:00.000Z GET /unified/webhook?limit=1 503 by fault-1",
    "2024-03-01T12:00:00.000Z GET /unified/webhook/x 404",
  ]);
  expect(
    await lines("requests", "--path", "/unified/webhook", "--status", "503", "--method", "GET"),
  ).toHaveLength(1);
  const [json = ""] = await lines("requests", "--limit", "1", "--json");
  expect(JSON.parse(json)).toMatchObject({
    path: "/unified/webhook/x",
    headers: { authorization: "[redacted]" },
  });
  expect(await lines("faults")).toEqual([
    'fault-1 {"path":"/unified/*","status":503,"times":1}: matched 1, fired 1',
  ]);
  expect(await lines("clear-faults", "fault-1")).toEqual(["removed"]);
  expect(await run("clear-faults", "fault-1")).toEqual(
    fails('There is no fault "fault-1". GET /_hookspec/faults lists those that there are.'),
  );
  expect(await lines("clear-faults", "--json")).toEqual([]);
  expect(await lines("faults")).toEqual(["No faults."]);
});

test("namespaces are made, acted on, and deleted", async () => {
  const { lines, run } = await start();
  expect(await lines("info")).toEqual(["Webhook API 1.0.0", "default: virtual clock, secret s, any key"]);
  const made = await lines(
    "create-namespace",
    "a",
    "--secret=t",
    "--clock=real",
    "--api-key=k",
    "--api-key=l",
  );
  expect(made).toEqual(["a: real clock, secret t, keys k, l"]);
  expect(await lines("namespaces")).toEqual(["default: virtual clock, secret s, any key", ...made]);
  expect(await lines("upsert", "c9", "crm_contact", '{"id":"1"}', "--namespace", "a")).toEqual(["created"]);
  expect(await lines("connections")).toEqual(["No connections."]);
  vi.stubEnv("HOOKSPEC_NAMESPACE", "a");
  expect(await lines("connections")).toEqual(["c9: 1 crm_contact"]);
  expect(await lines("reset")).toEqual(["reset"]);
  expect(await lines("connections")).toEqual(["No connections."]);
  expect(await lines("delete-namespace", "a")).toEqual(["deleted"]);
  expect((await run("connections")).errors[0]).toMatch(/^There is no namespace "a"\. /);
});

test("a snapshot is put back", async () => {
  const { lines, run } = await start();
  await lines("upsert", "c1", "crm_contact", '{"id":"1"}');
  const [saved = ""] = await lines("snapshot");
  await lines("reset");
  const folder = mkdtempSync(path.join(tmpdir(), "hookspec-command-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "state.json");
  writeFileSync(file, saved);
  expect(await lines("restore", file)).toEqual(["restored"]);
  expect(await lines("snapshot")).toEqual([saved]);
  writeFileSync(file, '{"version":');
  expect((await run("restore", file)).errors[0]).toMatch(`Failed to read JSON from ${file}: `);
  writeFileSync(file, "{}");
  expect((await run("restore", file)).errors[0]).toMatch(/^The body is no snapshot: it lacks version/);
  expect(await run("restore", `${file}.no`)).toEqual(
    fails(`Failed to read ${file}.no (ENOENT). Pass a file, or - for standard input.`),
  );
});

describe("--follow", () => {
  async function following(argv: readonly string[]) {
    const started = await start();
    const { mock } = started;
    const out: string[] = [];
    let stop: () => void = () => undefined;
    let live: () => void = () => undefined;
    const isLive = new Promise<void>((resolve) => (live = resolve));
    vi.stubEnv("HOOKSPEC_URL", mock.url);
    const errors: string[] = [];
    const code = runMockCommand(webhookDefinition, argv, {
      out: (line) => out.push(line),
      error(line) {
        errors.push(line);
        live();
      },
      stopped: () => new Promise<void>((resolve) => (stop = resolve)),
    });
    await isLive;
    return { ...started, out, errors, code, stop: () => stop() };
  }

  test("prints requests that fit as they come, until it is stopped", async () => {
    const { call, out, errors, code, stop } = await following([
      "requests",
      "--follow",
      "--path",
      "/unified/*",
      "--status",
      "404",
      "--method",
      "get",
    ]);
    await call("GET", "/unified/webhook");
    await call("GET", "/nothing");
    await call("GET", "/unified/webhook/x?a=1");
    await vi.waitFor(() => expect(out).toEqual(["2024-03-01T12:00:00.000Z GET /unified/webhook/x?a=1 404"]));
    stop();
    expect(await code).toBe(0);
    expect(errors).toEqual(["Following from now on. Ctrl-C ends it."]);
  });

  test("prints attempts whose delivery fits, and ends with the mock", async () => {
    const { mock, out, errors, code } = await following([
      "deliveries",
      "--follow",
      "--trigger=manual",
      "--json",
    ]);
    const url = "http://127.0.0.1:9/hook";
    await mock.emit({ connection_id: "c1", object_type: "crm_contact", event: "created", data: { id: "1" } });
    const sent = await mock.deliver({ url, data: { id: "2" } });
    await vi.waitFor(() =>
      expect(out.map((line) => JSON.parse(line))).toMatchObject([{ id: sent.id, url, ok: false }]),
    );
    await mock.close();
    expect(await code).toBe(2);
    expect(errors.slice(1)).toEqual(["The mock has ended. Start it again to follow it."]);
  });
});

describe("what cannot work is one line and exit code 2", () => {
  test.each([
    [["upsert", "c1"], "upsert takes <connection> <object-type> <json>, and got c1. Run upsert --help."],
    [["delivery"], "delivery takes <delivery>, and got none. Run delivery --help."],
    [["reset", "all"], "reset takes no arguments, and got all. Run reset --help."],
    [
      ["delivries"],
      "Unexpected argument 'delivries'. Run with --help to see what is accepted. Did you mean deliveries?",
    ],
    [["toString"], "Unexpected argument 'toString'. Run with --help to see what is accepted."],
    [["info", "--ulr", "x"], "Unknown option '--ulr'. Run with --help to see what is accepted."],
    [
      ["info", "--url", "localhost:1"],
      '--url is "localhost:1". Pass the URL of a mock, such as http://127.0.0.1:4010.',
    ],
    [["add-fault", "503"], `The fault is 503. Pass an object, e.g. '{"status":503}'.`],
    [["upsert", "c1", "t", "[1]"], "The argument is [1]. Pass an object, or a list of objects, as JSON."],
  ])("%j", async (argv, message) => {
    const { run } = await start();
    expect(await run(...argv)).toEqual(fails(message));
  });

  test("JSON that does not read", async () => {
    const { run } = await start();
    const { code, errors } = await run("upsert", "c1", "t", "{id:1}");
    expect(code).toBe(2);
    expect(errors[0]).toMatch(
      /^Failed to read JSON from the argument: .*\. Pass e\.g\. '\{"id":"1"\}', or - for standard input\.$/,
    );
  });

  test("values that the mock refuses", async () => {
    const { run } = await start();
    const { code, errors } = await run("deliveries", "--status", "done", "--follow");
    expect(code).toBe(2);
    expect(errors).toEqual([
      'The parameters do not fit: /query/status: It is "done". Pass one of "pending", "delivered", "failed", "cancelled".',
    ]);
  });

  test("no mock that answers", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.close();
    await once(server, "close");
    expect(await ask(url, ["info"])).toEqual(
      fails(
        `No mock answers at ${url} (ECONNREFUSED). Start one, or pass the URL of a running one with --url.`,
      ),
    );
  });

  test("a server that is no mock", async () => {
    const { url } = await startReceiver((_request, response) => void response.writeHead(200).end("<p>Hello"));
    expect(await ask(url, ["info"])).toEqual(
      fails(
        `What answers at ${url} is no mock: it says 200 to the control API. Pass the URL of a mock with --url.`,
      ),
    );
  });

  test("a mock that wants its token", async () => {
    const { mock } = await startMock({ controlToken: "word" }, webhookDefinition, "0.0.0.0");
    const url = mock.url.replace("0.0.0.0", "127.0.0.1");
    expect(await ask(url, ["info"])).toEqual(
      fails(
        "The request has no control token. Send authorization: bearer <control token>. Pass it with --token.",
      ),
    );
    expect((await ask(url, ["info", "--token", "word"])).code).toBe(0);
    vi.stubEnv("HOOKSPEC_TOKEN", "word");
    expect((await ask(url, ["info"])).code).toBe(0);
  });
});

test("each command has a help that names its arguments and options", async () => {
  const { out } = await ask("http://127.0.0.1:1", ["advance", "--help"]);
  expect(out).toEqual([
    `Usage: webhook-mock-server advance [<span>] [options]

Move a virtual clock: polls, deliveries and retries that fall due are run.

  <span>               so much, e.g. 90s, 15m, 1h30m, 2d
  --to <time>          to this time, e.g. 2024-03-02T00:00:00Z
  --next               to the next time at which something is due
  --until-idle         until nothing is left to deliver
  --max <number>       with --until-idle: the most steps in time (default 10000)
  --url <url>          the running mock (default $HOOKSPEC_URL, else http://127.0.0.1:4010)
  --namespace <name>   the namespace to act on (default $HOOKSPEC_NAMESPACE, else default)
  --token <token>      the control token of a mock on another machine (default $HOOKSPEC_TOKEN)
  --json               print what the mock answers, as JSON; of lists one item a line
  --help               print this`,
  ]);
  const all = (await ask("", ["--help"])).out.join("\n").split("each has a --help of its own:\n\n")[1] ?? "";
  const names = all.split("\n").map((line) => line.trim().split(" ", 1)[0] ?? "");
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) {
    const help = await ask("", [name, "--help"]);
    expect(help).toMatchObject({ code: 0, errors: [] });
    expect(help.out[0]).toMatch(`Usage: webhook-mock-server ${name} `);
  }
});
