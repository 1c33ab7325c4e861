import { expect, test } from "vitest";
import { inCookie, inHeader, inQuery, keyText } from "./auth.js";

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
