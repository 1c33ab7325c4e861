import type { SpecDocument } from "../load/document.js";
import { arrayOf, isObject, objectOf, stringOf, type Json, type JsonObject } from "../load/json.js";
import { toPointer } from "../load/pointer.js";
import type { SpecProblem } from "../load/problems.js";
import type {
  Action,
  Body,
  HttpMethod,
  Operation,
  Paging,
  Parameter,
  Response,
  Sort,
  Unset,
} from "./api-model.js";
import { Names } from "./names.js";
import { namesOf, repeatedIds, type OperationNames } from "./operation-names.js";
import type { SchemaReader } from "./schemas.js";

const httpMethods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** An operation whose action is still only what the spec says of it, not what its path implies. */
export type DeclaredOperation = Omit<Operation, "action"> & { readonly declaredAction: Action | undefined };

/** Every operation under `paths`, in document order. */
export function readOperations(
  document: SpecDocument,
  schemas: SchemaReader,
): { operations: DeclaredOperation[]; warnings: SpecProblem[] } {
  const found = rawOperations(document);
  const names = namesOf(document, found);
  const warnings = repeatedIds(document, found, names);
  const operations = found.map((raw, index) => {
    const reader = new OperationReader(document, schemas, raw.pointer);
    const operation = reader.read(raw, names[index] as OperationNames);
    warnings.push(...reader.warnings);
    return operation;
  });
  return { operations, warnings };
}

export interface RawOperation {
  readonly path: string;
  readonly method: (typeof httpMethods)[number];
  readonly raw: JsonObject;
  /** Parameters of the path item. */
  readonly shared: readonly Json[];
  readonly pointer: string;
}

/** The operations as they stand in the document. */
export function rawOperations(document: SpecDocument): RawOperation[] {
  return Object.entries(objectOf(document.root["paths"])).flatMap(([path, item]) => {
    const pathItem = objectOf(dereference(document, item));
    return httpMethods.flatMap((method): RawOperation[] => {
      const raw = pathItem[method];
      const pointer = toPointer(["paths", path, method]);
      return isObject(raw) ? [{ path, method, raw, shared: arrayOf(pathItem["parameters"]), pointer }] : [];
    });
  });
}

export function dereference(document: SpecDocument, value: Json | undefined): Json | undefined {
  let current = value;
  // A chain of references longer than this is a cycle.
  for (let hops = 0; hops < 100 && isObject(current) && typeof current["$ref"] === "string"; hops += 1) {
    current = document.resolve(current["$ref"]);
  }
  return current;
}

/** The media type that a body is sent or read with: JSON where there is a choice. */
export function preferredMediaTypes(content: JsonObject): string[] {
  const all = Object.keys(content);
  const json = all.filter(isJson);
  return [...json, ...all.filter((mediaType) => !json.includes(mediaType))];
}

export function isJson(mediaType: string): boolean {
  return /^application\/(.+\+)?json($|;)/i.test(mediaType);
}

/** The examples of a Media Type Object, by name. */
function examplesOf(document: SpecDocument, media: JsonObject): Record<string, Json> {
  const named = Object.entries(objectOf(media["examples"])).flatMap(([name, example]): [string, Json][] => {
    const value = document.exampleValue(objectOf(dereference(document, example)));
    return value === undefined ? [] : [[name, value]];
  });
  const unnamed = media["example"];
  return Object.fromEntries(unnamed === undefined ? named : [["default", unnamed], ...named]);
}

/** The first example of a Media Type Object. */
export function exampleOf(document: SpecDocument, media: JsonObject): Json | undefined {
  return Object.values(examplesOf(document, media))[0];
}

class OperationReader {
  readonly warnings: SpecProblem[] = [];
  readonly #document: SpecDocument;
  readonly #schemas: SchemaReader;
  readonly #pointer: string;

  constructor(document: SpecDocument, schemas: SchemaReader, pointer: string) {
    this.#document = document;
    this.#schemas = schemas;
    this.#pointer = pointer;
  }

  read({ path, method, raw, shared }: RawOperation, names: OperationNames): DeclaredOperation {
    return {
      ...names,
      httpMethod: method.toUpperCase() as HttpMethod,
      path,
      summary: stringOf(raw["summary"]),
      description: stringOf(raw["description"]),
      deprecated: raw["deprecated"] === true,
      parameters: this.#parameters(path, arrayOf(raw["parameters"]), shared),
      body: this.#body(raw["requestBody"]),
      responses: this.#responses(raw["responses"]),
      security: securityOf(raw["security"] ?? this.#document.root["security"]),
      declaredAction: raw["x-hookspec-action"] as Action | undefined,
      paging: raw["x-hookspec-paging"] as Paging | undefined,
      sort: raw["x-hookspec-sort"] as Sort | undefined,
    };
  }

  #parameters(path: string, own: readonly Json[], shared: readonly Json[]): Parameter[] {
    // An operation's parameter replaces the path item's of the same name and place (OpenAPI 3.1 §4.8.9).
    const merged = new Map<string, JsonObject>();
    for (const raw of [...shared, ...own]) {
      const parameter = dereference(this.#document, raw);
      if (isObject(parameter))
        merged.set(`${String(parameter["in"])} ${String(parameter["name"])}`, parameter);
    }
    const all = this.#thoseOfPath(
      path,
      [...merged.values()].filter((raw) => !isIgnoredHeader(raw)),
    );
    const wireNames = all.map((raw) => String(raw["name"]));
    const keys = new Names(wireNames);
    return all.map((raw) => {
      const name = String(raw["name"]);
      const collides = name === "body" || wireNames.filter((other) => other === name).length > 1;
      return this.#parameter(raw, collides ? keys.claim(`${String(raw["in"])}_${name}`) : name);
    });
  }

