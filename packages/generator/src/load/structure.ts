import type { SpecDocument } from "./document.js";
import type { Kind } from "./grammar.js";
import { isObject, type JsonObject } from "./json.js";
import { toPointer } from "./pointer.js";
import type { SpecProblem } from "./problems.js";
import { walk } from "./walk.js";

type Values = readonly string[];

const styles: Values = ["matrix", "label", "simple", "form", "spaceDelimited", "pipeDelimited", "deepObject"];

/** Members that the generator cannot do without or guess: kind → member → accepted values, `undefined` for any text. */
const needed: Partial<Record<Kind, (object: JsonObject) => Readonly<Record<string, Values | undefined>>>> = {
  parameter: ({ style }) => ({
    name: undefined,
    in: ["path", "query", "header", "cookie"],
    ...(style === undefined ? {} : { style: styles }),
  }),
  securityScheme: ({ type }) => ({
    type: ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"],
    ...(type === "apiKey" ? { name: undefined, in: ["header", "query", "cookie"] } : {}),
    ...(type === "http" ? { scheme: undefined } : {}),
  }),
};

const inWords: Partial<Record<Kind, string>> = { parameter: "parameter", securityScheme: "security scheme" };

/** What no emitter could make sense of. Anything finer is the business of an OpenAPI linter. */
export function checkStructure(document: SpecDocument): SpecProblem[] {
  const problems: SpecProblem[] = [];
  walk(document.root, (object, kind, tokens) => {
    if (typeof object["$ref"] === "string") return;
    for (const [member, accepted] of Object.entries(needed[kind]?.(object) ?? {})) {
      const value = object[member];
      if (typeof value === "string" && (accepted === undefined || accepted.includes(value))) continue;
      const got = value === undefined ? `has no ${member}` : `has ${member}: ${JSON.stringify(value)}`;
      const wanted = accepted === undefined ? "it needs one, a text" : `accepted are: ${accepted.join(", ")}`;
      problems.push({
        at: document.locate(toPointer([...tokens, member])),
        message: `This ${inWords[kind] ?? kind} ${got}; ${wanted}.`,
      });
    }
  });
  return [...problems, ...checkPaths(document)];
}

function checkPaths(document: SpecDocument): SpecProblem[] {
  const { paths } = document.root;
  if (paths !== undefined && !isObject(paths)) {
    const message = "paths is no map. Write each path as a key: /things: { get: … }.";
    return [{ at: document.locate("/paths"), message }];
  }
  return Object.keys(paths ?? {})
    .filter((path) => !path.startsWith("/") && !path.startsWith("x-"))
    .map((path) => ({
      at: document.locate(toPointer(["paths", path])),
      message: `The path ${JSON.stringify(path)} does not begin with a slash. Write ${JSON.stringify(`/${path}`)}.`,
    }));
}
