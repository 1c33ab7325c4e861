import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { openSpec, type SpecDocument } from "../load/document.js";
import { SpecError, UsageError, type Location } from "../load/problems.js";

/** Opens a file, or, as `REV:path`, a file as git had it at a revision. */
export async function openRevision(given: string, cwd = process.cwd()): Promise<SpecDocument> {
  const colon = given.indexOf(":");
  // One letter is a drive.
  if (colon < 2 || existsSync(path.resolve(cwd, given))) return openSpec(given);
  return openFromGit(given, given.slice(0, colon), given.slice(colon + 1), cwd);
}

/** The whole tree of the revision is laid out aside: a spec may refer to other files of its time. */
async function openFromGit(
  given: string,
  revision: string,
  file: string,
  cwd: string,
): Promise<SpecDocument> {
  const text = await git(["show", given], cwd, given);
  const top = (await git(["rev-parse", "--show-toplevel"], cwd, given)).trim();
  const prefix = (await git(["rev-parse", "--show-prefix"], cwd, given)).trim();
  // Like git itself: a path with ./ is meant from here, any other from the top.
  const inTree = /^\.{1,2}\//.test(file) ? path.posix.normalize(prefix + file) : file;
  const folder = await mkdtemp(path.join(tmpdir(), "hookspec-diff-"));
  try {
    const tree = path.join(folder, "tree");
    const copy = path.join(tree, inTree);
    if (/["']?\$ref["']?\s*:\s*["']?[^#"'\s]/.test(text)) {
      const env = { ...process.env, GIT_INDEX_FILE: path.join(folder, "index") };
      await git(["read-tree", revision], top, given, env);
      await git(["checkout-index", "--all", `--prefix=${tree}/`], top, given, env);
    } else {
      await mkdir(path.dirname(copy), { recursive: true });
      await writeFile(copy, text);
    }
    const named = (at: Location): Location => ({
      ...at,
      file: at.file === copy ? given : path.relative(tree, at.file),
    });
    const document = await openSpec(copy).catch((error: unknown) => {
      if (!(error instanceof SpecError)) throw error;
      throw new SpecError(
        error.problems.map(({ at, message }) => ({ message, at: at === undefined ? undefined : named(at) })),
      );
    });
    return { ...document, file: given, locate: (pointer) => named(document.locate(pointer)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function git(args: readonly string[], cwd: string, given: string, env = process.env): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", [...args], {
      cwd,
      env,
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr
      ?.trim()
      .split("\n", 1)[0]
      ?.replace(/^fatal: /, "");
    throw new UsageError(
      `Failed to read ${given}: there is no such file, and git says: ${said ?? String(error)}. Give a file, or REV:path such as main:specs/api.yaml.`,
    );
  }
}
