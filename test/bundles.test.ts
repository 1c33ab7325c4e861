import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";
import { linkPackages, temporaryFolder } from "./support/folders.js";
import { inRoot } from "./support/repository.js";
import { mustRun, run } from "./support/run.js";

const runtimes = ["signature", "client-runtime", "mock-runtime"];

/** What a consumer's bundler makes of a module of theirs; it may distrust the `sideEffects` of package.json. */
async function bundled(code: string, { distrust = false } = {}): Promise<string> {
  const folder = temporaryFolder();
  linkPackages(folder);
  const input = path.join(folder, "app.mjs");
  writeFileSync(input, code);
  const bundle = await rolldown({
    input,
    platform: "browser",
    treeshake: distrust ? { moduleSideEffects: () => true } : true,
  });
  const { output } = await bundle.generate();
  expect(output).toHaveLength(1);
  return output[0].code;
}

describe.each(runtimes)("%s", (name) => {
  const dist = inRoot("packages", name, "dist");
  const scripts = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );

  test("is a few files, its entries aside: each one costs a start", () => {
    const manifest = readFileSync(inRoot("packages", name, "package.json"), "utf8");
    const entries = new Set([...manifest.matchAll(/"\.\/dist\/(.+\.js)"/g)].map(([, file = ""]) => file));
    expect(entries).toContain("index.js");
    expect(scripts).toEqual(expect.arrayContaining([...entries]));
    // What they share, and what the mock's command loads when it is told to ask another.
    expect(scripts.filter((file) => !entries.has(file)).length).toBeLessThanOrEqual(2);
  });

  test("its source maps lead to the sources, and hold them", () => {
    // A file that only passes on what others export has nothing to map.
    const isCode = (file: string) =>
      !/^(?:import [^;]+;|export \{[^}]+\}(?: from "[^"]+")?;|\s)+$/.test(
        readFileSync(path.join(dist, file), "utf8"),
      );
    for (const file of scripts.filter(isCode)) {
      const map: unknown = JSON.parse(readFileSync(path.join(dist, `${file}.map`), "utf8"));
      const { sources, sourcesContent } = map as { sources: string[]; sourcesContent: string[] };
      const paths = sources.map((source) => path.resolve(path.dirname(path.join(dist, file)), source));
      expect(paths.filter((source) => !existsSync(source))).toEqual([]);
      expect(sourcesContent).toEqual(paths.map((source) => readFileSync(source, "utf8")));
    }
  });
});

test("a stack names the source and its line when Node reads source maps", async () => {
  const script =
    'import { sign } from "@hookspec/signature"; await sign([], "", {}).catch((error) => console.log(error.stack));';
  const folder = temporaryFolder();
  linkPackages(folder);
  const file = path.join(folder, "app.mjs");
  writeFileSync(file, script);
  const stack = await mustRun(process.execPath, ["--enable-source-maps", file], { cwd: folder });
  const [, source = "", line] = /\((.*check-scheme\.ts):(\d+):\d+\)/.exec(stack) ?? [];
  expect(readFileSync(source, "utf8").split("\n")[Number(line) - 1]).toContain("throw new TypeError");
});

test("a bundle for browsers signs by WebCrypto, and nothing of Node is in it", async () => {
  const scheme =
    '[{ field: "sig256", algorithm: "hmac-sha256", over: ["data", "nonce"], encoding: "base64" }]';
  const parts = `{ data: '[{"id":"1"}]', nonce: "n" }`;
  const code = `import { sign } from "@hookspec/signature"; console.log((await sign(${scheme}, "secret", ${parts})).sig256);`;
  const bundle = await bundled(code);
  expect(bundle).toContain("crypto.subtle");
  expect(bundle).not.toContain("node:");
  const { out, err } = await run(process.execPath, ["--input-type=module", "--eval", bundle], {
    cwd: inRoot(),
  });
  // printf '[{"id":"1"}]n' | openssl dgst -sha256 -hmac secret -binary | base64
  expect({ out, err }).toEqual({ out: "dRiYqCF9vd2fFFd0BF6Se2STbS3OIZgX8Lk+cFiieY0=\n", err: "" });
});

test.each(["signature", "client-runtime"])(
  "%s leaves nothing in a consumer's bundle that uses nothing of it, even judged line by line",
  async (name) => {
    const code = await bundled(`import * as all from "@hookspec/${name}"; export const used = 1;`, {
      distrust: true,
    });
    expect(code.replaceAll(/^\/\/.*$/gm, "").trim()).toMatch(/^const used = 1;\s*export \{ used \};$/);
  },
);
