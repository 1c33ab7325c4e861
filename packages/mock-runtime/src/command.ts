import { parseArgs } from "node:util";
import { listenError } from "./adapters/listen-error.js";
import { milliseconds } from "./clock/duration.js";
import type { CommandIo } from "./command-io.js";
import type { MockDefinition } from "./definition.js";
import type { DeliveryReport } from "./deliveries/report.js";
import { createMock } from "./mock.js";
import type { MockOptions, RequestEntry } from "./options.js";

export type { CommandIo } from "./command-io.js";

/**
 * The command of a generated mock server: runs it until SIGINT or SIGTERM, or, when `argv` starts with the name of a subcommand, asks
 * a running one. Resolves to the exit code, which is set on the process too when no `io` is given: 0 after a clean end, 1 when a
 * subcommand tells of a failed delivery, 2 when the arguments or the port cannot be used. `argv` is without node and script.
 */
export async function runMockCommand(
  definition: MockDefinition,
  argv: readonly string[],
  io?: CommandIo,
): Promise<number> {
  const code = await run(definition, argv, io ?? processIo);
  if (io === undefined) process.exitCode = code;
  return code;
}

const options = {
  port: { type: "string", default: "4010" },
  host: { type: "string", default: "127.0.0.1" },
  secret: { type: "string" },
  seed: { type: "string" },
  state: { type: "string" },
  "api-key": { type: "string", multiple: true },
  "allow-host": { type: "string", multiple: true },
  clock: { type: "string" },
  now: { type: "string" },
  "control-token": { type: "string" },
  namespaces: { type: "string" },
  "rate-limit": { type: "string" },
  "delivery-timeout": { type: "string" },
  "body-limit": { type: "string" },
  "standard-webhooks": { type: "boolean" },
  lenient: { type: "boolean" },
  strict: { type: "boolean" },
  quiet: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
  version: { type: "boolean" },
} as const;

