import { expect, test } from "vitest";
import { authorize, checkApiKey } from "./auth.js";

const bearer = { in: "header", name: "authorization", prefix: "bearer " } as const;

test.each([
  ["abc", "bearer abc"],
  ["Bearer abc", "Bearer abc"],
  ["bearer abc", "bearer abc"],
  ["bearerabc", "bearer bearerabc"],
  [" abc\n", "bearer abc"],
])("key %j is sent as %j", (key, sent) => {
  const headers = new Headers();
  expect(authorize(bearer, key, "https://a/b", headers)).toBe("https://a/b");
  expect(headers.get("authorization")).toBe(sent);
});

test("a header that the caller set stays", () => {
  const headers = new Headers({ Authorization: "mine" });
  authorize(bearer, "abc", "https://a/b", headers);
  expect(headers.get("authorization")).toBe("mine");
});

test.each([
  ["https://a/b", "https://a/b?api%20key=k%26y"],
  ["https://a/b?c=d", "https://a/b?c=d&api%20key=k%26y"],
])("in the query of %s", (url, expected) => {
  expect(authorize({ in: "query", name: "api key" }, "k&y", url, new Headers())).toBe(expected);
});

test("in a cookie, beside others", () => {
  const headers = new Headers({ cookie: "a=b" });
  authorize({ in: "cookie", name: "session" }, "k;y", "https://a", headers);
  expect(headers.get("cookie")).toBe("a=b; session=k%3By");
});

test("a refused key is never printed", () => {
  for (const key of ["s3cret\u0000", "s3cret\u20ac", "s3\r\ncret"]) {
    expect(() => checkApiKey(key)).toThrow(TypeError);
    expect(() => checkApiKey(key)).not.toThrow(/s3|cret/);
  }
  expect(() => checkApiKey(undefined)).toThrow("The apiKey is of type undefined.");
});
