import { objectOf } from "../../load/json.js";
import type { ApiModel, Operation } from "../../model/api-model.js";
import { memberAccess } from "../../model/names.js";
import { literal } from "../literal.js";
import { siblings } from "../package-files.js";
import { apiName, type Naming } from "../packages.js";
import { isSigned, requireOption, verifyName } from "./delivery.js";
import { keySchemes, responseKind, serversOf } from "./definition.js";
import { methodsOf } from "./method.js";
import { checkedResponses } from "./validators.js";

/** README of the client package. Its first example runs as it stands, against the mock server. */
export function clientReadme(model: ApiModel, naming: Naming): string {
  const name = naming.packageName("client");
  return `# ${name}

A fetch client of the ${model.title}, for browsers and Node 20 and later.

${firstExample(model, naming)}
${deliverySection(model, name)}
${methodSection(model)}
The first argument is one object: the parameters by name, and \`body\`; a \`Date\` becomes RFC 3339. The second is
\`{ signal, timeout, totalTimeout, retries, headers }\`.

## Answers

Every answer is a result: \`{ ok: true, status, data, response }\` or \`{ ok: false, status, error, response }\`. A \`status\` that the spec
documents proves the type of \`data\` or \`error\`; what it does not (a proxy's page, an empty 502, a 200 that is no JSON) has the status
\`"unexpected"\` and an \`error\` whose own \`status\`, \`title\` and \`detail\` say what came.
${throwingSection(model)}
Without a complete answer a call rejects with \`ConnectionError\`, \`TimeoutError\` or \`AbortError\`; with a bad argument, before anything is
sent, with \`TypeError\`. No message holds the API key.
${pagingSection(model)}
## Small bundles

\`create${apiName(model)}Client\` holds every operation. Each is also a function of its own, called with \`create${apiName(model)}Caller(options)\`: a bundle then holds
only what it calls.
${standaloneExample(model, name)}
## Options

| option | default | meaning |
|---|---|---|
| \`apiKey\` | none | ${keyText(model)} |
${serverRow(model)}| \`baseUrl\` | none | another server, a mock for example |
| \`retries\` | 2 | further attempts after a failure that may pass; of POST and PATCH only where the spec names an idempotency header |
| \`retryBudget\` | 10 | retries that may be spent when calls fail one after the other |
| \`timeout\` | 30000 | milliseconds an attempt may take |
| \`totalTimeout\` | 120000 | milliseconds a call may take, with all attempts and the waits between |
| \`headers\` | none | sent with every request |
| \`hooks\` | none | \`(attempt, next) => Response\` around every attempt; \`logger()\` makes one that leaves secrets out |
| \`fetch\` | the global one | what sends the requests |
${validateRow(model, name)}
Beside it, generated from the same spec and versioned together:

${siblings(model, naming, "client")}
`;
}

/** `apiKey: …, ` of an example: a key for each scheme. */
function apiKey(model: ApiModel, key: string): string {
  const names = keySchemes(model).map(({ name }) => name);
  if (names.length === 0) return "";
  const value = names.length === 1 ? key : Object.fromEntries(names.map((name) => [name, key]));
  return `apiKey: ${literal(value)}, `;
}

function keyText(model: ApiModel): string {
  const names = keySchemes(model).map(({ name }) => `\`${name}\``);
  const what =
    names.length > 1
      ? `an object of keys by security scheme (${names.join(", ")}) or that of ${names[0]} alone, each `
      : "";
  return `${what}the key, or a function that gives it for every attempt, and once more after a 401`;
}

function throwingSection({ operations }: ApiModel): string {
  const [first] = operations;
  if (first === undefined) return "";
  return `
\`client.orThrow${memberAccess(first.method)}(…)\` gives the data itself, and throws \`ApiError\` or the class of its status (\`NotFoundError\`,
\`TooManyRequestsError\`, \`ServerError\`, \`ParseError\` …) for anything else; \`unwrap(result)\` does so for a result.
`;
}

function pagingSection(model: ApiModel): string {
  const paged = methodsOf(model).find(({ walk }) => walk !== undefined);
  if (paged === undefined) return "";
  const all = `client${memberAccess(paged.operation.method)}.all()`;
  return `
## Pages

\`for await (const item of ${all})\` gives every item, \`for await (const page of ${all}.pages())\` page by page. ${
    paged.walk?.id === undefined
      ? "Nothing tells the items apart, so an insertion meanwhile may repeat one."
      : "Pages overlap by one and\nduplicates are dropped: an insertion meanwhile repeats and skips nothing, a deletion meanwhile may skip items."
  }
`;
}

