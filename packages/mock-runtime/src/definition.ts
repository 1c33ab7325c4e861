import type { SigningScheme } from "@hookspec/signature";
import type { JsonSchema } from "./samples/schema.js";

/**
 * What a generated mock server tells the runtime about its API: plain data emitted from the spec, and the validators that were
 * compiled with it. No runtime module knows a field of any API but through this.
 */
export interface MockDefinition {
  /** Spec name in kebab-case, e.g. `webhook`. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** Path prefixes of the spec's servers without a trailing slash, `""` for none. */
  readonly basePaths: readonly string[];
  readonly operations: readonly OperationDefinition[];
  /** Resource name → resource. */
  readonly resources: Readonly<Record<string, ResourceDefinition>>;
  /** Name of the security scheme → scheme. */
  readonly security: Readonly<Record<string, SecurityDefinition>>;
  readonly subscription?: SubscriptionDefinition;
  readonly delivery?: DeliveryDefinition;
  /** Every webhook and callback of the document, to be sent by hand. */
  readonly webhooks?: readonly WebhookDefinition[];
  /** Id → schema: what the schemas of responses and webhooks refer to by `$ref`. */
  readonly schemas?: Readonly<Record<string, JsonSchema>>;
}

/** One of the document's webhooks, or a callback of an operation. */
export interface WebhookDefinition {
  readonly name: string;
  /** What is sent when the sender gives no payload. */
  readonly example?: unknown;
  /** What a payload is made from where there is no example. */
  readonly schema?: JsonSchema;
  /** Of the payload. */
  readonly mediaType: string;
}

export interface OperationDefinition {
  /** operationId. */
  readonly id: string;
  readonly method: string;
  /** OpenAPI path template. */
  readonly path: string;
  readonly action: ActionDefinition;
  readonly parameters: readonly ParameterDefinition[];
  readonly body?: BodyDefinition;
  /** The first 2xx response. */
  readonly success: { readonly status: number; readonly mediaType?: string; readonly example?: unknown };
  /** What the spec documents to be answered: status (`404`, `4XX` or `default`) → response. Default: `success` alone. */
  readonly responses?: Readonly<Record<string, ResponseDefinition>>;
  /** Alternatives (any of), each a list of schemes (all of). Empty: no authentication. */
  readonly security: readonly (readonly string[])[];
  readonly paging?: PagingDefinition;
  readonly sort?: SortDefinition;
}

/** One documented response. */
export interface ResponseDefinition {
  /** The preferred media type; absent for a response without a body. */
  readonly mediaType?: string;
  /** Name → value; `default` for the one without a name. */
  readonly examples: Readonly<Record<string, unknown>>;
  /** What data are made from where there is no example; enums of extensible types included. */
  readonly schema?: JsonSchema;
  /** Checks a whole body as a response. */
  readonly validate?: Validator;
}

/** What an operation does to the state; `item` names the path parameter that holds the id. */
export type ActionDefinition =
  | { readonly kind: "list" | "create"; readonly resource: string }
  | {
      readonly kind: "get" | "replace" | "patch" | "remove" | "trigger" | "resume";
      readonly resource: string;
      readonly item: string;
    }
  | { readonly kind: "example" };

export interface ParameterDefinition {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required: boolean;
  readonly style: "matrix" | "label" | "simple" | "form" | "spaceDelimited" | "pipeDelimited" | "deepObject";
  readonly explode: boolean;
  /** What the text on the wire is turned into before it is validated. */
  readonly type: "string" | "number" | "boolean" | "array" | "object";
  /** For arrays: what each item is turned into. */
  readonly items?: "string" | "number" | "boolean";
  readonly default?: unknown;
  /** A list operation filters by this field, a create operation fills it. */
  readonly field?: string;
  /** How a filter compares the field with the parameter. Default `eq`. */
  readonly compare?: "eq" | "gt" | "gte" | "lt" | "lte";
  readonly validate?: Validator;
}

export interface BodyDefinition {
  readonly required: boolean;
  readonly mediaTypes: readonly string[];
  readonly validate?: Validator;
  /**
   * Members that may be unset with `null` (or, where they are strings, `""`): `strings` the optional string members,
   * `all` every optional member (JSON Merge Patch, RFC 7396), `none` nothing.
   */
  readonly unset: "none" | "strings" | "all";
}

