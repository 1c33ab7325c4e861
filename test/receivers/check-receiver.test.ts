import { test } from "vitest";
import { inRoot, root } from "../support/repository.js";
import { run } from "../support/run.js";
import { contactReceiver, path, secret, servers } from "./servers.js";

const command = inRoot("packages", "generator", "bin", "hookspec.js");
const spec = ["--spec", inRoot("specs", "webhook.yaml")];

test.concurrent.for(Object.entries(servers))(
  "hookspec check-receiver finds nothing wrong with %s",
  async ([, start], context) => {
    const origin = await start(contactReceiver(), context.onTestFinished);
    const check = [
      "check-receiver",
      `${origin}${path}`,
      "--secret",
      secret,
      "--observe",
      `${origin}/handled`,
    ];
    const { code, out, err } = await run(process.execPath, [command, ...check, ...spec], { cwd: root });
    context.expect({ code, out, err }).toMatchObject({ code: 0, err: "" });
    context.expect(out).not.toMatch(/^\s*[✗!] /m);
  },
);
