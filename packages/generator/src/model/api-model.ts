import type { Json, JsonObject } from "../load/json.js";
import type { SpecProblem } from "../load/problems.js";

/** The kinds of package that one spec becomes, in the order in which they depend on each other. */
export const packageKinds = ["types", "client", "mock-server"] as const;

/** One of `packageKinds`. */
export type PackageKind = (typeof packageKinds)[number];

/** Everything that the emitters know of an API: plain data, no OpenAPI and no TypeScript in it. */
export interface ApiModel {
  /** Base name of the packages, kebab-case: `webhook`. */
  readonly name: string;
  /** The packages that it becomes (`x-hookspec-packages`). */
  readonly packages: readonly PackageKind[];
  /** File name of the spec, for banners. */
  readonly source: string;
  readonly title: string;
  readonly version: string;
  readonly description: string | undefined;
  readonly servers: readonly Server[];
  readonly securitySchemes: readonly SecurityScheme[];
  readonly schemas: readonly NamedSchema[];
  readonly operations: readonly Operation[];
  readonly resources: readonly Resource[];
  /** What the API POSTs to its consumers (the document's `webhooks`). */
  readonly webhooks: readonly Webhook[];
  /** What the API POSTs to a URL that a request named (`callbacks` of operations). */
  readonly callbacks: readonly Callback[];
  readonly subscription: Subscription | undefined;
  readonly delivery: Delivery | undefined;
  /** Things the author may want to know that stop nothing. */
  readonly warnings: readonly SpecProblem[];
  /** The parsed document, for the emitters that hand it on whole (openapi-typescript, JSON Schema validators). */
  readonly document: JsonObject;
}

export interface Server {
  /** Key for the client's `server` option: the description in kebab-case. */
  readonly key: string;
  readonly url: string;
  readonly description: string | undefined;
}

export interface SecurityScheme {
  readonly name: string;
  readonly type: "apiKey" | "http" | "oauth2" | "openIdConnect" | "mutualTLS";
  readonly in: "header" | "query" | "cookie";
  readonly parameter: string;
  readonly prefix: string | undefined;
}

/** A schema under `components.schemas`. */
export interface NamedSchema {
  /** Name in the document. */
  readonly key: string;
  /** TypeScript identifier, unique in the model. */
  readonly name: string;
  /** Identifier of the request's view where it differs from the response's. */
  readonly inputName: string | undefined;
  readonly schema: Schema;
  /** Which views of it the API uses. `response` where nothing uses it. */
  readonly usedIn: { readonly request: boolean; readonly response: boolean };
  /** `x-hookspec-unset`. */
  readonly unset: Unset;
  /** Members that `null` does not unset all the same: fixed at creation, given by the path, or needed and filled in by nothing. */
  readonly fixed: readonly string[];
}

export type Unset = "none" | "strings" | "all";

export interface SchemaDocs {
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly default?: Json;
  readonly examples?: readonly Json[];
  /** What a value must fulfil besides its type, by keyword: `{ minLength: 1, pattern: "^a" }`. */
  readonly constraints?: Readonly<Record<string, Json>>;
}

export type Schema = SchemaDocs & SchemaShape;

export type SchemaShape =
  | { readonly kind: "any" | "never" | "null" | "boolean" }
  | { readonly kind: "number"; readonly integer: boolean }
  | { readonly kind: "string"; readonly format?: string }
  | { readonly kind: "enum"; readonly values: readonly Json[]; readonly extensible: boolean }
  | { readonly kind: "array"; readonly items: Schema }
  | {
      readonly kind: "tuple";
      readonly items: readonly Schema[];
      /** How many of the items must be there. */
      readonly least: number;
      readonly rest: Schema | undefined;
    }
  | {
      readonly kind: "object";
      readonly properties: readonly Property[];
      readonly additional: Schema | undefined;
    }
  | { readonly kind: "union" | "intersection"; readonly of: readonly Schema[] }
  | { readonly kind: "ref"; readonly key: string };

export interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly id: string;
  /** Name of the client's method. */
  readonly method: string;
  readonly httpMethod: HttpMethod;
  readonly path: string;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly deprecated: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
  readonly responses: readonly Response[];
  /** Alternatives (any of), each a list of scheme names (all of). */
  readonly security: readonly (readonly string[])[];
  readonly action: Action;
  readonly paging: Paging | undefined;
  readonly sort: Sort | undefined;
}

export type HttpMethod = "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE";

export type Action =
  | { readonly kind: "list" | "create"; readonly resource: string }
  | {
      readonly kind: "get" | "replace" | "patch" | "remove" | "trigger" | "resume";
      readonly resource: string;
      readonly item: string;
    }
  | { readonly kind: "example" };

export interface Parameter {
  /** Name in the client's first argument: the wire name, prefixed with its location where two would collide. */
  readonly key: string;
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required: boolean;
  readonly style: "matrix" | "label" | "simple" | "form" | "spaceDelimited" | "pipeDelimited" | "deepObject";
  readonly explode: boolean;
  readonly schema: Schema;
  readonly jsonSchema: JsonObject;
  readonly description: string | undefined;
  readonly deprecated: boolean;
  readonly field:
    | { readonly name: string; readonly compare?: "eq" | "gt" | "gte" | "lt" | "lte" }
    | undefined;
}

export interface Body {
  readonly required: boolean;
  readonly description: string | undefined;
  /** The media types accepted, the one that the client sends first. */
  readonly mediaTypes: readonly string[];
  readonly schema: Schema;
  readonly jsonSchema: JsonObject | boolean;
  readonly unset: Unset;
  /** As in NamedSchema. */
  readonly fixed: readonly string[];
  readonly example: Json | undefined;
}

export interface Response {
  /** `"200"`, `"4XX"` or `"default"`. */
  readonly status: string;
  readonly description: string | undefined;
  readonly mediaType: string | undefined;
  readonly schema: Schema | undefined;
  readonly jsonSchema: JsonObject | boolean | undefined;
  /** Name → value; `default` is the one without a name. */
  readonly examples: Readonly<Record<string, Json>>;
  /** Key under `components.responses`, where it stands there. */
  readonly component: string | undefined;
}

/** A kind of thing that the API keeps: one per schema with an item path. */
export interface Resource {
  /** Key of its schema. */
  readonly name: string;
  readonly id: string;
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
  readonly owner: string | undefined;
  readonly immutable: readonly string[];
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly type: "string" | "number" | "integer" | "boolean" | "array" | "object" | "unknown";
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly default: Json | undefined;
  readonly values: readonly Json[] | undefined;
}

export interface Webhook {
  /** Name under the document's `webhooks`. */
  readonly name: string;
  readonly description: string | undefined;
  readonly mediaType: string;
  readonly schema: Schema | undefined;
  readonly jsonSchema: JsonObject | boolean | undefined;
  readonly example: Json | undefined;
}

/** One of `callbacks`; its name is unique among all callbacks and webhooks. */
export interface Callback extends Webhook {
  /** Where the URL stands, as the spec says it: a runtime expression such as `{$request.body#/callbackUrl}`. */
  readonly url: string;
  /** The operation that it belongs to, e.g. `POST /pets`. */
  readonly origin: string;
}

export interface Paging {
  readonly limit: string;
  readonly offset: string;
  readonly default: number;
}

export interface Sort {
  readonly by: string;
  readonly order?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly default: readonly string[];
}

/** `x-hookspec-subscription`, with the resource it stands on. */
export interface Subscription {
  readonly resource: string;
  readonly source: string;
  readonly objectType: string;
  readonly event: string;
  /** Fields that the server fills in where a caller gives none. */
  readonly filled: readonly string[];
  /** All roles, as the extension declares them. */
  readonly roles: JsonObject;
}

/** `x-hookspec-delivery` and `x-hookspec-signing` of one webhook. */
export interface Delivery {
  readonly name: string;
  readonly payload: Schema;
  readonly data: string;
  readonly declaration: JsonObject;
  readonly signing: readonly Signature[];
}

export interface Signature {
  readonly field: string;
  readonly algorithm: "hmac-sha1" | "hmac-sha256" | "hmac-sha512";
  readonly over: readonly string[];
  readonly encoding: "base64" | "hex";
  readonly deprecated?: boolean;
}
