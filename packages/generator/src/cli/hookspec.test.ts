import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { runHere, runProcess } from "../../test/cli.js";

const here = import.meta.dirname;
const hookspec = (args: readonly string[]) => runHere(args, here);

test("help is help, and no command is not", async () => {
  const help = await hookspec(["generate", "--help"]);
  expect(help.code).toBe(0);
  for (const text of ["hookspec generate", "--out", "--name", "--scope", "--only", "--check"])
    expect(help.stdout).toContain(text);
  expect((await hookspec(["check-receiver", "-h"])).stdout).toContain("hookspec check-receiver [OPTIONS]");
  const overview = await hookspec(["--help"]);
  expect(overview).toMatchObject({ code: 0, stderr: "" });
  expect(await hookspec([])).toEqual({ ...overview, code: 2 });
});

test("--version is the package's", async () => {
  const manifest = JSON.parse(await readFile(`${here}/../../package.json`, "utf8")) as { version: string };
  expect(await hookspec(["--version"])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

const rest = "The commands are generate, check-receiver, diff. See `hookspec --help`.";

test.each([
  [["nope"], `There is no command nope. ${rest}`],
  [["nope", "--help"], `There is no command nope. ${rest}`],
  [["toString"], `There is no command toString. ${rest}`],
  [["generat", "bare.yaml"], `There is no command generat. Did you mean generate? ${rest}`],
  [["--check"], `There is no option --check. ${rest}`],
])("%j", async (args, message) => {
  expect(await hookspec(args)).toEqual({ code: 2, stdout: "", stderr: `hookspec: ${message}\n` });
});

test("no colour goes into a pipe", async () => {
  // Nothing in the environment that would turn it off.
  const { code, stdout } = await runProcess(["--help"], here, {});
  expect(code).toBe(0);
  expect(stdout).toContain("COMMANDS");
  expect(stdout).not.toContain("\u001b");
});
