import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runHere } from "../../test/cli.js";

const folder = mkdtempSync(path.join(tmpdir(), "hookspec-diff-test-"));
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
const spec = (properties: string, more = "") => `openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets:
    get:
      operationId: list
      responses:
        "200":
          description: ok
          content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
components:
  schemas:
    Pet:
      type: object
      properties:
${properties}${more}`;
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@a.example", ...args], { cwd: folder });
const diff = (...args: string[]) => runHere(["diff", ...args], folder);

beforeAll(() => {
  write("old.yaml", spec("        name: { type: string }\n        age: { type: integer }\n"));
  write(
    "new.yaml",
    spec("        name: { type: string, description: Its name. }\n        tag: { type: string }\n"),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("formats", () => {
  test("text: the gravest first, each with both places and both verdicts", async () => {
    expect(await diff("old.yaml", "new.yaml")).toEqual({
      code: 0,
      stderr: "",
      stdout: `breaking  \`Pet.age\` is no longer part of responses.
          old.yaml:17:9  response-optional-property-removed (response; wire warning, source major)
info      \`Pet.name\` has another description.
          old.yaml:16:9 → new.yaml:16:9  description-changed (response; wire info, source patch)
info      \`Pet.tag\` is a new optional member of responses.
          new.yaml:17:9  response-optional-property-added (response; wire info, source minor)
3 changes: 1 breaking, 0 warning, 2 info. Bump: major.
`,
    });
    expect((await diff("old.yaml", "old.yaml")).stdout).toBe("No changes.\n");
  });

  test("json: for programs", async () => {
    const { stdout } = await diff("old.yaml", "new.yaml", "--format", "json");
    const { bump, changes } = JSON.parse(stdout) as { bump: string; changes: unknown[] };
    expect(bump).toBe("major");
    expect(changes[0]).toEqual({
      id: "response-optional-property-removed",
      level: "breaking",
      wire: "warning",
      source: "major",
      direction: "response",
      pointer: "/components/schemas/Pet/properties/age",
      location: { base: { file: "old.yaml", line: 17, col: 9 } },
      message: "`Pet.age` is no longer part of responses.",
      packages: { types: "major", client: "major", "mock-server": "major" },
    });
  });

  test("markdown: for a changelog", async () => {
    expect((await diff("old.yaml", "new.yaml", "--format=markdown")).stdout).toBe(`## Breaking

- \`Pet.age\` is no longer part of responses. \`response-optional-property-removed\` (response), old.yaml:17:9

## Compatible

- \`Pet.name\` has another description. \`description-changed\` (response), old.yaml:16:9 → new.yaml:16:9
- \`Pet.tag\` is a new optional member of responses. \`response-optional-property-added\` (response), new.yaml:17:9

3 changes: 1 breaking, 0 warning, 2 info. Bump: major.
`);
  });
});

describe("--fail-on", () => {
  test("asks the level, which levels of one's own may lower", async () => {
    expect((await diff("old.yaml", "new.yaml", "--fail-on", "breaking")).code).toBe(1);
    expect((await diff("old.yaml", "old.yaml", "--fail-on", "warning")).code).toBe(0);
    write("levels.json", '{ "response-optional-property-removed": "warning" }');
    const lowered = ["old.yaml", "new.yaml", "--rules", "levels.json", "--fail-on"];
    expect(await diff(...lowered, "breaking")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("1 warning, 2 info. Bump: minor.") as string,
    });
    expect((await diff(...lowered, "warning")).code).toBe(1);
  });
});

test("a spec that no package can be made of still has a wire: its source verdict is the rule's", async () => {
  // Two path parameters of which one is declared: nothing to call.
  const broken = (type: string) =>
    `openapi: 3.0.3\npaths:\n  /a/{id}:\n    get:\n      responses: { "200": { description: ok, content: { application/json: { schema: { type: ${type} } } } } }\n`;
  write("broken-1.yaml", broken("string"));
  write("broken-2.yaml", broken("boolean"));
  const { stdout } = await diff("broken-1.yaml", "broken-2.yaml", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({
    bump: "major",
    changes: [{ id: "response-body-type-changed", wire: "breaking", source: "major" }],
  });
});

describe("git revisions", () => {
  beforeAll(() => {
    git("init", "-q");
    write("specs/api.yaml", spec("        name: { $ref: './parts/name.yaml' }\n"));
    write("specs/parts/name.yaml", "type: string\n");
    git("add", "specs");
    git("commit", "-qm", "one");
    write("specs/parts/name.yaml", "type: integer\n");
  });

  test("REV:path reads the file, and the files that it refers to, as they were", async () => {
    const { stdout, stderr } = await diff("HEAD:specs/api.yaml", "specs/api.yaml");
    expect(stderr).toBe("");
    expect(stdout).toContain("response-property-type-changed");
    expect(stdout).toMatch(/ HEAD:specs\/api\.yaml:\d+:\d+ → specs\/api\.yaml:\d+:\d+ /);
  });

  test("what git does not have is said", async () => {
    expect(await diff("HEAD:nope.yaml", "new.yaml")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(
        "Failed to read HEAD:nope.yaml: there is no such file, and git says: path 'nope.yaml' does not exist in 'HEAD'. Give a file, or REV:path",
      ) as string,
    });
  });
});

describe("a wrong call is exit code 2, and says what to do", () => {
  test.each([
    [
      ["old.yaml", "nope.yaml"],
      "Failed to read the spec nope.yaml: there is no such file. Give the path of an OpenAPI document (.yaml or .json).",
    ],
    [["old.yaml", "new.yaml", "--format", "xml"], '--format is "xml"; it takes text, markdown, json.'],
    [["old.yaml", "new.yaml", "--fail-on", "info"], '--fail-on is "info"; it takes breaking, warning.'],
    [
      ["old.yaml", "new.yaml", "--fail-on"],
      "--fail-on has no value. The options are --format, --fail-on, --rules.",
    ],
    [
      ["old.yaml", "new.yaml", "--fail=on"],
      "There is no option --fail. The options are --format, --fail-on, --rules.",
    ],
    [["old.yaml", "new.yaml", "old.yaml"], "Two specs are compared: got old.yaml, new.yaml, old.yaml."],
    [["old.yaml"], "Missing required positional argument: REVISION. See `hookspec diff --help`."],
    [
      ["old.yaml", "new.yaml", "--rules", "nope.json"],
      'Failed to read the levels nope.json: there is no such file. Give a JSON object such as { "response-success-status-added": "info" }.',
    ],
  ])("%j", async (args, message) => {
    expect(await diff(...args)).toEqual({ code: 2, stdout: "", stderr: `hookspec: ${message}\n` });
  });

  test("levels name rules that there are, and levels that there are", async () => {
    write("levels-1.json", '{ "response-optional-property-remove": "info" }');
    expect((await diff("old.yaml", "new.yaml", "--rules", "levels-1.json")).stderr).toContain(
      "Did you mean response-optional-property-removed?",
    );
    write("levels-2.json", '{ "server-added": "error" }');
    expect((await diff("old.yaml", "new.yaml", "--rules", "levels-2.json")).stderr).toBe(
      'hookspec: levels-2.json gives server-added the level "error"; levels are info, warning, breaking.\n',
    );
  });
});
