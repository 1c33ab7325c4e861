import path from "node:path";
import { kinds, type PackageKind } from "../emit/packages.js";
import { UsageError } from "../load/problems.js";
import { kebabCase } from "../model/names.js";
import { didYouMean } from "../nearest.js";

const options = ["--out", "--name", "--scope", "--only", "--check"];

/** Base name of the packages: the given one, else the spec's file name. */
export function nameFor(spec: string, given: string | undefined): string {
  const file = path
    .basename(spec)
    .replace(/\.(ya?ml|json)$/i, "")
    .replace(/\.openapi$/i, "");
  const name = given ?? kebabCase(file);
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return name;
  throw new UsageError(
    `The name is ${JSON.stringify(name)}; a name is lower-case words with dashes, such as pet-store. Give one by --name.`,
  );
}

export function scopeFor(given: string | undefined): string | undefined {
  if (given === undefined || /^@[a-z0-9][a-z0-9._-]*$/.test(given)) return given;
  throw new UsageError(
    `The scope is ${JSON.stringify(given)}; an npm scope starts with @, such as @acme. Correct --scope, or leave it out.`,
  );
}

/** The packages that are asked for; undefined: those that the spec wants. */
export function kindsFor(given: string | undefined): readonly PackageKind[] | undefined {
  if (given === undefined) return undefined;
  const asked = given.split(",").map((kind) => kind.trim());
  const unknown = asked.filter((kind) => !(kinds as readonly string[]).includes(kind));
  if (unknown.length > 0) {
    const got = unknown.map((kind) => JSON.stringify(kind)).join(", ");
    throw new UsageError(
      `--only has ${got}; it takes a list of ${kinds.join(", ")}, such as --only types,client.`,
    );
  }
  return kinds.filter((kind) => asked.includes(kind));
}

export function outFor(given: string): string {
  if (given !== "") return given;
  throw new UsageError(
    "--out is empty; it names the directory that receives the packages, such as --out packages.",
  );
}

/** The parser of arguments takes any option silently; a typing error must not. */
export function refuseUnknown(rawArgs: readonly string[], positionals: readonly string[]): void {
  const given = rawArgs.flatMap((arg) => {
    const name = /^--?(?:no-)?([^=]+)/.exec(arg)?.[1];
    return name === undefined ? [] : [`--${name}`];
  });
  const unknown = given.find((name) => !options.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `There is no option ${unknown}.${didYouMean(unknown, options)} The options are ${options.join(", ")}.`,
    );
  }
  const repeated = given.find((name, index) => given.indexOf(name) !== index);
  if (repeated !== undefined) throw new UsageError(`${repeated} stands twice. Give it once.`);
  if (positionals.length > 1) {
    throw new UsageError(`One spec at a time: got ${positionals.join(", ")}. Run the command once for each.`);
  }
}
