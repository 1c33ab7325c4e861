import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { defineCommand } from "citty";
import { loadSpec } from "../load/document.js";
import { isObject, type JsonObject } from "../load/json.js";
import { UsageError, whyUnreadable } from "../load/problems.js";
import { checkReceiver } from "../receiver-check/check-receiver.js";
import { renderJson } from "../receiver-check/render-json.js";
import { renderJunit } from "../receiver-check/render-junit.js";
import { renderText } from "../receiver-check/render-text.js";
import { countsOf } from "../receiver-check/report.js";
import { shapeOf } from "../receiver-check/shape.js";
import { renderList } from "../receiver-check/render-list.js";
import { tricks } from "../receiver-check/tricks/index.js";

const defaultSpec = "specs/webhook.yaml";
const renderers = { text: renderText, json: renderJson, junit: renderJunit };

const args = {
  url: {
    type: "positional",
    description: "The receiver, such as http://127.0.0.1:3000/hooks",
    required: false,
  },
  secret: {
    type: "string",
    description: "The secret that the receiver checks signatures with",
    valueHint: "S",
  },
  spec: {
    type: "string",
    description: `Spec that declares deliveries and signatures (default: ${defaultSpec}, when it exists)`,
    valueHint: "file",
  },
  format: { type: "string", description: "text, json or junit", valueHint: "F", default: "text" },
  only: { type: "string", description: "Ids of the checks to run, with commas", valueHint: "ids" },
  skip: { type: "string", description: "Ids of the checks to leave out, with commas", valueHint: "ids" },
  timeout: {
    type: "string",
    description: "Milliseconds after which an answer is late",
    valueHint: "ms",
    default: "5000",
  },
  "allow-host": {
    type: "string",
    description: "A host beside this machine that may be called (with commas: several)",
    valueHint: "host",
  },
  delivery: {
    type: "string",
    description: "JSON file with a delivery to send in place of the spec's example",
    valueHint: "file",
  },
  observe: {
    type: "string",
    description: "URL that answers GET with how often the handler ran: a number, or a list of nonces",
    valueHint: "url",
  },
  list: { type: "boolean", description: "Say what each check sends and accepts, and run none" },
} as const;

export const checkReceiverCommand = defineCommand({
  meta: {
    name: "check-receiver",
    description: "Play hostile and unusual deliveries at a webhook receiver, and say what it gets wrong",
  },
  args,
  async run({ args: given, rawArgs }) {
    refuseUnknown(rawArgs, given);
    const wanted = wantedBy(given.only, given.skip);
    const format = formatFor(given.format);
    if (given.list === true) {
      console.log(renderList(tricks.filter(({ id }) => wanted(id))));
      return;
    }
    const url = required(
      given.url,
      "the receiver's URL",
      "hookspec check-receiver http://127.0.0.1:3000/hooks --secret S",
    );
    const secret = required(given.secret, "--secret", "--secret and the secret that the receiver has");
    const timeoutMs = timeoutFor(given.timeout);
    const sample = given.delivery === undefined ? undefined : await readDelivery(given.delivery);
    const shape = shapeOf(await loadSpec(specFor(given.spec)), sample);
    const report = await checkReceiver({
      url,
      secret,
      shape,
      timeoutMs,
      wanted,
      allowHosts: listOf(given["allow-host"]),
      ...(given.observe === undefined ? {} : { observe: given.observe }),
    });
    process.stdout.write(renderers[format](report));
    const { failed, warnings } = countsOf(report);
    if (failed + warnings > 0) process.exitCode = 1;
  },
});

function required(given: string | undefined, what: string, example: string): string {
  if (given !== undefined && given !== "") return given;
  throw new UsageError(`${what} is missing. Give ${example}.`);
}

function specFor(given: string | undefined): string {
  if (given !== undefined) return given;
  if (existsSync(defaultSpec)) return defaultSpec;
  throw new UsageError(
    `There is no ${defaultSpec} here, and --spec is not given. Give the OpenAPI document that declares the deliveries: --spec file.`,
  );
}

function formatFor(given: string): keyof typeof renderers {
  if (Object.hasOwn(renderers, given)) return given as keyof typeof renderers;
  throw new UsageError(
    `--format is ${JSON.stringify(given)}; it takes ${Object.keys(renderers).join(", ")}.`,
  );
}

function timeoutFor(given: string): number {
  const ms = Number(given);
  if (/^\d+$/.test(given) && ms >= 50 && ms <= 600_000) return ms;
  throw new UsageError(`--timeout is ${JSON.stringify(given)}; it takes whole milliseconds, 50 to 600000.`);
}

function wantedBy(only: string | undefined, skip: string | undefined): (id: string) => boolean {
  const chosen = idsOf("--only", only);
  const dropped = idsOf("--skip", skip) ?? [];
  return (id) => (chosen ?? [id]).includes(id) && !dropped.includes(id);
}

function idsOf(option: string, given: string | undefined): string[] | undefined {
  if (given === undefined) return undefined;
  const ids = listOf(given);
  const unknown = ids.find((id) => !tricks.some((trick) => trick.id === id));
  if (unknown === undefined && ids.length > 0) return ids;
  throw new UsageError(
    `${option} has ${JSON.stringify(unknown ?? given)}; it takes ids of checks: ${tricks.map(({ id }) => id).join(", ")}.`,
  );
}

function listOf(given: string | undefined): string[] {
  return (given ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

async function readDelivery(file: string): Promise<JsonObject> {
  const wrong = (why: string) =>
    new UsageError(`Failed to read the delivery ${file}: ${why}. Give a JSON file with one delivery.`);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw wrong(whyUnreadable(error));
  });
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  throw wrong("it is no JSON object");
}

/** citty takes any option, and an option without its value, silently; a typing error must not pass. */
function refuseUnknown(rawArgs: readonly string[], given: Readonly<Record<string, unknown>>): void {
  const options = Object.entries(args).filter(([, { type }]) => type !== "positional");
  const takesValue = (arg: string | undefined) =>
    options.some(([name, { type }]) => type === "string" && arg === `--${name}`);
  const unknown = rawArgs.find(
    (arg, at) =>
      arg.startsWith("-") &&
      !takesValue(rawArgs[at - 1]) &&
      !options.some(([name]) => arg === `--${name}` || arg.startsWith(`--${name}=`)),
  );
  if (unknown !== undefined) {
    throw new UsageError(
      `There is no option ${unknown.replace(/=.*/s, "")}. The options are ${options.map(([name]) => `--${name}`).join(", ")}.`,
    );
  }
  const bare = options.find(
    ([name, { type }]) => type === "string" && given[name] !== undefined && !isText(given[name]),
  );
  if (bare !== undefined) {
    const [name, { description }] = bare;
    throw new UsageError(`--${name} has no value. It takes: ${description}.`);
  }
  const positionals = given["_"] as readonly string[];
  if (positionals.length > 1) throw new UsageError(`One receiver at a time: got ${positionals.join(", ")}.`);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
