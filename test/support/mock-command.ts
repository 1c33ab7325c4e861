import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { inRoot, readManifest } from "./repository.js";

const folder = inRoot("packages", "webhook-mock-server");

/** The mock server's command, as its package ships it. */
export const mockScript = inRoot(
  "packages",
  "webhook-mock-server",
  readManifest(folder).bin?.["webhook-mock-server"] ?? "missing",
);

/** The command, running. It is killed with the test. */
export interface RunningMock {
  readonly url: string;
  readonly secret: string;
  /** What it wrote to standard error. */
  readonly errors: () => string;
  /** Resolves to code and signal when it has ended. */
  readonly ended: Promise<[number | null, NodeJS.Signals | null]>;
  kill(signal: NodeJS.Signals): void;
  /** One request to the API or the control API; the body is JSON. Rejects when there is no answer. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<MockAnswer>;
}

/** An answer of the command. */
interface MockAnswer {
  readonly status: number;
  readonly text: string;
  // Tests look into bodies of every shape; a wrong guess fails the test.
  // oxlint-disable-next-line no-explicit-any
  readonly body: any;
}

/** Starts the command on a free port; `through` is a shell line that ends in `exec "$@"`, to limit it. */
export async function startMockCommand(args: readonly string[], through?: string): Promise<RunningMock> {
  const command = [process.execPath, mockScript, "--port", "0", "--json", ...args];
  const [program = "", ...rest] = through === undefined ? command : ["sh", "-c", through, "sh", ...command];
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  let [out, errors] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const listening = await new Promise<{ url: string; secret: string }>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (out.includes('"event":"listening"')) return;
      out += text;
      const line = out.split("\n").find((one) => one.startsWith('{"event":"listening"') && one.endsWith("}"));
      if (line !== undefined) resolve(JSON.parse(line) as { url: string; secret: string });
    });
    void ended.then(([code]) => reject(new Error(`The command ended with ${code}: ${errors}`)));
  });
  return {
    ...listening,
    errors: () => errors,
    ended,
    kill: (signal) => void child.kill(signal),
    async call(method, path, body, headers) {
      const response = await fetch(listening.url + path, {
        method,
        headers: {
          authorization: "bearer k",
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, text, body: text === "" ? undefined : JSON.parse(text) };
    },
  };
}
