import { expect, test } from "vitest";
import { serialiseBody } from "./body.js";

test.each([
  ["application/json", { at: new Date(0), gone: undefined }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ["application/merge-patch+json", { name: null }, '{"name":null}'],
  ["application/json; charset=utf-8", "text", '"text"'],
  ["application/x-www-form-urlencoded", { a: "b c&d", n: [1, 2], none: undefined }, "a=b%20c%26d&n=1&n=2"],
  ["text/plain", "as it is", "as it is"],
  ["application/xml", "<pet/>", "<pet/>"],
])("%s", (mediaType, value, body) => {
  expect(serialiseBody(mediaType, value, "body")).toEqual({ body, contentType: mediaType });
});

test("bytes and Blobs go as they are", () => {
  const bytes = new Uint8Array([1, 2]);
  expect(serialiseBody("application/octet-stream", bytes, "body").body).toBe(bytes);
  const blob = new Blob(["x"]);
  expect(serialiseBody("image/png", blob, "body")).toEqual({ body: blob, contentType: "image/png" });
});

test("multipart: lists repeat, objects are JSON parts, fetch writes the boundary", async () => {
  const { body, contentType } = serialiseBody(
    "multipart/form-data",
    { name: "Rex", tags: ["a", "b"], file: new Blob(["bytes"]), meta: { age: 3 }, none: undefined },
    "body",
  );
  expect(contentType).toBeUndefined();
  const form = await new Response(body).formData();
  expect([form.get("name"), form.getAll("tags"), form.has("none")]).toEqual(["Rex", ["a", "b"], false]);
  const meta = form.get("meta") as File;
  expect([meta.type, await meta.text()]).toEqual(["application/json", '{"age":3}']);
  expect(await (form.get("file") as File).text()).toBe("bytes");
  expect(serialiseBody("multipart/form-data", form, "body")).toEqual({ body: form });
});

test("refuses what cannot be sent, or not twice", () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  expect(() => serialiseBody("application/json", circular, "createPet: body")).toThrow(
    "createPet: body has no JSON form (Converting circular structure to JSON). Pass plain data.",
  );
  expect(() => serialiseBody("application/json", () => 1, "createPet: body")).toThrow(
    new TypeError("createPet: body has no JSON form. Pass plain data."),
  );
  expect(() => serialiseBody("text/plain", new ReadableStream(), "createPet: body")).toThrow(
    new TypeError(
      "createPet: body is a stream, which cannot be sent again on a retry. Pass its bytes, text or a Blob.",
    ),
  );
  expect(() => serialiseBody("text/csv", { a: 1 }, "createPet: body")).toThrow(
    new TypeError("createPet: body is an object, which has no form in text/csv. Pass text, bytes or a Blob."),
  );
});
