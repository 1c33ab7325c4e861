import type { ParameterDefinition } from "./definition.js";
import { cookieOf, headerOf, type PlainRequest } from "./http.js";

/** A parameter before decoding: the texts of its items (one, unless it is an array), or of an object's members. */
export type ParameterText = readonly string[] | Readonly<Record<string, string>>;

/** Where parameters are taken from: raw texts, still percent-encoded. */
export interface ParameterSource {
  readonly request: PlainRequest;
  readonly path: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Query parameters with a definition: an exploded object takes the others. */
  readonly declared: ReadonlySet<string>;
}

/** The query of a path, names decoded (a malformed name stays as it is), values not: commas are read before `%2C` is decoded. */
export function parseQuery(path: string): Map<string, string[]> {
  const query = new Map<string, string[]>();
  const start = path.indexOf("?");
  if (start === -1) return query;
  for (const pair of path.slice(start + 1).split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeName(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? "" : pair.slice(equals + 1);
    const values = query.get(name);
    if (values === undefined) query.set(name, [value]);
    else values.push(value);
  }
  return query;
}

/** Takes a parameter apart as its OpenAPI style says. Undefined when it is absent. */
export function textOfParameter(
  definition: ParameterDefinition,
  source: ParameterSource,
): ParameterText | undefined {
  const isObject = definition.type === "object";
  if (definition.in === "query")
    return isObject ? queryObject(definition, source) : queryTexts(definition, source);
  const text = rawText(definition, source);
  if (text === undefined) return undefined;
  if (definition.style === "simple" && definition.type !== "array" && !isObject) return [text];
  const { parts, exploded } = unwrap(definition, text);
  if (isObject) return members(parts, exploded);
  return definition.type === "array" ? parts : [parts.join(separatorOf(definition))];
}

function rawText(
  { in: place, name }: ParameterDefinition,
  { request, path }: ParameterSource,
): string | undefined {
  if (place === "path") return path[name];
  return place === "header" ? headerOf(request, name.toLowerCase()) : cookieOf(request, name);
}

function queryTexts({ name, style, explode, type }: ParameterDefinition, { query }: ParameterSource) {
  const texts = query.get(name);
  if (texts === undefined || type !== "array" || explode) return texts;
  const separator = style === "spaceDelimited" ? /%20|\+| / : style === "pipeDelimited" ? /%7C|\|/i : ",";
  return texts.flatMap((text) => (text === "" ? [] : text.split(separator)));
}

function queryObject({ name, style, explode }: ParameterDefinition, { query, declared }: ParameterSource) {
  if (style !== "deepObject" && !explode) {
    const text = query.get(name)?.[0];
    return text === undefined ? undefined : members(text.split(","), false);
  }
  const found: [string, string][] = [];
  for (const [key, [value = ""]] of query) {
    if (style === "deepObject") {
      if (key.startsWith(`${name}[`) && key.endsWith("]"))
        found.push([key.slice(name.length + 1, -1), value]);
    } else if (!declared.has(key)) {
      found.push([key, value]);
    }
  }
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function separatorOf({ style, explode }: ParameterDefinition): string {
  return style === "label" && explode ? "." : ",";
}

/** The items of a path, header or cookie parameter, without what its style puts before them. */
function unwrap(definition: ParameterDefinition, text: string): { parts: string[]; exploded: boolean } {
  const { name, style, explode, type } = definition;
  if (style === "matrix") {
    const pieces = text.replace(/^;/, "").split(";");
    if (explode && type === "object") return { parts: pieces, exploded: true };
    const values = pieces.map((piece) =>
      piece.startsWith(`${name}=`) ? piece.slice(name.length + 1) : piece,
    );
    return { parts: explode ? values : values.flatMap((value) => value.split(",")), exploded: false };
  }
  const bare = style === "label" ? text.replace(/^\./, "") : text;
  return { parts: bare === "" ? [] : bare.split(separatorOf(definition)), exploded: explode };
}

/** `k,v,k,v`, or `k=v,k=v` when exploded. */
function members(parts: readonly string[], exploded: boolean): Record<string, string> {
  const pairs: [string, string][] = [];
  if (exploded) {
    for (const part of parts) {
      const equals = part.indexOf("=");
      pairs.push(equals === -1 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)]);
    }
  } else {
    for (let at = 0; at < parts.length; at += 2) pairs.push([parts[at] ?? "", parts[at + 1] ?? ""]);
  }
  return Object.fromEntries(pairs);
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}
