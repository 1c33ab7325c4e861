import { describe, expect, expectTypeOf, test } from "vitest";
import { definition, getPet } from "../test/pets.js";
import { createCaller } from "./caller.js";
import { callOptions, clientOptions, settle, type CallOptions, type ClientOptions } from "./options.js";

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

const accepted =
  "Pass an http or https URL without user, query and fragment, such as https://api.example.com/v1.";

test.each<[string, ClientOptions, string]>([
  [
    "server and baseUrl",
    { server: "eu", baseUrl: "http://a" },
    "Options server and baseUrl were both given. Pass one: server names one of the spec's, baseUrl is any.",
  ],
  [
    "a misspelt option",
    { apikey: "k" } as ClientOptions,
    'The pets client got "apikey", which there is not. Did you mean apiKey? Accepted: apiKey, server, baseUrl, fetch, retries, timeout, headers, onRequest, onResponse.',
  ],
  [
    "an option like no other",
    { verbose: true } as ClientOptions,
    'The pets client got "verbose", which there is not. Accepted: apiKey, server, baseUrl, fetch, retries, timeout, headers, onRequest, onResponse.',
  ],
  [
    "an unknown server",
    { server: "us" },
    'Option server is "us", which the pets API does not have. Pass one of main, eu, or the option baseUrl.',
  ],
  [
    "a server named like a built-in",
    { server: "toString" },
    'Option server is "toString", which the pets API does not have. Pass one of main, eu, or the option baseUrl.',
  ],
  [
    "a relative baseUrl",
    { baseUrl: "/v1" },
    `Option baseUrl is "/v1", which is no absolute URL. ${accepted}`,
  ],
  ["an empty baseUrl", { baseUrl: "" }, `Option baseUrl is "", which is no absolute URL. ${accepted}`],
  ["a file", { baseUrl: "file:///etc" }, `Option baseUrl has the scheme file:. ${accepted}`],
  ["a password", { baseUrl: "https://u:p@a" }, `Option baseUrl has a user name or password. ${accepted}`],
  ["a query", { baseUrl: "https://a/?x=1" }, `Option baseUrl has a query or a fragment. ${accepted}`],
  [
    "negative retries",
    { retries: -1 },
    "Option retries is -1. Pass a whole number, 0 (never send again) or more.",
  ],
  [
    "half a retry",
    { retries: 1.5 },
    "Option retries is 1.5. Pass a whole number, 0 (never send again) or more.",
  ],
  [
    "no time",
    { timeout: 0 },
    "Option timeout is 0. Pass milliseconds above 0 and up to 2147483647, or Infinity for no limit.",
  ],
  [
    "a timeout that timers cannot hold",
    { timeout: 2 ** 31 },
    "Option timeout is 2147483648. Pass milliseconds above 0 and up to 2147483647, or Infinity for no limit.",
  ],
  [
    "an empty key",
    { apiKey: " " },
    "The apiKey is empty. Pass the key as text, or a function that returns it.",
  ],
  [
    "a key with a line break",
    { apiKey: "secret\nkey" },
    "The apiKey holds a control or non-ASCII character at position 7. Pass the key as the API issued it.",
  ],
])("refuses %s when the client is made", (_name, options, message) => {
  expect(() => createCaller(definition, options)).toThrow(new TypeError(message));
});

test("refuses a header that cannot be sent, and an API without a server", () => {
  expect(() => createCaller(definition, { headers: { "x y": "1" } })).toThrow('Header "x y" cannot be sent');
  expect(() => createCaller({ name: "pets", servers: {} })).toThrow(
    new TypeError("The pets API names no server. Pass the option baseUrl."),
  );
});

test("a misspelt option of a call is refused before anything is sent", async () => {
  const sent: unknown[] = [];
  const call = createCaller(definition, { fetch: async (...args) => (sent.push(args), new Response("{}")) });
  await expect(call(getPet, { id: 1 }, { time_out: 5 } as CallOptions)).rejects.toThrow(
    new TypeError(
      'getPet: the options got "time_out", which there is not. Did you mean timeout? Accepted: signal, timeout, headers.',
    ),
  );
  await expect(call(getPet, { id: 1, foo: 1 })).rejects.toThrow('got "foo"');
  expect(sent).toEqual([]);
});

test("types: every option is among those accepted", () => {
  expectTypeOf<(typeof clientOptions)[number]>().toEqualTypeOf<keyof ClientOptions>();
  expectTypeOf<(typeof callOptions)[number]>().toEqualTypeOf<keyof CallOptions>();
});
