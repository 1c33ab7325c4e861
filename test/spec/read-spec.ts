import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ajvFormats from "ajv-formats";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";

/** The parts of OpenAPI that the tests look at. */
export interface Spec {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly contact?: unknown;
    readonly license: unknown;
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly webhooks: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

type PathItem = Readonly<Partial<Record<(typeof methods)[number], Operation>>> & {
  readonly parameters?: readonly Ref<Parameter>[];
};

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Ref<Parameter>[];
  readonly requestBody?: Ref<Content>;
  readonly responses: Readonly<Record<string, Ref<Content>>>;
  readonly [extension: `x-${string}`]: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
  readonly "x-hookspec-field"?: { readonly name: string; readonly compare?: string };
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly readOnly?: boolean;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [extension: `x-${string}`]: unknown;
}

interface Content {
  readonly required?: boolean;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface MediaType {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly externalValue?: string }>>;
}

type Ref<T> = T | { readonly $ref: string };

const methods = ["get", "post", "put", "patch", "delete"] as const;
const specs = new URL("../../specs/", import.meta.url);

const specFile = fileURLToPath(new URL("webhook.yaml", specs));
export const specText = readFileSync(specFile, "utf8");
export const spec = parse(specText) as Spec;

/** Text of a file beside the spec. */
export const readBeside = (file: string): string => readFileSync(new URL(file, specs), "utf8");

const ajv = new Ajv2020({ allErrors: true, strict: false });
ajvFormats.default(ajv);
ajv.addSchema(spec, "spec", undefined, false);

const compiled = new WeakMap<Schema, ValidateFunction>();

/** What is wrong with a value, as `pointer keyword`; empty when it fits. `$ref`s of the schema lead into the spec. */
export function faults(schema: Schema, value: unknown): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(absolute(schema));
  compiled.set(schema, validate);
  return validate(value) ? [] : (validate.errors ?? []).map(faultText);
}

export const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** Every operation of the paths with its method, path and parameters (those of the path included). */
export const operations = Object.entries(spec.paths).flatMap(([path, item]) => operationsOf(path, item));

/** The same for the document's webhooks; the path is the webhook's name. */
export const deliveries = Object.entries(spec.webhooks).flatMap(([name, item]) => operationsOf(name, item));

export function resolve<T extends object>(value: Ref<T>): T {
  if (!("$ref" in value) || typeof value.$ref !== "string") return value as T;
  const found = value.$ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, token) => (at as Record<string, unknown>)[token], spec);
  if (found === undefined) throw new Error(`${value.$ref} points at nothing in specs/webhook.yaml.`);
  return found as T;
}

function operationsOf(path: string, item: PathItem) {
  return methods.flatMap((method) => {
    const operation = item[method];
    if (operation === undefined) return [];
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
      resolve(parameter),
    );
    return [{ method: method.toUpperCase(), path, operation, parameters }];
  });
}

function absolute(schema: Schema): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"spec#')) as object;
}

function faultText({ instancePath, keyword, params }: ErrorObject): string {
  const missing: unknown = params["missingProperty"];
  return typeof missing === "string" ? `${instancePath}/${missing} missing` : `${instancePath} ${keyword}`;
}
