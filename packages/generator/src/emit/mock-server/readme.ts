import type { ApiModel } from "../../model/api-model.js";
import { propertyKey } from "../../model/names.js";
import { literal } from "../literal.js";
import { siblings } from "../package-files.js";
import type { Naming } from "../packages.js";

/** README of the mock server package. Its first example runs as it stands. */
export function mockReadme(model: ApiModel, naming: Naming, command: string): string {
  const name = naming.packageName("mock-server");
  return `# ${name}

A mock server of the ${model.title}. It keeps state, answers like the API, and POSTs signed deliveries to whoever subscribed.

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

- Every operation of the spec: those on ${resourceNames(model)} keep state, the others answer with the spec's examples.
- Requests are checked against the spec; what does not fit is answered with a problem document (RFC 9457).
- Without configured \`apiKeys\` any key is accepted, but there must be one.
- \`mock.fetch\` answers without a socket. \`mock.deliveries\` lists what was sent, and what it was answered.
- Deliveries go to this machine only, unless \`allowHosts\` names others.

Beside it, generated from the same spec and versioned together:

${siblings(naming, "mock-server")}
`;
}

function resourceNames({ resources }: ApiModel): string {
  return resources.length === 0 ? "a resource" : resources.map(({ name }) => `\`${name}\``).join(", ");
}

function emitExample({ subscription, delivery, resources }: ApiModel): string {
  if (subscription === undefined || delivery === undefined) return "";
  const fields = resources.find(({ name }) => name === subscription.resource)?.fields ?? [];
  const value = (field: string) => fields.find(({ name }) => name === field)?.values?.[0] ?? "connection_1";
  const members = [subscription.source, subscription.objectType, subscription.event].map(
    (field) => `${propertyKey(field)}: ${literal(value(field))}`,
  );
  return `const reports = await mock.emit({ ${members.join(", ")}, ${propertyKey(delivery.data)}: { id: "1" } });\nconsole.log(reports.length, "deliveries");\n`;
}
