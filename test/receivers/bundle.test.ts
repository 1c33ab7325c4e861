import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { signDelivery } from "@hookspec/webhook-client/receiver";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folders.js";
import { inRoot } from "../support/repository.js";

const program = `import { createReceiver } from "@hookspec/webhook-client/receiver";
const receiver = createReceiver({ secrets: "s", subscriptions: { "/": { object_type: "crm_contact", event: "created" } } });
export const handled = [];
receiver.on("*", ({ delivery }) => handled.push(delivery.nonce));
export default receiver;
`;

/** What a user's bundler makes of a receiver with its Fetch adapter. */
async function bundled(platform: "browser" | "node", code = program): Promise<string> {
  const entry = inRoot("test", "receivers", "virtual-entry.mjs");
  const bundle = await rolldown({
    input: entry,
    platform,
    plugins: [
      {
        name: "program",
        load: (id) => (id === entry ? code : undefined),
        resolveId: (id) => (id === entry ? id : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return output[0].code;
}

test.each(["browser", "node"] as const)("a receiver bundled for %s works by itself", async (platform) => {
  const code = await bundled(platform);
  const file = path.join(temporaryFolder(), "receiver.mjs");
  writeFileSync(file, code);
  const { default: receiver, handled } = (await import(pathToFileURL(file).href)) as {
    default: { fetch(request: Request): Promise<Response> };
    handled: string[];
  };
  const signed = await signDelivery({ data: [{ id: "1" }], nonce: "n" }, { secret: "s" });
  const send = (body: string) =>
    receiver.fetch(new Request("https://app.test/", { method: "POST", ...signed, body }));
  expect((await send(signed.body)).status).toBe(200);
  expect((await send(signed.body.replace('"1"', '"2"'))).status).toBe(401);
  expect(handled).toEqual(["n"]);
  expect(/\bnode:/.test(code)).toBe(platform === "node");
});

test("it is at most 4 kB gzipped, and what is not used is left out", async () => {
  const code = await bundled(
    "browser",
    'export { createReceiver } from "@hookspec/webhook-client/receiver";',
  );
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(4096);
  // The client, Standard Webhooks, diagnosis and the other adapters.
  expect(code).not.toMatch(/openapi|webhook-timestamp|JSON writers|originalUrl|removeAllContentTypeParsers/);
});
