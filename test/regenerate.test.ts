import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { typeCheck } from "./support/compile.js";
import { sharedFolder } from "./support/folders.js";
import { copyRepository, generated } from "./support/generated-copy.js";
import { bin, filesBelow, inRoot, readManifest } from "./support/repository.js";
import { mustRun, run } from "./support/run.js";

const folder = sharedFolder();
const copy = (name: string) => copyRepository(path.join(folder, name));

/** Text of every file below a folder. */
const snapshot = (below: string) =>
  new Map(filesBelow(below).map((file) => [file, readFileSync(path.join(below, file), "utf8")]));

// Each in a copy of its own, side by side: they wait for compilers most of the time.
describe.concurrent("regenerating", () => {
  test("the committed packages are what the spec gives", async () => {
    const { code, out, err } = await copy("committed").generate("--check");
    expect(out, err).toMatch(/^\d+ files of 3 packages are up to date \(\d+ ms\)\n$/);
    expect(code, err).toBe(0);
  });

  test("a new optional field shows up in types, client and mock, and nothing else needs a change", async () => {
    const repository = copy("added");
    const before = snapshot(repository.folder);
    const line =
      "        db_url: { type: string, description: Where the database of the webhook is., examples: [postgres] }\n";
    const anchor = "      properties: &webhook-properties\n";
    repository.edit("specs/webhook.yaml", anchor, anchor + line);
    const { code, err } = await repository.generate();
    expect(code, err).toBe(0);

    const after = snapshot(repository.folder);
    const changed = [...after].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect(changed.filter((file) => !/^packages\/webhook-(types|client|mock-server)\//.test(file))).toEqual([
      "specs/webhook.yaml",
    ]);
    expect(
      repository.read("packages/webhook-types/src/types.ts").match(/^  db_url\?: string/gm)?.length,
    ).toBeGreaterThan(1);

    await repository.build("webhook-types");
    await repository.build("webhook-client", "webhook-mock-server");
    const consumer = `
    import { createWebhookClient, unwrap } from "@hookspec/webhook-client";
    import { createMockServer } from "@hookspec/webhook-mock-server";
    import type { Webhook } from "@hookspec/webhook-types";
    const mock = createMockServer();
    const client = createWebhookClient({ apiKey: "test", baseUrl: await mock.listen() });
    const body = { connection_id: "c", object_type: "crm_deal", event: "updated", hook_url: "http://127.0.0.1:9/", db_url: "postgres" };
    const created: Webhook = unwrap(await client.create({ body }));
    const stored: string | undefined = unwrap(await client.get({ id: created.id ?? "" })).db_url;
    const unset = unwrap(await client.patch({ id: created.id ?? "", body: { db_url: "" } }));
    const refused = await client.create({ body: { ...body, db_url: 7 as unknown as string } });
    console.log(JSON.stringify([stored, "db_url" in unset, refused.status]));
    await mock.close();
  `;
    repository.write("consumer.mts", consumer);
    const options = { types: ["node"], skipLibCheck: true };
    expect(await typeCheck(["consumer.mts"], { cwd: repository.folder, options })).toEqual([]);
    repository.write(
      "consumer.mjs",
      consumer
        .replace(/import type .*\n/, "")
        .replaceAll(/ as unknown as string|: (string \| undefined|Webhook)(?= =)/g, ""),
    );
    expect(await mustRun(process.execPath, ["consumer.mjs"], { cwd: repository.folder })).toBe(
      '["postgres",false,422]\n',
    );
  });

  test("removing a field makes tsc fail in the code that used it, and only there", async () => {
    const repository = copy("removed");
    const field =
      /^        subscriptions:\n(?:          .*\n)+/m.exec(repository.read("specs/webhook.yaml"))?.[0] ??
      "missing";
    repository.write(
      "consumer.mts",
      `import type { CreateWebhook, Webhook } from "@hookspec/webhook-types";
export const count = (webhook: Webhook) => webhook.subscriptions?.length ?? 0;
export const body: CreateWebhook = { connection_id: "c", object_type: "crm_deal", event: "updated", hook_url: "x", subscriptions: [] };
export const url = (webhook: Webhook) => webhook.hook_url;
`,
    );
    const check = () => typeCheck(["consumer.mts"], { cwd: repository.folder });
    await repository.build("webhook-types");
    expect(await check()).toEqual([]);

    repository.edit("specs/webhook.yaml", field, "");
    expect(await repository.generate()).toMatchObject({ code: 0, err: "" });
    await repository.build("webhook-types");
    const messages = await check();
    expect(messages[0]).toBe(
      "consumer.mts(2,52): error TS2339: Property 'subscriptions' does not exist on type 'Webhook'.",
    );
    expect(messages[1]).toMatch(
      /^consumer\.mts\(3,\d+\): error TS2353: Object literal may only specify known properties, and 'subscriptions' does not exist in type 'CreateWebhook'\.$/,
    );
    expect(messages).toHaveLength(2);
  });

  test("--check names what is edited, deleted, no longer emitted or added by hand, and generate mends it", async () => {
    const repository = copy("drift");
    repository.edit(
      "packages/webhook-types/src/types.ts",
      "\nexport interface Webhook {",
      "\nexport interface Webhook {\n  mine?: string;",
    );
    rmSync(repository.path("packages/webhook-client/src/delivery.ts"));
    // Listed in the manifest: the generator wrote it once.
    repository.edit(
      "packages/webhook-client/.hookspec.json",
      '"src/index.ts",',
      '"src/index.ts",\n    "src/gone.ts",',
    );
    repository.write("packages/webhook-client/src/gone.ts", "export {};\n");
    repository.write("packages/webhook-mock-server/src/extra.ts", "export {};\n");
    const before = snapshot(repository.folder);

    const { code, out, err } = await repository.generate("--check");
    expect(code, err).toBe(1);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/ +/, " ")),
    ).toEqual([
      "stale webhook-types/src/types.ts",
      "missing webhook-client/src/delivery.ts",
      "stale webhook-client/.hookspec.json",
      "orphaned webhook-client/src/gone.ts",
      "stranger webhook-mock-server/src/extra.ts",
    ]);
    expect(err).toMatch(/without --check/);
    expect(snapshot(repository.folder)).toEqual(before);

    expect((await repository.generate()).out).toMatch(/removed +webhook-client\/src\/gone\.ts\n/);
    // What the generator did not write is not its to delete.
    expect(filesBelow(repository.path("packages/webhook-mock-server"))).toContain("src/extra.ts");
    rmSync(repository.path("packages/webhook-mock-server/src/extra.ts"));
    for (const name of generated)
      expect(snapshot(repository.path("packages", name)), name).toEqual(snapshot(inRoot("packages", name)));
  });

  test("a version bump moves the three generated packages together and --check stays content", async () => {
    const repository = copy("bump");
    mkdirSync(repository.path(".changeset"));
    writeFileSync(repository.path(".changeset/config.json"), readFileSync(inRoot(".changeset/config.json")));
    repository.write(
      ".changeset/one.md",
      '---\n"@hookspec/webhook-client": minor\n---\n\nThe client can fly.\n',
    );
    symlinkSync(inRoot("node_modules/@changesets"), repository.path("node_modules/@changesets"), "dir");
    await mustRun("git", ["init", "--quiet"], { cwd: repository.folder });

    const versions = () => generated.map((name) => readManifest(repository.path("packages", name)).version);
    const before = versions();
    expect(new Set(before).size).toBe(1);
    const { code, out, err } = await run(bin("changeset"), ["version"], { cwd: repository.folder });
    expect(code, out + err).toBe(0);

    const after = versions();
    expect(new Set(after).size).toBe(1);
    expect(after[0]).not.toBe(before[0]);
    expect(readManifest(repository.path("packages/signature")).version).toBe(
      readManifest(inRoot("packages/signature")).version,
    );
    expect(repository.read("packages/webhook-client/CHANGELOG.md")).toContain("The client can fly.");
    expect(await repository.generate("--check")).toMatchObject({ code: 0, err: "" });
    expect(versions()).toEqual(after);
  });
});