function standaloneExample(model: ApiModel, name: string): string {
  const method = methodsOf(model).find(({ operation }) => takesNothing(operation));
  if (method === undefined) return "";
  const factory = `create${apiName(model)}Caller`;
  const options = apiKey(model, "your key").slice(0, -2);
  return `
\`\`\`ts
import { ${factory}, ${method.standalone} } from "${name}";

const caller = ${factory}(${options === "" ? "" : `{ ${options} }`});
export const load = () => ${method.standalone}(caller);
\`\`\`
`;
}

function validateRow(model: ApiModel, name: string): string {
  if (checkedResponses(model).length === 0) return "";
  return `| \`validate\` | \`off\` | \`warn\` or \`throw\` where an answer does not fit the spec; needs \`validators\` |
| \`validators\` | none | \`import { validators } from "${name}/validators"\` |
`;
}

const takesNothing = ({ parameters, body }: Operation): boolean =>
  parameters.every(({ required }) => !required) && body?.required !== true;

function methodSection({ operations }: ApiModel): string {
  if (operations.length === 0) return "";
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const rows = operations.map(
    ({ method, httpMethod, path }) => `| \`${method}\` | \`${httpMethod} ${cell(path)}\` |`,
  );
  return `\n## Methods\n\n| method | request |\n|---|---|\n${rows.join("\n")}\n${streamNote(operations)}`;
}

/** What a success of theirs is, as long as the spec has any. */
function streamNote(operations: readonly Operation[]): string {
  const streamed = operations.filter(({ responses }) =>
    responses.some((one) => responseKind(one) === "stream"),
  );
  if (streamed.length === 0) return "";
  const names = streamed.map(({ method }) => `\`${method}\``).join(", ");
  return `\nThe data of ${names} is a stream of bytes, handed on as it arrives until \`signal\` or the server ends it.\n`;
}

function firstExample(model: ApiModel, naming: Naming): string {
  const api = apiName(model);
  if (!model.packages.includes("mock-server")) return uncalledExample(model, naming);
  const call = exampleCall(model);
  const lines = [
    `import { create${api}Client${call === undefined ? "" : ", unwrap"} } from "${naming.packageName("client")}";`,
    `import { createMockServer } from "${naming.packageName("mock-server")}";`,
    "",
    "const mock = createMockServer();",
    "await mock.listen();",
    `const client = create${api}Client({ ${apiKey(model, "test")}baseUrl: mock.url });`,
    "",
    ...(call === undefined
      ? ["console.log(client);"]
      : [`const result = ${call};`, "console.log(unwrap(result));"]),
    "await mock.close();",
  ];
  return ["```ts", ...lines, "```"].join("\n");
}

/** Where there is no mock to ask, the example asks nobody yet. */
function uncalledExample(model: ApiModel, naming: Naming): string {
  const api = apiName(model);
  const read = model.operations.find(isPlainRead);
  const schemes = read?.security ?? [];
  const needsKey = schemes.length > 0 && schemes.every((names) => names.length > 0);
  const lines = [
    `import { create${api}Client${read === undefined ? "" : ", unwrap"} } from "${naming.packageName("client")}";`,
    "",
    `export const client = create${api}Client(${needsKey ? `{ ${apiKey(model, "your key").slice(0, -2)} }` : ""});`,
    ...(read === undefined
      ? []
      : [`export const ${read.method} = async () => unwrap(await client.${read.method}());`]),
  ];
  return ["```ts", ...lines, "```"].join("\n");
}

/** A GET that needs nothing. */
function isPlainRead(operation: Operation): boolean {
  return operation.httpMethod === "GET" && takesNothing(operation);
}

/** A call that is sure to fit its types: of an operation that takes nothing, or whose body the spec has an example of. */
function exampleCall({ operations }: ApiModel): string | undefined {
  const creates = operations.find(
    ({ action, parameters, body }) =>
      action.kind === "create" &&
      parameters.every(({ required }) => !required) &&
      body?.example !== undefined,
  );
  if (creates !== undefined)
    return `await client.${creates.method}(${literal({ body: creates.body?.example })})`;
  const reads = operations.find(isPlainRead);
  return reads === undefined ? undefined : `await client.${reads.method}()`;
}

