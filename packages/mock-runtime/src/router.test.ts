import fc from "fast-check";
import { expect, test } from "vitest";
import { createRouter } from "./router.js";

const routes = [
  { method: "get", path: "/pets/{id}" },
  { method: "GET", path: "/pets/mine" },
  { method: "GET", path: "/pets/{id}.json" },
  { method: "DELETE", path: "/pets/{id}" },
  { method: "GET", path: "/pets/{owner}/{name}:full" },
  { method: "GET", path: "/" },
];
const router = createRouter(routes, ["/v1", "/v1/beta"]);

test.each([
  ["GET", "/pets/mine", "/pets/mine", {}],
  ["GET", "/pets/m%69ne", "/pets/mine", {}],
  ["DELETE", "/pets/mine", "/pets/{id}", { id: "mine" }],
  ["GET", "/pets/7", "/pets/{id}", { id: "7" }],
  ["GET", "/pets/7.json", "/pets/{id}.json", { id: "7" }],
  ["GET", "/pets/ann/rex:full", "/pets/{owner}/{name}:full", { owner: "ann", name: "rex" }],
  ["HEAD", "/pets/7", "/pets/{id}", { id: "7" }],
  ["GET", "/v1/pets/7", "/pets/{id}", { id: "7" }],
  ["GET", "/v1/beta/pets/7", "/pets/{id}", { id: "7" }],
  ["GET", "/", "/", {}],
])("%s %s is %s", (method, path, template, values) => {
  const match = router.match(method, path);
  expect([match.operation.path, match.path]).toEqual([template, values]);
});

test.each(["/pets/", "/pets", "/pets/ann/rex", "/v1", "/v10/pets/7", "/pets/7/"])("%s is a 404", (path) => {
  expect(() => router.match("GET", path)).toThrow("There is no GET");
});

test("a method that a path lacks is a 405, a path that no route has lists no methods", () => {
  expect(() => router.match("PUT", "/pets/7")).toThrow(
    "PUT is not supported here. Use DELETE, GET, HEAD, OPTIONS.",
  );
  expect(router.methods("/nowhere")).toEqual([]);
});

test("any id that is encoded comes out as it went in", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (id) => {
      const { path } = router.match("DELETE", `/pets/${encodeURIComponent(id)}`);
      expect(decodeURIComponent(path["id"] ?? "")).toBe(id);
    }),
  );
});
