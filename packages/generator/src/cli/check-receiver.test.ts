import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runHere, runProcess, type Ran } from "../../test/cli.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

type Said = Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;

const said = ({ code, stdout, stderr }: Ran) => ({ code, out: stdout, err: stderr });
const hookspec = async (args: readonly string[], cwd = root): Said =>
  said(await runHere(["check-receiver", ...args], cwd));

let url: string;
let hostile: string;
let received: string[];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    received.push(Buffer.concat(chunks).toString());
    response.end(request.url === "/hostile" ? "\u0000<&]]>\u001b[31m" : "ok");
  });
});

beforeAll(async () => {
  received = [];
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  hostile = url.replace("hooks", "hostile");
});
afterAll(() => void server.close());

describe("exit codes and formats", () => {
  test("0 when all that was asked for is fine", async () => {
    const args = ["check-receiver", url, "--secret", "s", "--only", "chunked"];
    const { code, out, err } = said(await runProcess(args, root));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`Receiver ${url}
Deliveries after specs/webhook.yaml, signed as sig256 and sig

✓ good-delivery         A good delivery is taken
✓ chunked               A chunked body is taken

Judged by the answers alone: 2 of 2 checks could not see what the handler did, such as whether it
ran at all, or twice. Let the receiver tell it (GET a number, or a list of nonces) and give that URL by --observe.

2 checks: 2 passed, 0 failed, 0 warnings
`);
  });

  test("1 with a finding, in words", async () => {
    const { code, out } = await hookspec([url, "--secret", "s", "--only", "unsigned"]);
    expect(code).toBe(1);
    expect(out).toContain(`
✗ unsigned: A delivery without a signature is refused
    sent   a good delivery without any of its signature members
    came   200 OK after `);
    expect(out).toMatch(/\n2 checks: 1 passed, 1 failed, 0 warnings\n$/);
  });

  test("1 with a warning alone", async () => {
    const args = ["check-receiver", url, "--secret", "s", "--only", "byte-order-mark"];
    const { code, out } = said(await runProcess(args, root));
    expect(code).toBe(1);
    expect(out).toMatch(/\n2 checks: 1 passed, 0 failed, 1 warning\n$/);
  });

  test("json", async () => {
    const { code, out } = await hookspec([
      url,
      "--secret",
      "s3cr3t",
      "--only",
      "unsigned",
      "--format",
      "json",
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      url,
      counts: { total: 2, failed: 1 },
      checks: [
        { id: "good-delivery", verdict: "passed" },
        { id: "unsigned", verdict: "failed" },
      ],
    });
    expect(out).not.toContain("s3cr3t");
  });

  test("junit, with what a hostile receiver says made harmless", async () => {
    const { code, out } = await hookspec([hostile, "--secret", "s", "--only", "unsigned", "--format=junit"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites tests="2" failures="1"/);
    expect(out).toMatch(/message="200 OK after \d+ ms, saying &quot;&lt;&amp;\]\]&gt; \[31m&quot;"/);
  });

  test("--skip leaves checks out, --list runs none", async () => {
    const { code, out } = await hookspec(["--list", "--skip", "unsigned"]);
    expect(code).toBe(0);
    expect(out).toContain("wrong-signature (error): A wrong signature is refused\n    sends   ");
    expect(out).not.toContain("unsigned (error)");
  });

  test("--delivery sends what the file holds", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "check-receiver-"));
    const file = path.join(folder, "mine.json");
    await writeFile(file, JSON.stringify({ data: [{ id: "of-mine" }], nonce: "n", webhook: { id: "w" } }));
    const { code } = await hookspec([url, "--secret", "s", "--only", "good-delivery", "--delivery", file]);
    await rm(folder, { recursive: true });
    expect(code).toBe(0);
    expect(received.some((body) => body.startsWith('{"data":[{"id":"of-mine"}],"nonce":"'))).toBe(true);
  });
});

describe("2 for a wrong call, with what to do", () => {
  const here = "http://127.0.0.1:9/";
  test.each([
    [
      [],
      "the receiver's URL is missing. Give hookspec check-receiver http://127.0.0.1:3000/hooks --secret S.",
    ],
    [[here], "--secret is missing. Give --secret and the secret that the receiver has."],
    [
      [here, "--secret"],
      "--secret has no value. It takes: The secret that the receiver checks signatures with.",
    ],
    [
      ["/hooks", "--secret", "s"],
      'The receiver\'s URL is "/hooks"; it takes an absolute http or https URL, such as http://127.0.0.1:3000/hooks.',
    ],
    [
      ["https://example.com/", "--secret", "s"],
      "example.com is not this machine, and the check sends hostile requests. If the receiver there is yours, add --allow-host example.com.",
    ],
    [
      [here, "--secret", "s", "--observe", "http://10.0.0.1/"],
      "10.0.0.1 is not this machine, and the check sends hostile requests. If the receiver there is yours, add --allow-host 10.0.0.1.",
    ],
    [
      [here, "--secret", "s", "--observe", here],
      "--observe http://127.0.0.1:9/ gave no answer: the connection was refused (ECONNREFUSED). It must answer GET with 200 and JSON: a number (how often the handler ran) or a list with the nonce of each run.",
    ],
    [[here, "--secret", "s", "--format", "yaml"], '--format is "yaml"; it takes text, json, junit.'],
    [
      [here, "--secret", "s", "--timeout", "5s"],
      '--timeout is "5s"; it takes whole milliseconds, 50 to 600000.',
    ],
    [
      [here, "--secret", "s", "--delivery", "package.json"],
      'The file of --delivery is no delivery: it needs "data" (an array or object that is not empty) and "nonce" (a string).',
    ],
    [
      [here, "--secret", "s", "--delivery", "none.json"],
      "Failed to read the delivery none.json: there is no such file. Give a JSON file with one delivery.",
    ],
    [[here, here, "--secret", "s"], "One receiver at a time: got http://127.0.0.1:9/, http://127.0.0.1:9/."],
  ] as const)("%j", async (args, message) => {
    expect(await hookspec(args)).toEqual({ code: 2, out: "", err: `hookspec: ${message}\n` });
  });

  test.each([
    [["--only", "unsinged"], '--only has "unsinged"; it takes ids of checks: good-delivery, unsigned, '],
    [["--secrets", "s"], "There is no option --secrets. The options are --secret, "],
  ] as const)("%j", async (args, message) => {
    const { code, err } = await hookspec([here, ...args]);
    expect({ code, err: err.slice(0, `hookspec: ${message}`.length) }).toEqual({
      code: 2,
      err: `hookspec: ${message}`,
    });
  });

  test("no spec where the default one would stand", async () => {
    const { code, err } = said(await runProcess(["check-receiver", here, "--secret", "s"], tmpdir()));
    expect(code).toBe(2);
    expect(err).toBe(
      "hookspec: There is no specs/webhook.yaml here, and --spec is not given. Give the OpenAPI document that declares the deliveries: --spec file.\n",
    );
  });
});
