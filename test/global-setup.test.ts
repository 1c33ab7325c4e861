import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { linkPackages, temporaryFolder } from "./support/folders.js";
import { inRoot } from "./support/repository.js";
import { run } from "./support/run.js";

const body = {
  connection_id: "c1",
  object_type: "crm_contact",
  event: "created",
  hook_url: "http://127.0.0.1:9/hook",
};

/** Test files of a user, each in a worker of its own. What they saw they leave in `seen`. */
const head = `import { existsSync, writeFileSync } from "node:fs";
import { expect, vi } from "vitest";
import { test, unwrap } from "@hookspec/webhook-mock-server/vitest";
const body = ${JSON.stringify(JSON.stringify(body))};
const others = async (control) =>
  unwrap(await control.listNamespaces()).filter(({ name }) => name.startsWith("vitest-"));
const create = async ({ url, headers }) => {
  const all = { ...headers, "content-type": "application/json" };
  expect((await fetch(url + "/unified/webhook", { method: "POST", headers: all, body })).status).toBe(200);
  return (await fetch(url + "/unified/webhook", { headers: all })).json();
};
const fileOf = (name) => new URL("seen/" + name + ".json", import.meta.url);
const seen = (name, value) => writeFileSync(fileOf(name), JSON.stringify(value));
const patience = { timeout: 50_000 };
/** Neither goes on, and gives its namespace up, before both have seen the two. */
const meet = async (name, other, { url, control }) => {
  await vi.waitFor(async () => expect(await others(control)).toHaveLength(2), patience);
  seen(name, url);
  await vi.waitFor(() => expect(existsSync(fileOf(other))).toBe(true), patience);
};
`;

const files = {
  "one.test.mjs": `${head}
test("meets the other file on the same server", async ({ server }) => {
  expect(await create(server)).toHaveLength(1);
  await meet("one", "other", server);
});
test("and the next test starts with nothing", async ({ server }) => {
  expect(await create(server)).toHaveLength(1);
  expect(unwrap(await server.control.listRequests())).toHaveLength(2);
});
`,
  "other.test.mjs": `${head}
const virtual = test.extend({ serverOptions: { clock: "virtual", seed: 1, now: new Date("2024-03-01T12:00:00Z") } });
test("meets the first file on the same server", async ({ server }) => {
  expect(await create(server)).toHaveLength(1);
  await meet("other", "one", server);
});
virtual("has a clock, a secret and ids of its own", async ({ server }) => {
  const [{ id }] = await create(server);
  unwrap(await server.control.upsertObject({ source: "c1", objectType: "crm_contact", body: { id: "1" } }));
  const { time } = unwrap(await server.control.advance({ body: { by: "1h" } }));
  const [delivery] = unwrap(await server.control.listDeliveries());
  const { apiKey, headers, namespace } = server;
  expect(headers).toEqual({ authorization: "bearer " + apiKey, "x-hookspec-namespace": namespace });
  expect([time, delivery.status]).toEqual(["2024-03-01T13:00:00.000Z", "pending"]);
  seen("virtual", { id, secret: server.secret });
});
test("may delete its namespace itself", async ({ server: { control, namespace } }) => {
  unwrap(await control.deleteNamespace({ name: namespace }));
});
`,
};

/** A user's project; runs its tests with a real vitest. */
function project(tests: Readonly<Record<string, string>>, globalSetup: string | undefined) {
  const folder = temporaryFolder();
  linkPackages(folder);
  symlinkSync(inRoot("node_modules", "vitest"), path.join(folder, "node_modules", "vitest"), "dir");
  const options = {
    ...(globalSetup !== undefined && { globalSetup: [globalSetup] }),
    maxWorkers: 2,
    testTimeout: 60_000,
  };
  const config = `export default { test: ${JSON.stringify(options)} };`;
  for (const [name, text] of Object.entries({ ...tests, "vitest.config.mjs": config }))
    writeFileSync(path.join(folder, name), text);
  const vitest = inRoot("node_modules", "vitest", "vitest.mjs");
  return {
    run() {
      rmSync(path.join(folder, "seen"), { recursive: true, force: true });
      mkdirSync(path.join(folder, "seen"));
      return run(process.execPath, [vitest, "run", "--root", folder, "--reporter=json"], { cwd: folder });
    },
    seen: () =>
      Object.fromEntries(
        readdirSync(path.join(folder, "seen")).map((name): [string, unknown] => [
          name,
          JSON.parse(readFileSync(path.join(folder, "seen", name), "utf8")),
        ]),
      ),
  };
}

test("files that run at the same time share one server, each test in a namespace of its own", async () => {
  const { run: runTests, seen } = project(files, "@hookspec/webhook-mock-server/global-setup");
  const { code, out, err } = await runTests();
  expect({ code, err, out: code === 0 ? "" : out }).toEqual({ code: 0, err: "", out: "" });
  expect(JSON.parse(out)).toMatchObject({ numPassedTests: 5, numFailedTests: 0 });
  const first = seen();
  expect(first["one.json"]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(first["other.json"]).toBe(first["one.json"]);
  // It ends with the run.
  await expect(fetch(String(first["one.json"]))).rejects.toThrow("fetch failed");
  expect((await runTests()).code).toBe(0);
  expect(seen()["virtual.json"]).toEqual(first["virtual.json"]);
});

test("a set-up of one's own has options", async () => {
  const setup = `import { createGlobalSetup } from "@hookspec/webhook-mock-server/global-setup";
export default createGlobalSetup({ strict: true, allowHosts: ["receiver.test"] });`;
  const strict = `${head}
test("strict", async ({ server: { url, headers, control } }) => {
  const post = () =>
    fetch(url + "/unified/webhook", { method: "POST", headers: { ...headers, "content-type": "application/json" }, body });
  expect((await post()).status).toBe(422);
  unwrap(await control.createConnection({ source: "c1" }));
  expect((await post()).status).toBe(200);
});
`;
  const { code, out } = await project({ "strict.test.mjs": strict, "setup.mjs": setup }, "./setup.mjs").run();
  expect({ code, out: code === 0 ? "" : out }).toEqual({ code: 0, out: "" });
});

test("without the global set-up a test that wants the server fails and says what to add; others pass", async () => {
  const lost = `${head}
test("wants it", async ({ server }) => expect(server).toBeDefined());
test("does not", async ({ mock }) => expect(mock.subscriptions).toEqual([]));
`;
  const { code, out } = await project({ "lost.test.mjs": lost }, undefined).run();
  expect(code).toBe(1);
  const { numPassedTests, testResults } = JSON.parse(out) as {
    numPassedTests: number;
    testResults: { assertionResults: { failureMessages: string[] }[] }[];
  };
  expect(numPassedTests).toBe(1);
  const [message = ""] = testResults[0]?.assertionResults[0]?.failureMessages ?? [];
  expect(message.split("\n")[0]).toBe(
    'Error: There is no shared webhook mock server: its global set-up has not run. Add globalSetup: ["…/webhook-mock-server/global-setup"], with the package\'s full name, to test in vitest.config.ts.',
  );
});

test("options that cannot be meant end the run", async () => {
  const setup = `import { createGlobalSetup } from "@hookspec/webhook-mock-server/global-setup";
export default createGlobalSetup({ stricct: true });`;
  const { code, err } = await project({ "one.test.mjs": head, "setup.mjs": setup }, "./setup.mjs").run();
  expect(code).toBe(1);
  expect(err).toContain('createMock got an option "stricct", which there is not. Did you mean strict?');
});
