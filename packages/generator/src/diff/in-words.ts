import { objectOf, type Json } from "../load/json.js";
import { fromPointer, valueAt } from "../load/pointer.js";

/** A place of a document in words: `Webhook.events[]`, `GET /pets, response 200 .name`. */
export function inWords(root: Json, pointer: string): string {
  const tokens = fromPointer(pointer) ?? [];
  const [first, second = "", third = "", ...rest] = tokens;
  if (first === "components") return third + schemaPath(rest);
  if (first !== "paths" && first !== "webhooks") return pointer === "" ? "the document" : pointer;
  // The last parameter on the way is called by its name.
  const at = tokens.lastIndexOf("parameters");
  const parameter = at < 0 ? undefined : objectOf(valueAt(root, tokens.slice(0, at + 2)))["name"];
  const method = third === "parameters" ? "" : third.toUpperCase();
  const operation = first === "paths" ? `${method} ${second}`.trim() : `webhook ${second}`;
  return typeof parameter === "string"
    ? `${operation}, parameter ${parameter}${schemaPath(tokens.slice(at + 2))}`
    : operationInWords(operation, rest);
}

function operationInWords(operation: string, [part, key = "", ...rest]: readonly string[]): string {
  if (part === "responses")
    return key === "" ? `${operation}, responses` : `${operation}, response ${key}${afterContent(rest)}`;
  if (part === "requestBody") return `${operation}, body${afterContent([key, ...rest])}`;
  if (part !== "callbacks") return operation;
  const [, method = "", ...inner] = rest;
  return operationInWords(`${operation}, callback ${key} ${method.toUpperCase()}`, inner);
}

function afterContent([part, name = "", schema, ...rest]: readonly string[]): string {
  if (part === "headers") return `, header ${name}`;
  const path = part === "content" && schema === "schema" ? schemaPath(rest) : "";
  return path === "" ? "" : ` ${path}`;
}

function schemaPath(tokens: readonly string[]): string {
  let text = "";
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? "";
    if (token === "properties" || token === "patternProperties") text += `.${tokens[(at += 1)] ?? ""}`;
    else if (token === "items") text += "[]";
    else if (token === "additionalProperties") text += ".*";
    else if (/^(allOf|oneOf|anyOf|prefixItems)$/.test(token)) at += 1;
  }
  return text;
}
