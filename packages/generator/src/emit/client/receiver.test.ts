import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadSpec } from "../../../test/generator.js";
import { modelWith } from "../../../test/model-of.js";
import type { ApiModel } from "../../model/api-model.js";
import { toModel } from "../../model/to-model.js";
import { Printer } from "../../print.js";
import { naming } from "../packages.js";
import { emitClient } from "./index.js";

const orders = fileURLToPath(new URL("../../../test/receiver-check/orders.yaml", import.meta.url));
const names = naming("orders", "@acme", { runtime: "*", sibling: "*" });

/** A file of the client package that a model becomes; undefined when it is not emitted. */
const emitted = (model: ApiModel, file: string) =>
  emitClient(model, names, new Printer("orders.yaml")).find(({ path }) => path === file)?.text;

test("an API that delivers nothing has no receiver", () => {
  const model = modelWith({ paths: {} });
  expect(emitted(model, "src/receiver.ts")).toBeUndefined();
  expect(emitted(model, "package.json")).not.toContain("receiver");
});

test("another API's receiver knows its own members, types and events", async () => {
  const model = toModel(await loadSpec(orders), "orders");
  const text = emitted(model, "src/receiver.ts");
  expect(text).toContain(`const definition: DeliveryDefinition = {
  signing: [{ field: "mac", algorithm: "hmac-sha512", over: ["order", "salt"], encoding: "hex" }],
  data: "order",
  nonce: "salt",
  success: 204,
  subscription: { member: "listener", url: "target", objectType: "thing", event: "change", events: "changes" },
};`);
  expect(text).toContain('export type ListenerSubscription = Pick<Listener, "thing"> & Partial<Listener>;');
  expect(text).toContain('  data: Payload["order"];');
  expect(JSON.parse(emitted(model, "package.json") ?? "")).toHaveProperty(["exports", "./receiver"], {
    types: "./dist/receiver.d.ts",
    default: "./dist/receiver.js",
  });
});
