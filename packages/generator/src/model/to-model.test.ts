import { expect, test } from "vitest";
import { modelWith } from "../../test/model-of.js";

test("servers: keys from descriptions, variables at their defaults, no slash at the end", () => {
  const servers = [
    { url: "https://api.example/", description: "North America" },
    { url: "https://{region}.example/{base}/", variables: { region: { default: "eu" } } },
    { url: "/v1", description: "North America" },
    {},
  ];
  expect(modelWith({ servers }).servers.map(({ key, url }) => [key, url])).toEqual([
    ["north-america", "https://api.example"],
    ["server-2", "https://eu.example/{base}"],
    ["north-america2", "/v1"],
  ]);
});

test("security schemes: where the key goes, and what stands before it", () => {
  const securitySchemes = {
    key: { type: "apiKey", in: "query", name: "api key" },
    prefixed: { type: "apiKey", in: "header", name: "authorization", "x-hookspec-prefix": "bearer " },
    basic: { type: "http", scheme: "Basic" },
    token: { type: "oauth2", flows: {} },
  };
  const { securitySchemes: read } = modelWith({ components: { securitySchemes } });
  expect(read.map(({ in: place, parameter, prefix }) => [place, parameter, prefix])).toEqual([
    ["query", "api key", undefined],
    ["header", "authorization", "bearer "],
    ["header", "authorization", "basic "],
    ["header", "authorization", "bearer "],
  ]);
});

test("a title of several lines becomes one", () => {
  expect(modelWith({ info: { title: " Pets\n*/ API ", version: 2 } })).toMatchObject({
    title: "Pets */ API",
    version: "2",
  });
});
