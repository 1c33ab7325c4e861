import type { Json } from "../../load/json.js";
import type { Source, Wire } from "../change.js";

/** One kind of change: what it is, how grave, why, and a smallest pair of specs that shows it. */
export interface Rule {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly wire: Wire;
  /** What it means for source where the packages of a spec cannot be emitted, or the change shows in no declaration. */
  readonly source: Source;
  /** Where the examples stand: see `exampleDocument`. */
  readonly at: ExamplePlace;
  readonly base: Json | undefined;
  readonly revision: Json | undefined;
}

/** Parts of a document that an example can be. */
export type ExamplePlace =
  | "document"
  | "paths"
  | "operation"
  | "parameters"
  | "requestBody"
  | "responses"
  | "headers"
  | "webhook"
  | "webhookParameters"
  | "securitySchemes"
  | "requestSchema"
  | "responseSchema";

/** A change of a schema: one row, and an id for each place that a schema may stand at. */
export interface SchemaRule {
  /** What follows the place in the id: `max-decreased` of `request-property-max-decreased`. */
  readonly change: string;
  readonly what: string;
  readonly why: string;
  readonly effect: Effect;
  readonly source?: Source;
  /** Where it means something only for who reads. */
  readonly only?: "response";
  readonly base: Json;
  readonly revision: Json;
}

/** What a change does to the set of accepted values. */
export type Effect = "narrows" | "widens" | "unproven" | "annotates" | "default" | "opens";

/** Requests must still be accepted, responses still be understood. */
export const effects: Readonly<Record<Effect, { readonly request: Wire; readonly response: Wire }>> = {
  narrows: { request: "breaking", response: "info" },
  widens: { request: "info", response: "breaking" },
  unproven: { request: "breaking", response: "breaking" },
  annotates: { request: "info", response: "info" },
  default: { request: "warning", response: "info" },
  opens: { request: "info", response: "warning" },
};

/** Where a schema may stand, as ids begin. */
export const requestPlaces = [
  "request-body",
  "request-property",
  "request-parameter",
  "request-header",
] as const;
export const responsePlaces = [
  "response-body",
  "response-property",
  "response-header",
  "webhook-parameter",
] as const;

/** Reasons that many rules share. */
export const unproven = "What cannot be proven to include the old counts as breaking.";
export const smaller = "Values that were accepted are refused; a reader merely sees fewer.";
export const larger = "Senders may go on as they are; a reader meets values that it does not know.";
