// Where a release stands: the spec as it was released, the changesets since, and which of them tell of the spec.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import getReleasePlan from "@changesets/get-release-plan";
import { root } from "./setup.mjs";

/** The spec that is released, its last released state, and the base name of its packages. */
export const spec = { file: "specs/webhook.yaml", released: "specs/released/webhook.yaml", name: "webhook" };

const bumps = ["none", "patch", "minor", "major"];
const recordFile = path.join(root, ".changeset", "spec-changes.json");

export const changesetFile = (id) => path.join(root, ".changeset", `${id}.md`);

/** The generator as it is built here. */
export const loadGenerator = () =>
  import(pathToFileURL(path.join(root, "packages", "generator", "dist", "index.js")).href);

const hash = (text) => createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex").slice(0, 16);

/** The same for specs that say the same, however they are laid out. */
export const specHash = ({ root: document }) => hash(JSON.stringify(document));

/**
 * The changesets that were written from the spec, oldest first: since when each tells (`released`, or a commit), up to which state of
 * the spec, and its text as written. One that a person deleted, or a release applied, is none any more.
 */
export function readRecord() {
  if (!existsSync(recordFile)) return [];
  return JSON.parse(readFileSync(recordFile, "utf8")).filter(({ changeset }) =>
    existsSync(changesetFile(changeset)),
  );
}

export function writeRecord(entries) {
  if (entries.length === 0) rmSync(recordFile, { force: true });
  else writeFileSync(recordFile, `${JSON.stringify(entries, null, 2)}\n`);
}

export const textHash = (id) => hash(readFileSync(changesetFile(id), "utf8"));

/** A person has changed it since it was written. */
export const isEdited = ({ changeset, text }) => textHash(changeset) !== text;

/** What the changesets ask of the packages of the spec: the bump, and the version that it leads to. */
export async function plannedRelease() {
  const { releases } = await getReleasePlan(root);
  const own = releases.filter(({ name }) => name.startsWith(`@hookspec/${spec.name}-`));
  const type = bumps[Math.max(0, ...own.map((release) => bumps.indexOf(release.type)))];
  return { type, version: own[0]?.newVersion };
}

export const isAtLeast = (bump, wanted) => bumps.indexOf(bump) >= bumps.indexOf(wanted);
