import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { startReceiver } from "./support/receiver.js";
import { inRoot } from "./support/repository.js";

const script = inRoot("packages", "webhook-mock-server", "bin", "webhook-mock-server.js");

/** The command in a process of its own, in a time zone of its own; resolves to its URL. */
async function startProcess(seed: string, timeZone: string): Promise<string> {
  const args = ["--port", "0", "--clock", "virtual", "--seed", seed, "--quiet"];
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, TZ: timeZone },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error("The command ended without saying where it listens.");
}

/** What was answered and what was POSTed, a line each. */
interface Story {
  readonly answers: string[];
  readonly posts: string[];
}

/** A story by HTTP in `default` and two more namespaces: every answer, every POST, every log, but for real time and ports. */
async function live(url: string): Promise<Story> {
  const story: Story = { answers: [], posts: [] };
  let posts = 0;
  const receiver = await startReceiver(
    (response) => void response.writeHead(++posts % 3 === 0 ? 500 : 204).end(),
  );
  const call = async (method: string, path: string, body?: unknown, namespace = "default") => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: "bearer k",
        "x-hookspec-namespace": namespace,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = (await response.text())
      .replace(/"ms":[\d.]+/g, '"ms":0')
      .replace(/"date":"[^"]+"/g, '"date":""')
      .replaceAll(receiver.url, "receiver");
    story.answers.push(`${method} ${path} ${response.status} ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as { id?: string });
  };
  const control = (method: string, path: string, body?: unknown, namespace?: string) =>
    call(method, `/_hookspec${path}`, body, namespace);
  await control("POST", "/namespaces", { name: "a" });
  await control("POST", "/namespaces", { name: "b", seed: "own", now: "2030-01-01" });
  const objects = Array.from({ length: 101 }, (_, at) => ({ id: `o${at}`, name: "Zoë" }));
  for (const namespace of ["default", "a", "b"]) {
    const settle = (by: string | number) => control("POST", "/clock/advance", { by }, namespace);
    await control("POST", "/connections/c1/objects/crm_contact", objects, namespace);
    for (const webhook_type of ["virtual", "native"]) {
      const asked = {
        connection_id: "c1",
        object_type: "crm_contact",
        event: "updated",
        hook_url: receiver.url,
      };
      const made = await call(
        "POST",
        "/unified/webhook?include_all=true",
        { ...asked, webhook_type },
        namespace,
      );
      await settle(0);
      await call("PATCH", `/unified/webhook/${made?.id}`, { interval: 30 }, namespace);
    }
    await control("POST", "/faults", { on: "delivery", reset: true, probability: 0.3 }, namespace);
    for (const id of ["1", "2", "1"]) {
      await control(
        "PUT",
        "/connections/c1/objects/crm_contact",
        { id, at: story.answers.length },
        namespace,
      );
      await settle("90m");
    }
    await control("POST", "/clock/advance", { untilIdle: true }, namespace);
    for (const path of ["/deliveries?limit=10000", "/subscriptions", "/snapshot"])
      await control("GET", path, undefined, namespace);
    await call("GET", "/unified/webhook", undefined, namespace);
  }
  for (const { headers, body } of receiver.received)
    story.posts.push(
      `${headers["user-agent"]} ${body.toString("utf8")}`.replaceAll(receiver.url, "receiver"),
    );
  return story;
}

/** Lines that differ, short enough to be read. */
const differences = (some: readonly string[], others: readonly string[]) =>
  Array.from({ length: Math.max(some.length, others.length) }, (_, at) => [some[at], others[at]])
    .filter(([one, other]) => one !== other)
    .map((pair) => pair.map((line) => line?.slice(0, 200)));

test("the same seed gives the same ids, bytes and logs in another process, with namespaces and the control API", async () => {
  const [one, same] = [
    await startProcess("7", "Pacific/Kiritimati"),
    await startProcess("7", "America/Adak"),
  ];
  const first = await live(one);
  const second = await live(same);
  expect(differences(second.answers, first.answers)).toEqual([]);
  expect(differences(second.posts, first.posts)).toEqual([]);
  expect(first.posts.length).toBeGreaterThan(20);
  // Under another seed everything is another, but for the namespace that has a seed of its own.
  const other = await live(await startProcess("8", "UTC"));
  const shared = other.posts.filter((text) => first.posts.includes(text));
  expect(shared).toEqual(first.posts.filter((text) => text.includes('"created_at":"2030-01-01')));
});
