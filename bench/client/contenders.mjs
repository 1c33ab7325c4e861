// The clients that are compared: how each is imported, and one call, six calls and a list with it. As source text, so that the
// bundler and the timed processes see the same code.

const base = "https://api.unified.to";
const key = '"bearer test"';
const body =
  '{ connection_id: "c", object_type: "crm_contact", event: "updated", hook_url: "https://a.example/hooks" }';

const bareMethods = `
const call = async (path, init = {}) => {
  const headers = { authorization: ${key}, ...(init.body && { "content-type": "application/json" }) };
  const response = await fetchFunction("${base}/unified/webhook" + path, { ...init, headers });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
};`;

/** `client` makes the client from `fetchFunction`; the calls are expressions. */
export const clients = (webhookClient) => [
  {
    name: "bare fetch",
    source: undefined,
    imports: "",
    client: bareMethods,
    get: 'call("/" + encodeURIComponent("id"))',
    list: 'call("?limit=100")',
    rest: [
      `call("", { method: "POST", body: JSON.stringify(${body}) })`,
      `call("/id", { method: "PUT", body: JSON.stringify(${body}) })`,
      'call("/id", { method: "PATCH", body: \'{"interval":15}\' })',
      'call("/id", { method: "DELETE" })',
    ],
  },
  {
    name: "openapi-fetch",
    source: "openapi-fetch",
    imports: 'import createClient from "openapi-fetch";',
    client: `const client = createClient({ baseUrl: "${base}", fetch: fetchFunction, headers: { authorization: ${key} } });`,
    get: 'client.GET("/unified/webhook/{id}", { params: { path: { id: "id" } } })',
    list: 'client.GET("/unified/webhook", { params: { query: { limit: 100 } } })',
    rest: [
      `client.POST("/unified/webhook", { body: ${body} })`,
      `client.PUT("/unified/webhook/{id}", { params: { path: { id: "id" } }, body: ${body} })`,
      'client.PATCH("/unified/webhook/{id}", { params: { path: { id: "id" } }, body: { interval: 15 } })',
      'client.DELETE("/unified/webhook/{id}", { params: { path: { id: "id" } } })',
    ],
  },
  {
    name: "ky",
    source: "ky",
    imports: 'import ky from "ky";',
    client: `const client = ky.create({ prefixUrl: "${base}", fetch: fetchFunction, headers: { authorization: ${key} } });`,
    get: 'client.get("unified/webhook/id").json()',
    list: 'client.get("unified/webhook", { searchParams: { limit: 100 } }).json()',
    rest: [
      `client.post("unified/webhook", { json: ${body} }).json()`,
      `client.put("unified/webhook/id", { json: ${body} }).json()`,
      'client.patch("unified/webhook/id", { json: { interval: 15 } }).json()',
      'client.delete("unified/webhook/id").json()',
    ],
  },
  {
    name: "hookspec",
    source: webhookClient,
    imports: `import { createWebhookClient } from ${JSON.stringify(webhookClient)};`,
    // what a page imports that makes no other call; the others cannot leave out what they do not use
    one: {
      imports: `import { createWebhookCaller, getWebhook } from ${JSON.stringify(webhookClient)};`,
      client: `const client = createWebhookCaller({ apiKey: ${key}, fetch: fetchFunction });`,
      call: 'getWebhook(client, { id: "id" })',
    },
    client: `const client = createWebhookClient({ apiKey: ${key}, fetch: fetchFunction });`,
    get: 'client.get({ id: "id" })',
    list: "client.list({ limit: 100 })",
    rest: [
      `client.create({ body: ${body} })`,
      `client.update({ id: "id", body: ${body} })`,
      'client.patch({ id: "id", body: { interval: 15 } })',
      'client.remove({ id: "id" })',
    ],
  },
];

/** A module whose `run(fetchFunction)` gives a function that makes these calls. */
export const moduleOf = ({ imports, client }, calls) => `${imports}
export function run(fetchFunction) {
${client}
return async () => { ${calls.map((call) => `await ${call};`).join(" ")} };
}
`;
