import { describe, expect, test } from "vitest";
import { sharedFolder } from "../support/folders.js";
import { releaseCopy, type ReleaseCopy } from "../support/release-copy.js";

const folder = sharedFolder();
const spec = "specs/webhook.yaml";
const changeset = ".changeset/spec-webhook.md";

function addMember(copy: ReleaseCopy, name: string): void {
  copy.edit(
    spec,
    "        name: { type: string }\n",
    `        name: { type: string }\n        ${name}: { type: string }\n`,
  );
}

const front = (bump: string) =>
  `---\n${["types", "client", "mock-server"].map((kind) => `"@hookspec/webhook-${kind}": ${bump}`).join("\n")}\n---\n`;

describe("spec:change", () => {
  test("tells what was added in a minor changeset, regenerates, and changes nothing when run again", async () => {
    const copy = await releaseCopy(folder);
    addMember(copy, "tag");
    copy.edit(spec, "version: 1.0.0", "version: 1.1.0");

    const { code, out, err } = await copy.script("spec-change");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const text = `${front("minor")}
Version 1.1.0 of the Pet API, after 1.0.0.

- New optional member: \`Pet.tag\`.
`;
    expect(copy.read(changeset)).toBe(text);
    expect(out).toContain(`\n${changeset}:\n\n${text}`);
    expect(copy.read("packages/webhook-types/src/types.ts")).toContain("  tag?: string;");

    const record = copy.read(".changeset/spec-changes.json");
    const again = await copy.script("spec-change");
    expect(again).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${changeset} is as it was:`) as string,
    });
    expect(again.out).toContain(", 0 changed ");
    expect([copy.read(changeset), copy.read(".changeset/spec-changes.json")]).toEqual([text, record]);
    expect(copy.changesets()).toEqual(["spec-webhook.md"]);
  });

  test("writes its own text anew when the spec goes on, and removes it when the spec is as released", async () => {
    const copy = await releaseCopy(folder);
    const released = copy.read(spec);
    addMember(copy, "tag");
    await copy.script("spec-change");
    addMember(copy, "age");
    await copy.script("spec-change");
    expect(copy.read(changeset)).toContain("- New optional members: `Pet.age`, `Pet.tag`.\n");

    copy.write(spec, released);
    const { code, out } = await copy.script("spec-change");
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining(
        "Nothing that users notice has changed between specs/released/webhook.yaml and specs/webhook.yaml.",
      ) as string,
    });
    expect(copy.changesets()).toEqual([]);
  });

  test("never writes over what a person edited: the rest is told since a commit", async () => {
    const copy = await releaseCopy(folder);
    addMember(copy, "tag");
    await copy.script("spec-change");
    copy.edit(changeset, "- New optional member: `Pet.tag`.", "Pets wear tags now.");
    const edited = copy.read(changeset);
    await copy.commit("feat: tags");

    expect(await copy.script("spec-change")).toMatchObject({ code: 0 });
    expect(copy.read(changeset)).toBe(edited);

    addMember(copy, "age");
    const refused = await copy.script("spec-change");
    expect({ code: refused.code, err: refused.err }).toEqual({
      code: 1,
      err: `spec:change: ${changeset} was edited by hand, and the spec has changed since it was written. To keep it, have the rest told by a changeset of its own: npm run spec:change -- --since REV, the commit up to which it tells. To have it written anew, delete it.\nNo changeset was written.\n`,
    });
    expect(copy.read("packages/webhook-types/src/types.ts")).not.toContain("age");

    expect(await copy.script("spec-change", ["--since", "HEAD"])).toMatchObject({ code: 0, err: "" });
    expect(copy.read(changeset)).toBe(edited);
    expect(copy.read(".changeset/spec-webhook-2.md")).toContain("- New optional member: `Pet.age`.\n");
    expect(await copy.script("spec-change")).toMatchObject({ code: 0 });
    expect(copy.changesets()).toEqual(["spec-webhook-2.md", "spec-webhook.md"]);
  });

  test("a breaking change shows the emitted TypeScript before and after, and in CI asks whether it is meant", async () => {
    const copy = await releaseCopy(folder);
    copy.edit(spec, "        name: { type: string }\n", "        name: { type: integer }\n");
    const refused = await copy.script("spec-change", [], { CI: "true" });
    expect({ code: refused.code, err: refused.err }).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^spec:change: specs\/webhook\.yaml breaks users of the last release:\n  - `Pet\.name` .*\nIf that is meant, run: npm run spec:change -- --allow-breaking\nNo changeset was written\.\n$/s,
      ) as string,
    });
    expect(copy.changesets()).toEqual([]);

    expect(await copy.script("spec-change", ["--allow-breaking"], { CI: "true" })).toMatchObject({ code: 0 });
    expect(copy.read(changeset)).toMatch(/^---\n"@hookspec\/webhook-types": major\n/);
    expect(copy.read(changeset)).toContain(
      "  ```ts\n  // Pet.name, before\n  name?: string;\n  // after\n  name?: number;\n  ```\n",
    );
  });

  test.each([
    [["--sinse", "x"], 2, "spec:change: Unknown option '--sinse'"],
    [
      ["--since", "nowhere"],
      2,
      'spec:change: git knows no commit "nowhere". Give a branch, a tag or a commit.',
    ],
  ])("a wrong call, %j, is said", async (args, code, message) => {
    const copy = await releaseCopy(folder);
    expect(await copy.script("spec-change", args)).toMatchObject({
      code,
      err: expect.stringContaining(message) as string,
    });
  });

  test("a spec that cannot be read leaves everything as it was", async () => {
    const copy = await releaseCopy(folder);
    copy.edit(spec, "openapi: 3.1.0", "openapi: 2.0");
    const { code, err } = await copy.script("spec-change");
    expect(code).toBe(2);
    expect(err).toMatch(/^spec:change: specs\/webhook\.yaml:1:\d+ /);
    expect(copy.changesets()).toEqual([]);
  });
});
