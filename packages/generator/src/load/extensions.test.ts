import { expect, test } from "vitest";
import { parseSpec } from "./document.js";
import { checkExtensions } from "./extensions.js";
import { formatProblem } from "./problems.js";

const known =
  "x-hookspec-packages, x-hookspec-method, x-hookspec-action, x-hookspec-paging, x-hookspec-sort, x-hookspec-field, x-hookspec-prefix, x-hookspec-extensible, " +
  "x-hookspec-unset, x-hookspec-resource, x-hookspec-subscription, x-hookspec-delivery, x-hookspec-signing";

const operation = (members: string) => `paths:\n  /a:\n    get:\n      ${members}\n`;
const schema = (members: string) => `components:\n  schemas:\n    A:\n      ${members}\n`;
const webhook = (members: string) => `webhooks:\n  w:\n    post:\n      ${members}\n`;

test.each([
  [
    "a name that is misspelt",
    operation("x-hookspec-pagign: {}"),
    [
      `s.yaml:4:7  x-hookspec-pagign is not an extension of hookspec. Did you mean x-hookspec-paging? Known are: ${known}.`,
    ],
  ],
  [
    "a name that is like no other",
    "x-hookspec-zzzzzzzzzzzzzzzz: 1\n",
    [`s.yaml:1:1  x-hookspec-zzzzzzzzzzzzzzzz is not an extension of hookspec. Known are: ${known}.`],
  ],
  [
    "method on a schema",
    schema("x-hookspec-method: a"),
    ["s.yaml:4:7  x-hookspec-method means nothing here. Move it to an operation under paths."],
  ],
  [
    "action on a webhook",
    webhook("x-hookspec-action: { kind: list }"),
    ["s.yaml:4:7  x-hookspec-action means nothing here. Move it to an operation under paths."],
  ],
  [
    "paging on a path item",
    "paths:\n  /a:\n    x-hookspec-paging: {}\n",
    ["s.yaml:3:5  x-hookspec-paging means nothing here. Move it to an operation under paths."],
  ],
  [
    "packages on info",
    "info:\n  x-hookspec-packages: [types]\n",
    ["s.yaml:2:3  x-hookspec-packages means nothing here. Move it to the top of the document."],
  ],
  [
    "an unknown package",
    "x-hookspec-packages: [types, server]\n",
    ['s.yaml:1:30  x-hookspec-packages/1 is "server"; accepted are: types, client, mock-server.'],
  ],
  [
    "sort on info",
    "info:\n  x-hookspec-sort: {}\n",
    ["s.yaml:2:3  x-hookspec-sort means nothing here. Move it to an operation under paths."],
  ],
  [
    "field on a schema property called parameters",
    schema("properties: { parameters: { x-hookspec-field: {} } }"),
    ["s.yaml:4:35  x-hookspec-field means nothing here. Move it to a parameter."],
  ],
  [
    "prefix on a schema",
    schema("x-hookspec-prefix: a"),
    ["s.yaml:4:7  x-hookspec-prefix means nothing here. Move it to a security scheme."],
  ],
  [
    "extensible on a response",
    "components:\n  responses:\n    R:\n      x-hookspec-extensible: true\n",
    ["s.yaml:4:7  x-hookspec-extensible means nothing here. Move it to a schema."],
  ],
  [
    "unset on an operation",
    operation("x-hookspec-unset: all"),
    ["s.yaml:4:7  x-hookspec-unset means nothing here. Move it to a schema."],
  ],
  [
    "resource on an operation",
    operation("x-hookspec-resource: { id: id }"),
    ["s.yaml:4:7  x-hookspec-resource means nothing here. Move it to a schema."],
  ],
  [
    "subscription on a tag",
    "tags:\n  - x-hookspec-subscription: {}\n",
    ["s.yaml:2:5  x-hookspec-subscription means nothing here. Move it to a schema."],
  ],
  [
    "delivery on an operation",
    operation("x-hookspec-delivery: {}"),
    ["s.yaml:4:7  x-hookspec-delivery means nothing here. Move it to an operation under webhooks."],
  ],
  [
    "signing on an operation",
    operation("x-hookspec-signing: []"),
    ["s.yaml:4:7  x-hookspec-signing means nothing here. Move it to an operation under webhooks."],
  ],
  [
    "a method that is no identifier",
    operation("x-hookspec-method: a-b"),
    ['s.yaml:4:7  x-hookspec-method is "a-b"; it must match pattern "^[A-Za-z_$][A-Za-z0-9_$]*$".'],
  ],
  [
    "an action of no kind",
    operation("x-hookspec-action: { kind: lst, resource: A }"),
    [
      's.yaml:4:28  x-hookspec-action/kind is "lst"; accepted are: list, create, get, replace, patch, remove, trigger, resume, example.',
    ],
  ],
  [
    "an action without its item",
    operation("x-hookspec-action: { kind: get, resource: A }"),
    ["s.yaml:4:7  x-hookspec-action has no item. Add it."],
  ],
  [
    "a paging with a wrong and a misspelt member",
    operation("x-hookspec-paging: { limit: 5, ofset: o, default: 0 }"),
    [
      "s.yaml:4:7  x-hookspec-paging has no offset. Add it.",
      "s.yaml:4:38  x-hookspec-paging has an unknown member ofset. Did you mean offset? Accepted are: limit, offset, default.",
      "s.yaml:4:28  x-hookspec-paging/limit is 5; it must be string.",
      "s.yaml:4:48  x-hookspec-paging/default is 0; it must be >= 1.",
    ],
  ],
  [
    "a sort by nothing",
    operation("x-hookspec-sort: { by: s, fields: {}, default: [id] }"),
    ["s.yaml:4:33  x-hookspec-sort/fields is {}; it must NOT have fewer than 1 properties."],
  ],
  [
    "a field compared oddly",
    "components: { parameters: { P: { x-hookspec-field: { name: a, compare: like } } } }\n",
    ['s.yaml:1:63  x-hookspec-field/compare is "like"; accepted are: eq, gt, gte, lt, lte.'],
  ],
  [
    "an empty prefix",
    "components: { securitySchemes: { S: { x-hookspec-prefix: '' } } }\n",
    ['s.yaml:1:39  x-hookspec-prefix is ""; it must NOT have fewer than 1 characters.'],
  ],
  [
    "an extensible that is a word",
    schema("x-hookspec-extensible: yes please"),
    ['s.yaml:4:7  x-hookspec-extensible is "yes please"; it must be boolean.'],
  ],
  [
    "an unset of its own",
    schema("x-hookspec-unset: some"),
    ['s.yaml:4:7  x-hookspec-unset is "some"; accepted are: none, strings, all.'],
  ],
  [
    "a resource that is neither described nor denied",
    schema("x-hookspec-resource: true"),
    ["s.yaml:4:7  x-hookspec-resource is true; accepted are: false."],
  ],
  [
    "a resource without an id",
    schema("x-hookspec-resource: { immutable: [a, a] }"),
    [
      "s.yaml:4:7  x-hookspec-resource has no id. Add it.",
      's.yaml:4:30  x-hookspec-resource/immutable is ["a","a"]; it must NOT have duplicate items (items ## 1 and 0 are identical).',
    ],
  ],
  [
    "a retry at once with a start",
    webhook(
      "x-hookspec-delivery: { subscription: { schema: A, member: a }, data: d, nonce: n, kind: { field: k, initialPage: a, initialLast: b, virtual: c, native: d }, pageSize: 1, success: [2XX], retry: { virtual: { schedule: fibonacci, retries: 1 }, native: { schedule: immediate, retries: 1, start: 1 } } }",
    ),
    [
      "s.yaml:4:202  x-hookspec-delivery/retry/virtual has no unit. Add it.",
      "s.yaml:4:202  x-hookspec-delivery/retry/virtual has no start. Add it.",
      "s.yaml:4:291  x-hookspec-delivery/retry/native/start must not be there. Remove it.",
    ],
  ],
  [
    "a signature of an unknown kind",
    webhook(
      "x-hookspec-signing: [{ field: s, algorithm: md5, over: [d], encoding: base64, secret: namespace }]",
    ),
    [
      's.yaml:4:40  x-hookspec-signing/0/algorithm is "md5"; accepted are: hmac-sha1, hmac-sha256, hmac-sha512.',
    ],
  ],
])("%s", async (_name, text, expected) => {
  const problems = await checkExtensions(parseSpec(text, "s.yaml"));
  expect(problems.map(formatProblem)).toEqual(expected);
});

test("an extension in an example or a default is data", async () => {
  const text = schema("example: { x-hookspec-method: 5 }\n      default: { x-hookspec-zzz: 1 }");
  expect(await checkExtensions(parseSpec(text, "s.yaml"))).toEqual([]);
});
