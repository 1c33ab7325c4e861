import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { isObject, show, type JsonObject } from "../json.js";

/** The JSON of an argument; `-` reads standard input. Throws an Error for what is none. */
export async function readJson(argument: string): Promise<unknown> {
  return parse(argument === "-" ? await text(process.stdin) : argument, "the argument");
}

/** The JSON of a file; `-` reads standard input. Throws an Error for what cannot be read or is none. */
export async function readJsonFile(file: string): Promise<unknown> {
  return parse(await readTextFile(file), file === "-" ? "the argument" : file);
}

/** The text of a file; `-` reads standard input. Throws an Error for what cannot be read. */
export function readTextFile(file: string): Promise<string> {
  if (file === "-") return text(process.stdin);
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `Failed to read ${file} (${error.code ?? error.message}). Pass a file, or - for standard input.`,
    );
  });
}

/** An object, or a list of objects. Throws an Error for anything else. */
export async function readObjects(argument: string): Promise<JsonObject | JsonObject[]> {
  const value = await readJson(argument);
  if (isObject(value) || isObjects(value)) return value;
  throw new Error(`The argument is ${show(value)}. Pass an object, or a list of objects, as JSON.`);
}

function isObjects(value: unknown): value is JsonObject[] {
  return Array.isArray(value) && value.every(isObject);
}

function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Failed to read JSON from ${where}: ${why}. Pass e.g. '{"id":"1"}', or - for standard input.`,
      { cause: error },
    );
  }
}
