import type { ApiModel } from "../../model/api-model.js";
import { memberAccess } from "../../model/names.js";
import { siblings } from "../package-files.js";
import type { Naming } from "../packages.js";
import { sendsByHand } from "./definition.js";
import { creation, emission, reading, type Creation, type Reading } from "./readme-requests.js";

/** README of the mock server package. Its examples run as they stand, but for the one that is a test file. */
export function mockReadme(model: ApiModel, naming: Naming, command: string): string {
  const name = naming.packageName("mock-server");
  const created = creation(model);
  const read = reading(model);
  return `# ${name}

A mock server of the ${model.title}. ${whatItDoes(model)}

\`\`\`ts
import { createMockServer } from "${name}";

const mock = createMockServer({ secret: "whsec_test" });
await mock.listen({ port: 0 });
console.log(mock.url);
${emitExample(model)}await mock.close();
\`\`\`

From a shell, for tests in any language:

\`\`\`sh
npx ${command} --port 4010
\`\`\`

and from another shell, or from a script, what a test does in process: \`npx ${command} --help\` lists all commands.

\`\`\`sh
npx ${command} requests --follow
npx ${command} add-fault '{"status":503,"times":2}'
npx ${command} advance 1h     # of a mock with --clock virtual
\`\`\`

- Every operation of the spec: those on ${resourceNames(model)} keep state, the others answer with the spec's examples.
- Requests are checked against the spec; what does not fit is answered with a problem document (RFC 9457).
- State ends with the process, unless a file keeps it: \`--state mock.jsonl\`, or the option \`state\`. What was answered survives a kill.
- Without configured \`apiKeys\` any key is accepted, but there must be one.
- \`mock.fetch\` answers without a socket.${deliveryNotes(model)}

${created === undefined ? "" : virtualTime(name, created)}
${read === undefined ? "" : faultsAndOverrides(name, read)}
${read === undefined ? "" : inVitest(name, read)}
## Packages beside it

Generated from the same spec and versioned together:

${siblings(model, naming, "mock-server")}
`;
}

function whatItDoes(model: ApiModel): string {
  if (model.delivery !== undefined)
    return "It keeps state, answers like the API, and POSTs signed deliveries to whoever subscribed.";
  return sendsByHand(model)
    ? "It keeps state, answers like the API, and POSTs the spec's webhooks when a test asks for it."
    : "It keeps state and answers like the API.";
}

/** Items of the list, for an API that POSTs something. */
function deliveryNotes(model: ApiModel): string {
  if (!sendsByHand(model)) return "";
  const [first] = [...model.webhooks, ...model.callbacks];
  const kinds = model.callbacks.length === 0 ? "webhook" : "webhook or callback";
  return ` \`mock.deliveries\` lists what was sent, and what it was answered.
- \`mock.webhooks${memberAccess(first?.name ?? "")}.send(url, payload)\` POSTs a ${kinds} of the spec by hand; without a payload its example is sent, or one
  made from its schema.
- Deliveries go to this machine only, unless \`allowHosts\` names others.`;
}

function resourceNames({ resources }: ApiModel): string {
  return resources.length === 0 ? "a resource" : resources.map(({ name }) => `\`${name}\``).join(", ");
}

function emitExample(model: ApiModel): string {
  const change = emission(model);
  if (change === undefined) return "";
  return `const reports = await mock.emit(${change});\nconsole.log(reports.length, "deliveries");\n`;
}

function virtualTime(name: string, { request, source, objectType, wait }: Creation): string {
  return `## Deliveries in virtual time

A virtual clock stands still until the test moves it. What falls due meanwhile (polls, deliveries, retries) happens in order, and is
waited for. \`transport\` stands in for the receiver; without it deliveries are real POSTs.

\`\`\`ts
import { createMockServer } from "${name}";

const mock = createMockServer({
  clock: "virtual",
  transport: ({ url, body }) => {
    console.log("POST", url, body);
    return { status: 200 };
  },
});
await mock.fetch(${request});
await mock.connection(${source}).upsert(${objectType}, { id: "1", name: "Ada" });
await mock.clock.advance(${wait});
console.log(mock.deliveries.at(-1)?.status); // delivered
await mock.close();
\`\`\`
`;
}

function faultsAndOverrides(name: string, { operation, path, init, refusal }: Reading): string {
  return `## Faults and overrides

A fault is a rule by which requests or deliveries go wrong. An override answers an operation in the mock's place; what it leaves out
comes from the spec.

\`\`\`ts
import { createMockServer } from "${name}";

const mock = createMockServer();
mock.faults.add({ operation: ${operation}, status: 503, times: 1 });
console.log((await mock.fetch(${path}${init})).status); // 503

const remove = mock.on(${operation}, () => ({ status: ${refusal} }));
console.log((await mock.fetch(${path}${init})).status); // ${refusal}
remove();
await mock.close();
\`\`\`
`;
}

function inVitest(name: string, { operation, path, init }: Reading): string {
  return `## In vitest

A test that asks for \`mock\` gets one of its own in its process, closed when the test is over. One that asks for \`server\` gets a
namespace of its own on the one server that all test files share, and that anything can call over HTTP. vitest 4 is needed for these
entries only.

<!-- not run: it is a test file -->
\`\`\`ts
import { expect } from "vitest";
import { test, unwrap } from "${name}/vitest";

test("the API is asked, in process", async ({ mock }) => {
  await mock.fetch(${path}${init});
  await expect(mock).toHaveRequested({ operation: ${operation} });
});

const later = test.extend({ serverOptions: { clock: "virtual" as const } });

later("the API is asked, over HTTP", async ({ server: { url, headers, control } }) => {
  await fetch(url + ${path}, { headers });
  unwrap(await control.advance({ body: { by: "1h" } }));
  expect(unwrap(await control.listRequests({ operation: ${operation} }))).toHaveLength(1);
});
\`\`\`

\`server\` needs the global set-up: \`test: { globalSetup: ["${name}/global-setup"] }\` in vitest.config.ts. For options, name a file of yours
with \`export default createGlobalSetup({ strict: true })\`. \`control\` is the client of the control API, bound to the namespace.

In jest: \`import { matchers } from "${name}"\` and \`expect.extend(matchers)\`.
`;
}
