import { describe, expect, test } from "vitest";
import { type ApiKey, credentialsOf, inCookie, inHeader, inQuery, keyText, type Scheme } from "./auth.js";

test.each([
  ["abc", "bearer abc"],
  ["Bearer abc", "Bearer abc"],
  ["bearer abc", "bearer abc"],
  ["bearerabc", "bearer bearerabc"],
  [" abc\n", "bearer abc"],
])("key %j is sent as %j", (key, sent) => {
  expect(keyText(key, "bearer ")).toBe(sent);
});

test("in a header; one that the caller set stays", () => {
  const [none, own] = [new Headers(), new Headers({ Authorization: "mine" })];
  expect(inHeader("authorization", "abc", "https://a/b", none)).toBe("https://a/b");
  inHeader("authorization", "abc", "https://a/b", own);
  expect([none.get("authorization"), own.get("authorization")]).toEqual(["abc", "mine"]);
});

test.each([
  ["https://a/b", "https://a/b?api%20key=k%26y"],
  ["https://a/b?c=d", "https://a/b?c=d&api%20key=k%26y"],
])("in the query of %s", (url, expected) => {
  expect(inQuery("api key", "k&y", url, new Headers())).toBe(expected);
});

test("in a cookie, beside others, once", () => {
  const headers = new Headers({ cookie: "a=b" });
  for (let attempt = 1; attempt < 3; attempt++) inCookie("session", "k;y", "https://a", headers);
  expect(headers.get("cookie")).toBe("a=b; session=k%3By");
});

test("a key that cannot be sent is refused and never printed", () => {
  for (const key of ["s3cret\u0000", "s3cret\u20ac", "s3\r\ncret"]) {
    expect(() => keyText(key)).toThrow(TypeError);
    expect(() => keyText(key)).not.toThrow(/s3|cret/);
  }
  for (const key of [undefined, "", " "]) expect(() => keyText(key)).toThrow("The apiKey is empty");
});

describe("of several schemes", () => {
  const schemes: Record<string, Scheme> = {
    bearer: [inHeader, "authorization", "bearer "],
    basic: [inHeader, "authorization", "basic "],
    key: [inQuery, "key"],
  };
  const chosen = (keys: Record<string, ApiKey | undefined>, wanted?: string) =>
    credentialsOf(schemes, keys)(wanted).map(([, key]) => key);

  test.each<[string, Record<string, string | undefined>, string | undefined, string[]]>([
    ["the first, where an operation says nothing", { bearer: "b", key: "k" }, undefined, ["bearer b"]],
    ["the one that it names", { bearer: "b", key: "k" }, "key", ["k"]],
    ["none, where it names none", { bearer: "b", key: "k" }, "", []],
    ["the first alternative that there is a key for", { key: "k", basic: undefined }, "basic key", ["k"]],
    ["all that go together", { bearer: "b", key: "k" }, "basic bearer+key", ["bearer b", "k"]],
    ["none, rather than half of them", { key: "k" }, "bearer+key", []],
  ])("%s", (_name, keys, wanted, expected) => {
    expect(chosen(keys, wanted)).toEqual(expected);
  });

  test("a key without a scheme, and one of a scheme that is not there, are refused", () => {
    expect(() => credentialsOf(schemes, "k")).toThrow(
      new TypeError(
        "Option apiKey is not accepted. Pass an object with a key for each scheme: bearer,basic,key.",
      ),
    );
    expect(() => chosen({ token: "s3cret" })).toThrow(
      new TypeError("Option apiKey.token is not accepted. There are bearer,basic,key."),
    );
  });
});

test("an API without schemes sends no key that it is given", () => {
  expect(credentialsOf({}, "k")()).toEqual([]);
});