function deliverySection(model: ApiModel, name: string): string {
  const { delivery } = model;
  if (!isSigned(delivery)) return "";
  const verify = verifyName(delivery);
  const require = requireOption(delivery);
  return `
## Receiving

${receiverExample(model, name)}

The receiver checks the signature over the raw bytes, finds the subscription by the URL that was called, and calls the handlers whose pattern
matches (\`type.event\`, \`type.*\`, \`*.event\`, \`*\`), once for all copies of a delivery. Handlers get \`data\`, \`delivery\`, \`subscription\`,
\`objectType\`, \`events\`, \`rawBody\` and \`signal\`; when one throws, the sender is asked to come again. \`toNodeHandler(receiver)\` is for node:http and
Express, \`toFastifyPlugin(receiver, path)\` for Fastify, \`receiver.fetch\` for everything that speaks Fetch. \`createReceiver<{ type: Thing[] }>\` types the data.

| option | default | meaning |
|---|---|---|
| \`secrets\` | | one, or several while one replaces another |
| \`subscriptions\` | the delivery's claim, with a warning | records by URL path, or a function of the request |
| \`requireStrongest\` | true | refuse a delivery that was stripped of its strongest signature |
| \`signatures\` | those of the spec | \`standardWebhooks({ toleranceSeconds })\` checks those headers instead |
| \`replayStore\` | in memory | for several processes: Redis and SQL stand in the README of \`@hookspec/client-runtime\` |
| \`leaseMs\`, \`retentionMs\` | 60 s, 21 days | how long a handler may take, and how long copies are known |
| \`maxBytes\` | 5 MiB | larger bodies are refused while they arrive |
| \`compareUrl\` | false | refuse what came to another URL than the subscription has |
| \`onOutcome\`, \`now\` | prints what is answered 500 | one call for each answer, to count and log |

\`signDelivery\` signs one for your tests. When a signature fails, \`(await explainDelivery(rawBody, { secret })).text\` says what was tried and what would
match, and \`inferSigning(recorded, secret)\` how a recorded delivery was signed.

\`${verify}\`, also of \`/receiver\`, checks one body and nothing else: it takes the raw body, exactly as it was received, and rejects with
\`DeliveryVerificationError\` when it is not authentic.
Only ${delivery.signing[0]?.over.map((member) => `\`${member}\``).join(" and ")} are signed.${
    require === undefined
      ? ""
      : ` \`${require.option}: true\` refuses a delivery that was stripped of its stronger signature.`
  }
`;
}

/** A receiver that runs, and where the spec has an example of a delivery one that it receives. */
function receiverExample({ delivery, subscription, webhooks }: ApiModel, name: string): string {
  const example = objectOf(webhooks.find((one) => one.name === delivery?.name)?.example);
  const member = String(objectOf(delivery?.declaration["subscription"])["member"]);
  const claimed = Object.entries(objectOf(example[member]));
  const roles = [subscription?.objectType, subscription?.event];
  const known = Object.fromEntries(claimed.filter(([field]) => roles.includes(field)));
  const data = example[delivery?.data ?? ""];
  const records = data === undefined ? "() => undefined" : `{ "/hooks/7c9e6679": ${literal(known)} }`;
  return [
    "```ts",
    `import { createReceiver${data === undefined ? "" : ", signDelivery"} } from "${name}/receiver";`,
    "",
    "export const receiver = createReceiver({",
    '  secrets: "whsec_test",',
    `  subscriptions: ${records}, // from your database; a path each that nobody can guess`,
    '}).on("*", ({ objectType, events, data }) => console.log(objectType, events, data));',
    ...(data === undefined
      ? []
      : [
          "",
          "// In a test; else the API sends it.",
          `const signed = await signDelivery(${literal({ [delivery?.data ?? ""]: Array.isArray(data) ? data.slice(0, 1) : data })}, { secret: "whsec_test" });`,
          'const request = new Request("https://app.example.com/hooks/7c9e6679", { method: "POST", ...signed });',
          "console.log((await receiver.fetch(request)).status); // 200",
        ]),
    "```",
  ].join("\n");
}

function serverRow(model: ApiModel): string {
  const keys = Object.keys(serversOf(model));
  return keys.length === 0
    ? ""
    : `| \`server\` | \`${keys[0]}\` | ${keys.map((key) => `\`${key}\``).join(", ")} |\n`;
}
