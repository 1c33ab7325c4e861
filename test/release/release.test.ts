import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { sharedFolder } from "../support/folders.js";
import { releaseCopy, type ReleaseCopy } from "../support/release-copy.js";
import { inRoot } from "../support/repository.js";

const folder = sharedFolder();
const spec = "specs/webhook.yaml";
const addTag = (copy: ReleaseCopy) =>
  copy.edit(
    spec,
    "        name: { type: string }\n",
    "        name: { type: string }\n        tag: { type: string }\n",
  );
const versionOf = (copy: ReleaseCopy, name: string) =>
  (JSON.parse(copy.read(`packages/${name}/package.json`)) as { version: string }).version;

describe("the check before a release", () => {
  test("is content where nothing changed", async () => {
    const copy = await releaseCopy(folder);
    expect(await copy.script("check-release")).toEqual({
      code: 0,
      out: "Every change of the spec is told, and each group has one version.\n",
      err: "",
    });
  });

  test("a change that no changeset tells, or one that is too small, is named with the command", async () => {
    const copy = await releaseCopy(folder);
    addTag(copy);
    const message = (found: string) =>
      `specs/webhook.yaml has changed since the last release so that the next one is minor; the changesets ask for ${found}. Run: npm run spec:change\n`;
    expect(await copy.script("check-release")).toEqual({ code: 1, out: "", err: message("none") });
    copy.write(".changeset/small.md", '---\n"@hookspec/webhook-types": patch\n---\n\nSmall.\n');
    expect(await copy.script("check-release")).toEqual({ code: 1, out: "", err: message("patch") });
    copy.write(".changeset/small.md", '---\n"@hookspec/webhook-types": minor\n---\n\nLarge enough.\n');
    expect(await copy.script("check-release")).toMatchObject({ code: 0 });
  });

  test("a changeset that was written for an earlier state of the spec is named", async () => {
    const copy = await releaseCopy(folder);
    addTag(copy);
    await copy.script("spec-change");
    expect(await copy.script("check-release")).toMatchObject({ code: 0 });
    copy.edit(spec, "        tag: ", "        age: { type: string }\n        tag: ");
    expect(await copy.script("check-release")).toMatchObject({
      code: 1,
      err: "specs/webhook.yaml has changed since .changeset/spec-webhook.md was written from it. Run: npm run spec:change\n",
    });
  });

  test("packages of a group that have two versions are named", async () => {
    const copy = await releaseCopy(folder);
    copy.edit("packages/webhook-client/package.json", '"version": "1.0.0"', '"version": "1.0.1"');
    expect(await copy.script("check-release")).toMatchObject({
      code: 1,
      err: "Packages of one group have one version, these do not: @hookspec/webhook-types 1.0.0, @hookspec/webhook-client 1.0.1, @hookspec/webhook-mock-server 1.0.0. Set them to the version of the last release, then run: npm run release:version\n",
    });
  });
});

describe("release:version", () => {
  test("raises the versions, writes the changelogs, and makes the spec the released one", async () => {
    const copy = await releaseCopy(folder);
    addTag(copy);
    await copy.script("spec-change");
    await copy.commit("feat: tags");
    expect(await copy.script("release-version")).toMatchObject({ code: 0 });
    for (const name of ["types", "client", "mock-server"]) {
      expect(versionOf(copy, `webhook-${name}`)).toBe("1.1.0");
      expect(copy.read(`packages/webhook-${name}/CHANGELOG.md`)).toMatch(
        /## 1\.1\.0\n\n### Minor Changes\n\n- \w+: Version 1\.0\.0 of the Pet API\.\n\n  - New optional member: `Pet\.tag`\.\n/,
      );
    }
    expect(versionOf(copy, "mock-runtime")).toBe("0.1.0");
    expect(copy.changesets()).toEqual([]);
    expect(copy.read("specs/released/webhook.yaml")).toBe(copy.read(spec));
    expect(await copy.script("check-release")).toMatchObject({ code: 0 });
  });

  test("refuses what the check refuses, and then changes nothing", async () => {
    const copy = await releaseCopy(folder);
    addTag(copy);
    expect(await copy.script("release-version")).toMatchObject({ code: 1 });
    expect(versionOf(copy, "webhook-types")).toBe("1.0.0");
    expect(copy.read("specs/released/webhook.yaml")).not.toContain("tag");
  });
});

test("the workflow publishes with provenance, by hand only, what passed npm test and has no changeset left", () => {
  const { on, jobs } = parse(readFileSync(inRoot(".github", "workflows", "release.yml"), "utf8")) as {
    on: object;
    jobs: Record<string, { permissions: object; env: object; steps: { run?: string }[] }>;
  };
  expect(on).toEqual({ workflow_dispatch: null });
  expect(Object.keys(jobs)).toEqual(["publish"]);
  expect(jobs["publish"]).toMatchObject({
    permissions: { "id-token": "write" },
    env: { NPM_CONFIG_PROVENANCE: "true" },
  });
  const runs = jobs["publish"]?.steps.flatMap(({ run }) => run ?? []) ?? [];
  const order = ["npm test", "find .changeset", "changeset publish"].map((part) =>
    runs.findIndex((run) => run.includes(part)),
  );
  expect(order.every((at) => at >= 0)).toBe(true);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});
