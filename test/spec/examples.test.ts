import { createHmac } from "node:crypto";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { deliveries, faults, operations, readBeside, resolve, spec, type MediaType } from "./read-spec.js";

interface Delivery {
  readonly data: readonly unknown[];
  readonly nonce: string;
  readonly sig: string;
  readonly sig256: string;
  readonly type: string;
}

interface Body extends MediaType {
  /** Where it stands, e.g. `createUnifiedWebhook 422`. */
  readonly at: string;
}

const bodies = [...operations, ...deliveries].flatMap(({ operation }): Body[] => {
  const parts = Object.entries({ request: operation.requestBody ?? {}, ...operation.responses });
  return parts.flatMap(([part, found]) =>
    Object.values(resolve(found).content ?? {}).map((media) => ({
      ...media,
      at: `${operation.operationId} ${part}`,
    })),
  );
});

const filesOf = (media: MediaType): string[] =>
  Object.values(media.examples ?? {}).flatMap(({ externalValue }) =>
    externalValue === undefined ? [] : [externalValue],
  );

describe.each(bodies)("the body of $at", (body) => {
  test("has an example", () => {
    expect(filesOf(body)).not.toEqual([]);
  });

  test.each(filesOf(body))("fits %s", (file) => {
    expect(faults(body.schema, JSON.parse(readBeside(file)))).toEqual([]);
  });
});

test("every body that the operations have was looked at", () => {
  // 4 requests, 7 answers with a webhook or a list, every documented problem, 1 delivery.
  const problems = operations.flatMap(({ operation }) =>
    Object.keys(operation.responses).filter((status) => status !== "200"),
  );
  expect(bodies).toHaveLength(4 + 7 + problems.length + 1);
});

test("every file in specs/examples is the example of something", () => {
  const folder = fileURLToPath(new URL("../../specs/examples", import.meta.url));
  const files = readdirSync(folder).filter((file) => !file.startsWith("."));
  expect(files.map((file) => `examples/${file}`).toSorted()).toEqual(
    [...new Set(bodies.flatMap(filesOf))].toSorted(),
  );
});

test("each problem's example has the status it is the example of", () => {
  for (const body of bodies) {
    const status = Number(body.at.split(" ")[1]);
    if (!(status >= 400)) continue;
    for (const file of filesOf(body))
      expect(JSON.parse(readBeside(file)), body.at).toHaveProperty("status", status);
  }
});

describe("the deliveries", () => {
  const files = bodies.filter(({ at }) => at === "deliverWebhook request").flatMap(filesOf);
  const read = (file: string) => JSON.parse(readBeside(file)) as Delivery;

  test("show every kind once", () => {
    expect(files.map((file) => read(file).type).toSorted()).toEqual(
      spec.components.schemas["DeliveryType"]?.enum?.toSorted(),
    );
  });

  test.each(files)("%s verifies, byte for byte and parsed, with whsec_example", (file) => {
    const { data, nonce, sig, sig256 } = read(file);
    const signed = JSON.stringify(data);
    // The file is sent as it stands: a formatter that spreads `data` over lines would break its signature.
    expect(readBeside(file)).toContain(`"data": ${signed},\n`);
    const hmac = (hash: string) =>
      createHmac(hash, "whsec_example")
        .update(signed + nonce, "utf8")
        .digest("base64");
    expect({ sig, sig256 }).toEqual({ sig: hmac("sha1"), sig256: hmac("sha256") });
  });
});

test.each([
  ["create", "CreateWebhook"],
  ["create-for-connection", "CreateWebhookForConnection"],
  ["update", "UpdateWebhook"],
])("the answer of %s holds what its request set", (name) => {
  const [request, response] = ["request", "response"].map((part): unknown =>
    JSON.parse(readBeside(`examples/${name}.${part}.json`)),
  );
  expect(response).toMatchObject(request as object);
});
