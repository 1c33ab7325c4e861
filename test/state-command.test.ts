import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folders.js";
import { mockScript, startMockCommand, type RunningMock } from "./support/mock-command.js";
import { answer, startReceiver } from "./support/receiver.js";
import { inRoot } from "./support/repository.js";
import { run } from "./support/run.js";

const api = "/unified/webhook";
const control = "/_hookspec";
const newFile = () => path.join(temporaryFolder(), "state.jsonl");
const refused = (...args: string[]) => run(process.execPath, [mockScript, ...args], { cwd: inRoot() });

/** Makes a native webhook and an event that it is told of. */
async function deliver(mock: RunningMock, hook_url: string): Promise<void> {
  const body = { connection_id: "c1", object_type: "crm_deal", event: "created", hook_url };
  await mock.call("POST", api, { ...body, webhook_type: "native" });
  await mock.call("PUT", `${control}/connections/c1/objects/crm_deal`, { id: "1" });
}

test("SIGTERM: what is being delivered is finished and saved, and the file is in its shortest form", async () => {
  const file = newFile();
  let release = (): void => undefined;
  const { url, received } = await startReceiver((response) => {
    release = () => void response.writeHead(204).end();
  });
  const mock = await startMockCommand(["--state", file]);
  await deliver(mock, url);
  await expect.poll(() => received.length).toBe(1);
  mock.kill("SIGTERM");
  await expect
    .poll(() =>
      fetch(mock.url).then(
        () => "answers",
        () => "gone",
      ),
    )
    .toBe("gone");
  expect(existsSync(`${file}.lock`)).toBe(true);
  release();
  expect(await mock.ended).toEqual([0, null]);
  expect(existsSync(`${file}.lock`)).toBe(false);
  const lines = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ kind }) => kind === "status").map(({ value }) => value.status)).toEqual([
    "delivered",
  ]);
  expect(new Set(lines.map(({ kind, key }) => JSON.stringify([kind, key]))).size).toBe(lines.length);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "a second signal ends it at once: SIGTERM, then %s",
  async (second) => {
    const file = newFile();
    const { url, received } = await startReceiver(answer.hang);
    const mock = await startMockCommand(["--state", file]);
    await deliver(mock, url);
    await expect.poll(() => received.length).toBe(1);
    mock.kill("SIGTERM");
    await expect
      .poll(() =>
        fetch(mock.url).then(
          () => "answers",
          () => "gone",
        ),
      )
      .toBe("gone");
    mock.kill(second);
    expect(await mock.ended).toEqual([null, second]);
    const next = await startMockCommand(["--state", file]);
    expect((await next.call("GET", `${control}/deliveries?status=pending`)).body).toHaveLength(1);
  },
);

test("a disk that is full: 500 says so, nothing that was acknowledged is lost, and the file can be read", async () => {
  const file = newFile();
  // Blocks are 512 bytes; a write beyond them fails with EFBIG.
  const mock = await startMockCommand(["--state", file], 'ulimit -f 40; exec "$@"');
  const target = `${control}/connections/c1/objects/crm_deal`;
  const acknowledged: string[] = [];
  let refusal;
  for (let id = 0; refusal === undefined; id++) {
    const answered = await mock.call("PUT", target, { id: String(id), name: "x".repeat(1500) });
    if (answered.status === 200) acknowledged.push(String(id));
    else refusal = answered;
  }
  expect(refusal.status).toBe(500);
  expect(refusal.body).toMatchObject({
    title: "Internal Server Error",
    detail: expect.stringMatching(
      /^The state cannot be saved in .*state\.jsonl: EFBIG: file too large, write\. Make room there, or take another file\.$/,
    ),
  });
  expect(acknowledged.length).toBeGreaterThan(5);
  // What is not saved is not shown either.
  expect((await mock.call("GET", target)).status).toBe(500);
  expect(readFileSync(file, "utf8").endsWith("}\n")).toBe(true);
  mock.kill("SIGTERM");
  expect((await mock.ended)[0]).toBe(2);
  expect(mock.errors()).toMatch(/^The state cannot be saved in .* EFBIG/);

  const next = await startMockCommand(["--state", file]);
  expect(next.errors()).toBe("");
  const found = (await next.call("GET", target)).body as { id: string }[];
  expect(found.map(({ id }) => id)).toEqual(acknowledged);
});

test("a file that cannot be used ends it with exit code 2 and one line", async () => {
  const file = newFile();
  await startMockCommand(["--state", file, "--seed", "1"]);
  const { code, out, err } = await refused("--state", file);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(
    /^The state file .* is in use by process \d+\. Stop that one or take another file; .*\n$/,
  );

  const folder = temporaryFolder();
  const broken = path.join(folder, "broken.jsonl");
  writeFileSync(broken, "hello\n");
  expect((await refused("--state", broken)).err).toMatch(
    /broken\.jsonl:1: the line cannot be read as JSON .* The file is left as it is\. .*\n$/,
  );
  expect(readFileSync(broken, "utf8")).toBe("hello\n");
  const none = path.join(folder, "none", "x.jsonl");
  expect(await refused("--state", none)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^The state cannot be saved in .* Take a file in a folder that exists/),
  });
  mkdirSync(path.join(folder, "there.jsonl"));
  expect((await refused("--state", path.join(folder, "there.jsonl"))).code).toBe(2);
  expect((await refused("--state", "")).err).toMatch(/^--state is empty\. Pass a path/);
});

test("options that contradict the file end it with exit code 2; without them it goes on as it was", async () => {
  const file = newFile();
  const mock = await startMockCommand(["--state", file, "--seed", "1", "--clock", "virtual"]);
  await mock.call("POST", `${control}/clock/advance`, { by: "1h" });
  mock.kill("SIGTERM");
  await mock.ended;
  expect((await refused("--state", file, "--seed", "2")).err).toMatch(
    /was made with seed "1", and "2" is asked/,
  );
  expect((await refused("--state", file, "--clock", "real")).err).toMatch(/was made with clock "virtual"/);
  const next = await startMockCommand(["--state", file]);
  expect((await next.call("GET", `${control}/clock`)).body).toMatchObject({
    kind: "virtual",
    time: "2024-01-01T01:00:00.000Z",
  });
});

test("a line that a kill cut off is told on standard error", async () => {
  const file = newFile();
  const mock = await startMockCommand(["--state", file]);
  mock.kill("SIGTERM");
  await mock.ended;
  writeFileSync(file, `${readFileSync(file, "utf8")}{"namespace":"de`);
  const next = await startMockCommand(["--state", file]);
  expect(next.errors()).toMatch(/^.*state\.jsonl:4: what is written from this line on was cut off .*\n$/);
});