export interface ResourceDefinition {
  /** Name of the schema of one item. */
  readonly schema: string;
  /** Every field of an item, in the order of the spec. */
  readonly fields: Readonly<Record<string, FieldDefinition>>;
  /** The field that holds the id. */
  readonly id: string;
  /** Set once, to the clock's now. */
  readonly createdAt?: string;
  /** Set at every change a caller makes, to the clock's now. */
  readonly updatedAt?: string;
  /** Holds the id of the namespace (workspace) that the item belongs to. */
  readonly owner?: string;
  /** Writable at create only: another value later is refused. */
  readonly immutable: readonly string[];
  /** Checks one whole item as a response. */
  readonly validate?: Validator;
}

export interface FieldDefinition {
  readonly type: "string" | "number" | "integer" | "boolean" | "array" | "object" | "unknown";
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly default?: unknown;
  /** Known values of an enum. */
  readonly values?: readonly unknown[];
}

export interface SecurityDefinition {
  readonly type: "apiKey" | "http" | "oauth2" | "openIdConnect" | "mutualTLS";
  /** For apiKey. For http bearer: `header` and `authorization`. */
  readonly in: "header" | "query" | "cookie";
  readonly name: string;
  /** Prefix that may stand before the key, e.g. `"bearer "` (compared case-insensitively, optional on the wire). */
  readonly prefix?: string;
}

/** `x-hookspec-paging`: names of query parameters. */
export interface PagingDefinition {
  readonly limit: string;
  readonly offset: string;
  readonly default: number;
}

/** `x-hookspec-sort`. */
export interface SortDefinition {
  /** Query parameter naming the sort key. */
  readonly by: string;
  /** Query parameter holding `asc` or `desc`. */
  readonly order?: string;
  /** Value of the parameter → field. */
  readonly fields: Readonly<Record<string, string>>;
  /** Fields that order a listing when nothing is asked for; the last one breaks ties always. */
  readonly default: readonly string[];
}

/** `x-hookspec-subscription`: role → field of the resource whose items are subscriptions. */
export interface SubscriptionDefinition {
  readonly resource: string;
  readonly url: string;
  readonly source: string;
  readonly objectType: string;
  readonly event: string;
  readonly events: string;
  /**
   * The event's values for an object that is new, for one that changed, and for one that is gone. Default: `created` and `updated`;
   * without `deleted` removals are not told.
   */
  readonly changes?: { readonly created: string; readonly updated: string; readonly deleted?: string };
  readonly mode: {
    readonly field: string;
    readonly virtual: string;
    readonly native: string;
    readonly none: string;
  };
  readonly interval: {
    readonly field: string;
    readonly unit: "minutes";
    readonly minimum: number;
    readonly default: number;
  };
  readonly lastRun: string;
  readonly runs: { readonly field: string; readonly keep: number };
  readonly select: { readonly field: string; readonly always: readonly string[] };
  readonly raw: { readonly field: string; readonly member: string };
  /** Query parameter of create operations that asks for an initial sync. */
  readonly initialSync: string;
  readonly paused?: string;
  readonly healthy?: string;
  /** Names of members and the values, as text, that an object must have there to be delivered. */
  readonly filters?: string;
  /** Most objects in one delivery, where that is fewer than the delivery's own page. */
  readonly pageLimit?: string;
}

/** `x-hookspec-delivery` and `x-hookspec-signing`. */
export interface DeliveryDefinition {
  /** Name under the document's `webhooks`. */
  readonly name: string;
  /** Top-level member: array of changed objects. */
  readonly data: string;
  /** Top-level member: the subscription. */
  readonly subscription: string;
  /** Top-level member: random text, signed with the data. */
  readonly nonce: string;
  readonly kind: {
    readonly field: string;
    readonly initialPage: string;
    readonly initialLast: string;
    readonly virtual: string;
    readonly native: string;
  };
  /** Objects in one delivery at most. */
  readonly pageSize: number;
  /** Statuses that count as delivered, e.g. `["2XX"]`. */
  readonly success: readonly string[];
  readonly retry: { readonly virtual: RetryDefinition; readonly native: RetryDefinition };
  readonly signing: SigningScheme;
}

/** `fibonacci`: the n-th retry waits start × F(n+1) of `unit`; `immediate`: no wait. `retries` counts what follows the first attempt. */
export type RetryDefinition =
  | {
      readonly schedule: "fibonacci";
      readonly unit: "minutes";
      readonly start: number;
      readonly retries: number;
    }
  | { readonly schedule: "immediate"; readonly retries: number };

/** A JSON Schema check compiled by ajv (standalone code): false leaves the reasons in `errors`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidationError[] | null;
}

/** The part of ajv's ErrorObject that the runtime reads. */
export interface ValidationError {
  /** JSON Pointer (RFC 6901) into the value. */
  readonly instancePath: string;
  /** Tells the branches of an `anyOf` from what stands beside it. */
  readonly schemaPath?: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
