import type { ErrorObject } from "ajv/dist/2020.js";
import type { SpecDocument } from "./document.js";
import { extensionSchemas } from "./extension-schemas.js";
import { isObject, type Json } from "./json.js";
import { toPointer } from "./pointer.js";
import type { SpecProblem } from "./problems.js";
import { walk } from "./walk.js";

type Place = "operation" | "webhookOperation" | "schema" | "parameter" | "securityScheme";
type ExtensionName = keyof typeof extensionSchemas;

const prefix = "x-hookspec-";
const methods = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

/** Every `x-hookspec-*` member must be a known extension, stand where it means something, and fit its own JSON Schema. */
export async function checkExtensions(document: SpecDocument): Promise<SpecProblem[]> {
  const uses: { name: string; value: Json; tokens: readonly string[] }[] = [];
  walk(document.root, (value, tokens) => {
    if (!isObject(value)) return;
    for (const [name, child] of Object.entries(value)) {
      if (name.startsWith(prefix) && child !== undefined) uses.push({ name, value: child, tokens });
    }
  });
  if (uses.length === 0) return [];
  // Loaded only for specs that use an extension: ajv costs 60 ms.
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  return uses.flatMap(({ name, value, tokens }) => {
    const pointer = toPointer([...tokens, name]);
    const problem = (message: string, below = ""): SpecProblem => ({ at: document.locate(pointer + below), message });
    if (!isExtension(name)) {
      return [problem(`${name} is not an extension of hookspec. Known are: ${Object.keys(extensionSchemas).join(", ")}.`)];
    }
    const { on, schema } = extensionSchemas[name];
    const place = placeOf(tokens);
    if (place === undefined || !(on as readonly string[]).includes(place)) {
      return [problem(`${name} means nothing here. It stands on: ${on.join(", ")}.`)];
    }
    const validate = ajv.compile(schema);
    if (validate(value)) return [];
    // An `if` that failed says only that its `then` did, which has said why.
    return (validate.errors ?? []).filter(({ keyword }) => keyword !== "if").map((error) => problem(`${name}${error.instancePath} ${explain(error)}`, error.instancePath));
  });
}

function isExtension(name: string): name is ExtensionName {
  return Object.hasOwn(extensionSchemas, name);
}

/** What kind of OpenAPI object stands at the path, as far as the extensions care. */
function placeOf(tokens: readonly string[]): Place | undefined {
  const parent = tokens.at(-2);
  const last = tokens.at(-1) ?? "";
  if (tokens[0] === "components" && tokens[1] === "securitySchemes" && tokens.length === 3) return "securityScheme";
  if (parent === "parameters") return "parameter";
  if (tokens.length === 3 && methods.has(last)) {
    if (tokens[0] === "webhooks") return "webhookOperation";
    if (tokens[0] === "paths") return "operation";
  }
  if (tokens.includes("schemas") || tokens.includes("schema")) return "schema";
  return undefined;
}

function explain({ keyword, params, message }: ErrorObject): string {
  if (keyword === "additionalProperties") return `has an unknown member ${String(params["additionalProperty"])}.`;
  if (keyword === "enum") return `must be one of ${(params["allowedValues"] as unknown[]).join(", ")}.`;
  if (keyword === "false schema") return "must not be there.";
  if (keyword === "const") return `must be ${JSON.stringify(params["allowedValue"])}.`;
  return `${message ?? keyword}.`;
}
