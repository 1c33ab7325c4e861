// One way of calling an API without a socket, in a process of its own: `in-process.mjs <mock module> <who> <get|post> <ms>`.
import { callsPerSecond } from "../lib/rounds.mjs";
import { collection, createBody, item, json, key } from "./api.mjs";

const [module, who, what, ms] = process.argv.slice(2);
const origin = "http://api.test";
const text = JSON.stringify(createBody);
const bytes = Buffer.from(text);

/** What any mock must do: find or store, and answer JSON. */
function bareApi() {
  const items = new Map([[item.id, item]]);
  let ids = 0;
  return {
    get: (id) => JSON.stringify(items.get(id)),
    post: (body) => {
      const now = new Date().toISOString();
      const made = { ...item, ...JSON.parse(body), id: String(++ids), created_at: now, updated_at: now };
      items.set(made.id, made);
      return JSON.stringify(made);
    },
  };
}

const idOf = (path) => path.slice(path.lastIndexOf("/") + 1);

const callers = {
  "bare handler": () => {
    const api = bareApi();
    return viaHandle(item.id, async ({ method, path, body }) => ({
      status: 200,
      headers: json,
      body: method === "GET" ? api.get(idOf(path)) : api.post(Buffer.from(body).toString()),
    }));
  },
  "bare fetch handler": () => {
    const api = bareApi();
    return viaFetch(item.id, async (input, init) => {
      const request = new Request(input, init);
      const answer = request.method === "GET" ? api.get(idOf(request.url)) : api.post(await request.text());
      return new Response(answer, { headers: json });
    });
  },
  "mock.handle": async () => {
    const mock = await ourMock();
    return viaHandle(await firstId(mock), mock.handle);
  },
  "mock.fetch": async () => {
    const mock = await ourMock();
    return viaFetch(await firstId(mock), mock.fetch);
  },
  msw: async () => {
    const { setupServer } = await import("msw/node");
    const { http, HttpResponse } = await import("msw");
    const api = bareApi();
    const answer = (body) => new HttpResponse(body, { headers: json });
    setupServer(
      http.get(`${origin}${collection}/:id`, ({ params }) => answer(api.get(params.id))),
      http.post(`${origin}${collection}`, async ({ request }) => answer(api.post(await request.text()))),
    ).listen();
    return viaFetch(item.id, fetch);
  },
};

async function ourMock() {
  const { createMockServer } = await import(module);
  return createMockServer();
}

async function firstId(mock) {
  const made = await mock.fetch(`${origin}${collection}`, {
    method: "POST",
    headers: { ...key, ...json },
    body: text,
  });
  return (await made.json()).id;
}

function viaHandle(id, handle) {
  const get = { method: "GET", path: `${collection}/${id}`, headers: key, body: new Uint8Array() };
  const post = { method: "POST", path: collection, headers: { ...key, ...json }, body: bytes };
  const request = what === "get" ? get : post;
  return async () => {
    const { status, body } = await handle(request);
    if (status !== 200 || JSON.parse(body).interval !== 60) throw new Error(`${status} ${body}`);
  };
}

function viaFetch(id, call) {
  const get = [`${origin}${collection}/${id}`, { headers: key }];
  const post = [`${origin}${collection}`, { method: "POST", headers: { ...key, ...json }, body: text }];
  const [url, init] = what === "get" ? get : post;
  return async () => {
    const response = await call(url, init);
    const value = await response.json();
    if (response.status !== 200 || value.interval !== 60)
      throw new Error(`${response.status} ${JSON.stringify(value)}`);
  };
}

const call = await callers[who]();
await callsPerSecond(call, { ms: 200 });
console.log(JSON.stringify(await callsPerSecond(call, { ms: Number(ms) })));
process.exit();
