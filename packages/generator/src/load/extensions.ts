import type { ErrorObject } from "ajv/dist/2020.js";
import { didYouMean } from "../nearest.js";
import type { SpecDocument } from "./document.js";
import { extensionSchemas } from "./extension-schemas.js";
import type { Kind } from "./grammar.js";
import type { Json } from "./json.js";
import { fromPointer, toPointer, valueAt } from "./pointer.js";
import type { SpecProblem } from "./problems.js";
import { walk } from "./walk.js";

type ExtensionName = keyof typeof extensionSchemas;

interface Use {
  readonly name: string;
  readonly value: Json;
  readonly kind: Kind;
  readonly pointer: string;
}

const prefix = "x-hookspec-";
const known = Object.keys(extensionSchemas);

const inWords: Readonly<Record<(typeof extensionSchemas)[ExtensionName]["on"][number], string>> = {
  document: "the top of the document",
  operation: "an operation under paths",
  webhookOperation: "an operation under webhooks",
  schema: "a schema",
  parameter: "a parameter",
  securityScheme: "a security scheme",
};

/** Every `x-hookspec-*` member must be a known extension, stand where it means something, and fit its own JSON Schema. */
export async function checkExtensions(document: SpecDocument): Promise<SpecProblem[]> {
  const uses = extensionsIn(document);
  if (uses.length === 0) return [];
  // Loaded only for specs that use an extension: ajv costs 60 ms.
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true, validateSchema: false });
  return uses.flatMap(({ name, value, kind, pointer }): SpecProblem[] => {
    if (!isExtension(name)) {
      const message = `${name} is not an extension of hookspec.${didYouMean(name, known)} Known are: ${known.join(", ")}.`;
      return [{ at: document.locate(pointer), message }];
    }
    const { on, schema } = extensionSchemas[name];
    if (!(on as readonly Kind[]).includes(kind)) {
      const places = on.map((place) => inWords[place]).join(", ");
      return [{ at: document.locate(pointer), message: `${name} means nothing here. Move it to ${places}.` }];
    }
    const validate = ajv.compile(schema);
    if (validate(value)) return [];
    return (validate.errors ?? [])
      .filter(({ keyword }) => keyword !== "if")
      .map((error) => ({
        at: document.locate(pointer + placeOf(error)),
        message: explain(name, error, valueAt(value, fromPointer(error.instancePath) ?? [])),
      }));
  });
}

function extensionsIn(document: SpecDocument): Use[] {
  const uses: Use[] = [];
  walk(document.root, (object, kind, tokens) => {
    for (const [name, value] of Object.entries(object)) {
      if (!name.startsWith(prefix) || value === undefined) continue;
      uses.push({ name, value, kind, pointer: toPointer([...tokens, name]) });
    }
  });
  return uses;
}

function isExtension(name: string): name is ExtensionName {
  return Object.hasOwn(extensionSchemas, name);
}

/** An unknown member is pointed at itself, anything else at the value that is wrong. */
function placeOf({ keyword, instancePath, params }: ErrorObject): string {
  if (keyword !== "additionalProperties") return instancePath;
  return instancePath + toPointer([String(params["additionalProperty"])]);
}

/** `x-hookspec-paging/limit is 5; it must be string.` */
function explain(
  name: string,
  { keyword, instancePath, params, message, parentSchema }: ErrorObject,
  got: Json | undefined,
): string {
  const where = `${name}${instancePath}`;
  const members = Object.keys((parentSchema?.["properties"] as object | undefined) ?? {});
  switch (keyword) {
    case "additionalProperties": {
      const member = String(params["additionalProperty"]);
      return `${where} has an unknown member ${member}.${didYouMean(member, members)} Accepted are: ${members.join(", ")}.`;
    }
    case "required":
      return `${where} has no ${String(params["missingProperty"])}. Add it.`;
    case "enum":
      return `${where} is ${JSON.stringify(got)}; accepted are: ${(params["allowedValues"] as unknown[]).join(", ")}.`;
    case "false schema":
      return `${where} must not be there. Remove it.`;
    default:
      return `${where} is ${JSON.stringify(got)}; it ${message ?? `breaks ${keyword}`}.`;
  }
}