  #parameter(raw: JsonObject, key: string): Parameter {
    const name = String(raw["name"]);
    const place = String(raw["in"]) as Parameter["in"];
    const style = (stringOf(raw["style"]) ??
      (place === "query" || place === "cookie" ? "form" : "simple")) as Parameter["style"];
    const [content] = Object.values(objectOf(raw["content"]));
    const schema = raw["schema"] ?? objectOf(content)["schema"];
    if (schema === undefined && content === undefined)
      this.#warn(`The ${place} parameter ${name} has no schema; it is typed unknown. Add one.`);
    return {
      key,
      name,
      in: place,
      required: place === "path" || raw["required"] === true,
      style,
      explode: typeof raw["explode"] === "boolean" ? raw["explode"] : style === "form",
      schema: this.#schemas.read(schema),
      jsonSchema: objectOf(schema),
      description: stringOf(raw["description"]),
      deprecated: raw["deprecated"] === true,
      field: raw["x-hookspec-field"] as Parameter["field"],
    };
  }

  /** The parameters without those of the path that it has no place for, and with those that it names and nobody declared. */
  #thoseOfPath(path: string, parameters: readonly JsonObject[]): JsonObject[] {
    const named = new Set([...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name));
    const isIn = ({ in: place, name }: JsonObject) => place !== "path" || named.has(String(name));
    for (const { name } of parameters.filter((raw) => !isIn(raw))) {
      this.#warn(
        `${path} has no {${String(name)}}, so the path parameter of that name is left out. Add it to the path, or remove the parameter.`,
      );
    }
    const declared = parameters.filter(isIn);
    const missing = [...named].filter(
      (name) => !declared.some((raw) => raw["in"] === "path" && raw["name"] === name),
    );
    for (const name of missing) {
      this.#warn(
        `${path} has {${name}} but no path parameter of that name; it is taken as a string. Add { name: ${name}, in: path, required: true, schema: … } to its parameters.`,
      );
    }
    return [...missing.map((name) => ({ name, in: "path", schema: { type: "string" } })), ...declared];
  }

  #body(raw: Json | undefined): Body | undefined {
    const body = dereference(this.#document, raw);
    if (!isObject(body)) return undefined;
    const content = objectOf(body["content"]);
    const mediaTypes = preferredMediaTypes(content);
    const media = objectOf(content[mediaTypes[0] ?? ""]);
    const schema = media["schema"];
    return {
      required: body["required"] === true,
      description: stringOf(body["description"]),
      mediaTypes,
      schema: this.#schemas.read(schema),
      jsonSchema: typeof schema === "boolean" ? schema : objectOf(schema),
      unset: unsetOf(dereference(this.#document, schema)),
      // Known once the resources are: see withFixed.
      fixed: [],
      example: exampleOf(this.#document, media),
    };
  }

  #responses(raw: Json | undefined): Response[] {
    return this.#statuses(objectOf(raw)).map(([status, value]) => {
      const response = objectOf(dereference(this.#document, value));
      const content = objectOf(response["content"]);
      const [mediaType] = preferredMediaTypes(content);
      const media = objectOf(content[mediaType ?? ""]);
      const { schema } = media;
      return {
        status: /^[1-5]xx$/i.test(status) ? status.toUpperCase() : status,
        description: stringOf(response["description"]),
        mediaType,
        schema: mediaType === undefined ? undefined : this.#schemas.read(schema),
        jsonSchema: typeof schema === "boolean" || isObject(schema) ? schema : undefined,
        examples: examplesOf(this.#document, media),
        component: /^#\/components\/responses\/([^/]+)$/.exec(stringOf(objectOf(value)["$ref"]) ?? "")?.[1],
      };
    });
  }

  #statuses(responses: JsonObject): [status: string, response: Json | undefined][] {
    return Object.entries(responses).filter(([status]) => {
      const isStatus = /^([1-5](\d\d|xx)|default)$/i.test(status);
      if (!isStatus && !status.startsWith("x-")) {
        const message = `${JSON.stringify(status)} is no status, so this response is left out. Accepted are 100 to 599, 1XX to 5XX, and default.`;
        this.#warn(message, toPointer(["responses", status]));
      }
      return isStatus;
    });
  }

  #warn(message: string, below = ""): void {
    this.warnings.push({ at: this.#document.locate(this.#pointer + below), message });
  }
}

/** OpenAPI 3.1 §4.8.12.1: these headers are described elsewhere, a parameter of that name is ignored. */
function isIgnoredHeader(raw: JsonObject): boolean {
  return (
    raw["in"] === "header" &&
    ["accept", "content-type", "authorization"].includes(String(raw["name"]).toLowerCase())
  );
}

function securityOf(raw: Json | undefined): string[][] {
  return arrayOf(raw).map((alternative) => Object.keys(objectOf(alternative)));
}

export function unsetOf(raw: Json | undefined): Unset {
  const unset = objectOf(raw)["x-hookspec-unset"];
  return unset === "strings" || unset === "all" ? unset : "none";
}
