import { describe, expect, test } from "vitest";
import { definition, getPet } from "../test/pets.js";
import { createCaller } from "./caller.js";
import { settle, type CallOptions, type ClientOptions } from "./options.js";

describe("where requests go", () => {
  test.each<[ClientOptions, string]>([
    [{}, "https://api.example.com/v1"],
    [{ server: "eu" }, "https://eu.example.com/v1"],
    [{ baseUrl: "http://127.0.0.1:4010" }, "http://127.0.0.1:4010"],
    [{ baseUrl: "http://127.0.0.1:4010/base//" }, "http://127.0.0.1:4010/base"],
  ])("%o → %s", (options, baseUrl) => {
    expect(settle(definition, options).baseUrl).toBe(baseUrl);
  });
});

const where =
  "Option server or baseUrl is not accepted. Pass one: of the servers main,eu; or an http(s) URL without user, query and fragment.";
const number = (name: string) => `Option ${name} is not accepted. Pass a number, 0 or more.`;
const unusable = "The apiKey is empty or holds characters that no header can. Pass it as it was issued.";

test.each<[string, ClientOptions, string]>([
  ["server and baseUrl", { server: "eu", baseUrl: "http://a" }, where],
  ["an unknown server", { server: "us" }, where],
  ["a server named like a built-in", { server: "toString" }, where],
  ["a relative baseUrl", { baseUrl: "/v1" }, where],
  ["an empty baseUrl", { baseUrl: "" }, where],
  ["a file", { baseUrl: "file:///etc" }, where],
  ["a password, which is not printed", { baseUrl: "https://u:p@a" }, where],
  ["a query", { baseUrl: "https://a/?x=1" }, where],
  ["negative retries", { retries: -1 }, number("retries")],
  ["retries that are text", { retries: "many" as unknown as number }, number("retries")],
  ["a timeout below 0", { timeout: -1 }, number("timeout")],
  ["NaN", { totalTimeout: Number.NaN }, number("totalTimeout")],
  ["a budget below 0", { retryBudget: -1 }, number("retryBudget")],
  ["an empty key", { apiKey: " " }, unusable],
  ["a key with a line break", { apiKey: "secret\nkey" }, unusable],
  [
    "validation without validators",
    { validate: "throw" } as ClientOptions,
    "Option validate is not accepted. Pass the package's validators, too.",
  ],
  [
    "a misspelt option",
    { apikey: "k" } as ClientOptions,
    "Option apikey is not accepted. There are timeout, totalTimeout, retries, signal, headers, retryBudget, hooks, apiKey, server, baseUrl, fetch, validate, validators.",
  ],
])("refuses %s when the client is made", (_name, options, message) => {
  expect(() => createCaller(definition, options)).toThrow(new TypeError(message));
});

test("an API without a server asks for a baseUrl", () => {
  expect(() => createCaller({ name: "pets", servers: {} })).toThrow("or an http(s) URL");
});

test("options of a call are refused before anything is sent", async () => {
  const sent: unknown[] = [];
  const { $call } = createCaller(definition, {
    fetch: async (...args) => (sent.push(args), new Response("{}")),
  });
  await expect($call(getPet, { id: 1 }, { time_out: 5 } as CallOptions)).rejects.toThrow(
    new TypeError(
      "Option time_out is not accepted. There are timeout, totalTimeout, retries, signal, headers.",
    ),
  );
  await expect($call(getPet, { id: 1 }, { timeout: -5 })).rejects.toThrow(number("timeout"));
  await expect($call(getPet, { id: 1 }, { headers: { "x y": "s3cret" } })).rejects.toThrow(
    new TypeError("GET /pets/1: a header has a name or value that HTTP does not allow. Nothing was sent."),
  );
  expect(sent).toEqual([]);
});

test("options that are undefined are as good as absent", async () => {
  const fetch = async () => new Response("{}");
  const { $call } = createCaller(definition, { fetch, timeout: undefined, retries: undefined });
  expect(await $call(getPet, { id: 1 }, { timeout: undefined, signal: undefined })).toMatchObject({
    ok: true,
  });
});