async function run(definition: MockDefinition, argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    if (argv[0]?.startsWith("-") === false) {
      const { runSubcommand } = await import("./commands/run.js");
      return await runSubcommand(`${definition.name}-mock-server`, argv, io);
    }
    const { values } = parseArgs({ args: [...argv], options });
    if (values.help === true) io.out(await help(definition));
    else if (values.version === true) io.out(`${definition.name} ${definition.version}`);
    else await serve(definition, values, io);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // node:util explains at length how to pass a positional argument; its first sentence says what is wrong.
    io.error(
      error instanceof TypeError
        ? `${message.split(". ")[0]}. Run with --help to see what is accepted.`
        : message,
    );
    return 2;
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

async function serve(definition: MockDefinition, values: Values, io: CommandIo): Promise<void> {
  const { host } = values;
  const print = printerOf(values, io);
  const mock = createMock(definition, { ...optionsOf(values), ...print });
  const stopped = io.stopped();
  try {
    const port = portOf(values.port);
    const url = await mock.listen({ port, host }).catch((error: Error) => {
      throw listenError(error.cause, host, port, "--port");
    });
    if (values.json === true) io.out(JSON.stringify({ event: "listening", url, secret: mock.secret }));
    else {
      io.out(`${definition.title} mock listens on ${url}`);
      io.out(`secret: ${mock.secret}`);
      io.out(`try: ${firstCurl(definition, url, values["api-key"]?.[0] ?? "test")}`);
    }
    await stopped;
  } finally {
    await mock.close();
  }
}

function optionsOf(values: Values): MockOptions {
  const { secret, seed, state, clock, now, lenient = false, strict = false } = values;
  const controlToken = values["control-token"];
  if (clock !== undefined && clock !== "real" && clock !== "virtual")
    throw new Error(`--clock is ${JSON.stringify(clock)}. Pass real or virtual.`);
  if (now !== undefined && clock !== "virtual")
    throw new Error("--now is the start of a virtual clock. Pass --clock virtual with it, or leave it out.");
  if (state === "") throw new Error("--state is empty. Pass a path, or leave it out.");
  return {
    ...behaviourOf(values),
    apiKeys: values["api-key"] ?? [],
    allowHosts: values["allow-host"] ?? [],
    lenient,
    strict,
    ...(clock !== undefined && { clock }),
    ...(state !== undefined && { state }),
    ...(secret !== undefined && { secret }),
    ...(seed !== undefined && { seed }),
    ...(now !== undefined && { now }),
    ...(controlToken !== undefined && { controlToken }),
  };
}

/** What a test in a language of its own may want to be different. */
function behaviourOf(values: Values): MockOptions {
  const { namespaces } = values;
  const rateLimit = values["rate-limit"];
  const timeout = values["delivery-timeout"];
  const bodyLimit = values["body-limit"];
  if (bodyLimit !== undefined && !/^[1-9]\d*$/.test(bodyLimit))
    throw new Error(`--body-limit is ${JSON.stringify(bodyLimit)}. Pass a whole number of bytes from 1.`);
  if (namespaces !== undefined && namespaces !== "header")
    throw new Error(`--namespaces is ${JSON.stringify(namespaces)}. Pass header, or leave it out.`);
  const [, limit, window = ""] = /^(\d+)\/(.+)$/.exec(rateLimit ?? "") ?? [];
  if (rateLimit !== undefined && limit === undefined)
    throw new Error(`--rate-limit is ${JSON.stringify(rateLimit)}. Pass requests/span, such as 100/1m.`);
  return {
    standardWebhooks: values["standard-webhooks"] ?? false,
    ...(namespaces !== undefined && { namespaces }),
    ...(limit !== undefined && { rateLimit: { limit: Number(limit), window } }),
    ...(timeout !== undefined && { deliveryTimeout: milliseconds(timeout) }),
    ...(bodyLimit !== undefined && { bodyLimit: Number(bodyLimit) }),
  };
}

/** What is said of each request and each attempt at a delivery. */
function printerOf({ quiet, json }: Values, io: CommandIo): Pick<MockOptions, "onRequest" | "onDelivery"> {
  if (quiet === true && json === true) throw new Error("Pass --quiet or --json, not both.");
  if (quiet === true) return {};
  if (json === true) {
    return {
      // A request hides its keys when it is turned into JSON.
      onRequest: (request) => io.out(JSON.stringify({ event: "request", request })),
      onDelivery: (delivery) => io.out(JSON.stringify({ event: "delivery", delivery })),
    };
  }
  return {
    onRequest: (entry) => io.out(requestLine(entry)),
    onDelivery: (report) => io.out(deliveryLine(report)),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`--port is ${JSON.stringify(text)}. Pass a whole number from 0 (any free port) to 65535.`);
}

/** A command line that works: the first GET that needs nothing but a key. */
function firstCurl({ operations, security }: MockDefinition, url: string, key: string): string {
  const simple = operations.find(({ method, path }) => method.toUpperCase() === "GET" && !path.includes("{"));
  const scheme = security[simple?.security[0]?.[0] ?? ""];
  const credential = scheme === undefined ? undefined : `${scheme.prefix ?? ""}${key}`;
  const header =
    credential !== undefined && scheme?.in === "header" ? ` -H '${scheme.name}: ${credential}'` : "";
  const query =
    credential !== undefined && scheme?.in === "query" ? `?${scheme.name}=${encodeURIComponent(key)}` : "";
  return `curl${header} '${url}${simple?.path ?? "/"}${query}'`;
}

function requestLine({ method, path, status, ms }: RequestEntry): string {
  return `${method} ${path} ${status} ${ms} ms`;
}

function deliveryLine({ id, kind, url, status, reason, ms }: DeliveryReport): string {
  const outcome = [status, reason].filter((part) => part !== undefined).join(" ");
  return `→ ${kind} delivery ${id} to ${url}: ${outcome}, ${ms} ms`;
}

async function help({ name, title, version }: MockDefinition): Promise<string> {
  const { listCommands } = await import("./commands/run.js");
  return `Usage: ${name}-mock-server [options]
       ${name}-mock-server <command> [arguments] [options]

A mock of ${title} ${version} that keeps state and sends its webhooks, signed.

  --port <number>      port to listen on, 0 for any (default 4010)
  --host <address>     address to listen on (default 127.0.0.1)
  --secret <text>      signs the deliveries (default: random)
  --seed <text>        same seed, same ids and secret
  --state <file>       keep the state in this file: what was answered is there after a kill
  --api-key <key>      accept this key only; may be repeated (default: any key)
  --allow-host <host>  deliver to this host too, not only to this machine; may be repeated
  --clock <kind>       real, or virtual: stands still until it is moved by the control API (default real)
  --now <time>         when a virtual clock starts, e.g. 2024-03-01T12:00:00Z
  --control-token <t>  lets callers of other machines use the control API under /_hookspec/
  --namespaces header  a request makes the namespace that its header x-hookspec-namespace names
  --rate-limit <n/t>   refuse requests of a key beyond so many in a span, e.g. 100/1m (429)
  --delivery-timeout <t>  how long a receiver may take, e.g. 2s (default 10s, under a virtual clock 1s)
  --body-limit <bytes>  longest body of a request, restored and imported state too (default 1048576)
  --standard-webhooks  send the headers of Standard Webhooks too
  --lenient            accept enum values that the spec does not know, and any text as a URL
  --strict             create subscriptions on existing connections only
  --json               one line of JSON for each request and delivery
  --quiet              no line for each request and delivery
  --help               print this
  --version            print the name and version of the API

Commands ask a mock that runs, through its control API; each has a --help of its own:

${listCommands()}`;
}

const processIo: CommandIo = {
  out: (line) => void process.stdout.write(`${line}\n`),
  error: (line) => void process.stderr.write(`${line}\n`),
  stopped: () =>
    new Promise((resolve) => {
      const signals = ["SIGINT", "SIGTERM"] as const;
      const stop = (signal: NodeJS.Signals) => {
        // A second one ends the process at once, as it does by default.
        for (const name of signals) process.off(name, stop);
        resolve(signal);
      };
      for (const name of signals) process.on(name, stop);
    }),
};
