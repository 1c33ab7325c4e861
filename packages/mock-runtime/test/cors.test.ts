import { expect, test } from "vitest";
import { newWebhook, startMock } from "./harness.js";

const path = "/unified/webhook";
const preflight = {
  origin: "https://app.example",
  "access-control-request-method": "PATCH",
  "access-control-request-headers": "authorization, content-type",
};

/** Without a key. */
async function ask(url: string, method: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method, headers });
}

test("HEAD is GET without its body, over a socket and without one", async () => {
  const { mock, call } = await startMock();
  const { body } = await call("POST", path, newWebhook());
  const get = await call("GET", `${path}/${body.id}`);
  const head = await call("HEAD", `${path}/${body.id}`);
  expect([head.status, head.text]).toEqual([200, ""]);
  expect(head.headers.get("content-length")).toBe(String(Buffer.byteLength(get.text)));
  const headers = { authorization: "bearer test" };
  const direct = await mock.fetch(`${path}/${body.id}`, { method: "HEAD", headers });
  expect([direct.status, await direct.text()]).toEqual([200, ""]);
  expect((await call("HEAD", `${path}/none`)).status).toBe(404);
});

test("OPTIONS names the methods of a path, and needs no key", async () => {
  const { mock } = await startMock();
  const answer = await ask(`${mock.url}${path}/1`, "OPTIONS");
  expect([answer.status, answer.headers.get("allow")]).toEqual([
    204,
    "DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
  ]);
  expect((await ask(`${mock.url}/nowhere`, "OPTIONS")).status).toBe(404);
});

test("a preflight is answered without a key", async () => {
  const { mock } = await startMock();
  const { status, headers } = await ask(`${mock.url}${path}/1`, "OPTIONS", preflight);
  expect(status).toBe(204);
  expect(headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect(headers.get("access-control-allow-methods")).toBe("DELETE, GET, HEAD, OPTIONS, PATCH, PUT");
  expect(headers.get("access-control-allow-headers")).toBe("authorization, content-type");
  expect(headers.get("access-control-allow-credentials")).toBe("true");
  expect(headers.get("access-control-max-age")).toBe("600");
  expect(headers.get("vary")).toBe("origin");
});

test("answers and refusals alike can be read by the page that asked", async () => {
  const { mock, call } = await startMock();
  const origin = { origin: "https://app.example" };
  const listed = await call("GET", path, undefined, origin);
  expect(listed.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect(listed.headers.get("access-control-expose-headers")).toBe("content-type");
  const refused = await ask(mock.url + path, "GET", origin);
  expect(refused.status).toBe(401);
  expect(refused.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect(refused.headers.get("access-control-expose-headers")).toBe("content-type, www-authenticate");
});

test("cors: false says nothing of it", async () => {
  const { mock, call } = await startMock({ cors: false });
  const answer = await ask(`${mock.url}${path}/1`, "OPTIONS", preflight);
  expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([204, null]);
  const listed = await call("GET", path, undefined, { origin: "https://app.example" });
  expect(listed.headers.get("access-control-allow-origin")).toBeNull();
});

test("who asks from no page gets no CORS headers", async () => {
  const { call } = await startMock();
  const { headers } = await call("GET", path);
  expect(headers.get("access-control-allow-origin")).toBeNull();
  expect(headers.get("vary")).toBeNull();
});
