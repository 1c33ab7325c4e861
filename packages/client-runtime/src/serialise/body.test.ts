import fc from "fast-check";
import { expect, test } from "vitest";
import { json, multipart, raw, urlencoded } from "./body.js";

test("JSON as JSON.stringify writes it, text included", () => {
  expect(json({ at: new Date(0), gone: undefined })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  expect(json("text")).toBe('"text"');
});

test("urlencoded: every record survives a form parser", () => {
  expect(urlencoded({ a: "b c&d", n: [1, 2], none: undefined })).toBe("a=b%20c%26d&n=1&n=2");
  const texts = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(fc.dictionary(texts, texts), (record) => {
      expect([...new URLSearchParams(urlencoded(record) as string)]).toEqual(Object.entries(record));
    }),
  );
});

test("multipart: lists repeat, objects are JSON parts, fetch writes the boundary", async () => {
  const body = {
    name: "Rex",
    born: new Date(0),
    tags: ["a", "b"],
    file: new Blob(["bytes"]),
    meta: { age: 3 },
    none: undefined,
  };
  const form = await new Response(multipart(body)).formData();
  expect([form.get("name"), form.getAll("tags"), form.has("none")]).toEqual(["Rex", ["a", "b"], false]);
  expect(form.get("born")).toBe("1970-01-01T00:00:00.000Z");
  const meta = form.get("meta") as File;
  expect([meta.type, await meta.text()]).toEqual(["application/json", '{"age":3}']);
  expect(await (form.get("file") as File).text()).toBe("bytes");
  expect(multipart(form)).toBe(form);
});

test("text, bytes and Blobs go as they are", () => {
  for (const value of ["<pet/>", new Uint8Array([1, 2]), new ArrayBuffer(1), new Blob(["x"])])
    expect(raw(value)).toBe(value);
});

test("refuses what cannot be sent, or not twice", () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  expect(() => json(circular)).toThrow("circular");
  expect(() => json(() => 1)).toThrow("has no JSON form");
  expect(() => raw(new ReadableStream())).toThrow("is neither text nor bytes nor a Blob");
  expect(() => raw({ a: 1 })).toThrow("is neither text nor bytes nor a Blob");
  expect(() => urlencoded("a=b")).toThrow("is no object");
});
