import { timestamp, type Clock } from "./clock/clock.js";
import type { ActionDefinition, MockDefinition, OperationDefinition } from "./definition.js";
import type { PlainResponse } from "./http.js";
import type { JsonObject } from "./json.js";
import { checkKnownValues, type Parameters } from "./parameters.js";
import { invalidBody, invalidParameters, Problem } from "./problems.js";
import { readChange, type Change } from "./resources/change.js";
import type { Collection } from "./resources/collection.js";
import { listPage } from "./resources/listing.js";
import type { Rules } from "./resources/rules.js";
import { whyNotTriggerable, withRun } from "./subscriptions/rules.js";

/** A resource that operations act on. */
export interface Acting {
  readonly collection: Collection;
  readonly rules: Rules;
}

/** What an operation does once its request is known to be good. */
export type Action = (parameters: Parameters, body: unknown) => Promise<PlainResponse>;

/** Binds an operation to what it acts on. */
export function createAction(
  definition: MockDefinition,
  operation: OperationDefinition,
  resources: ReadonlyMap<string, Acting>,
  { clock, lenient }: { readonly clock: Clock; readonly lenient: boolean },
): Action {
  const { action } = operation;
  if (action.kind === "example") return async () => answerExample(operation);
  const resource = definition.resources[action.resource];
  const acting = resources.get(action.resource);
  if (resource === undefined || acting === undefined) throw missingResource(operation, action.resource);
  const { collection, rules } = acting;
  const changeOf = (body: unknown): Change => readChange(resource, rules, operation.body, body, lenient);

  switch (action.kind) {
    case "list":
      return async (parameters) =>
        answer(operation, listPage(operation, await collection.list(), parameters));
    case "create":
      return async (parameters, body) => {
        const filled = filledFields(definition, operation, action.resource, parameters, lenient);
        return answer(operation, await collection.create(changeOf(body), filled));
      };
    case "get":
      return async (parameters) => answer(operation, await collection.get(itemId(action, parameters)));
    case "replace":
      return async (parameters, body) =>
        answer(operation, await collection.replace(itemId(action, parameters), changeOf(body)));
    case "patch":
      return async (parameters, body) =>
        answer(operation, await collection.patch(itemId(action, parameters), changeOf(body)));
    case "remove":
      return async (parameters) => answer(operation, await collection.remove(itemId(action, parameters)));
    case "trigger":
      return async (parameters) => {
        const start = timestamp(clock.now());
        const run = (item: JsonObject) => triggered(definition, item, start);
        return answer(operation, await collection.touch(itemId(action, parameters), run));
      };
  }
}

function triggered({ subscription }: MockDefinition, item: JsonObject, start: string): JsonObject {
  if (subscription === undefined) return item;
  const refused = whyNotTriggerable(subscription, item);
  if (refused !== undefined) throw invalidBody([refused]);
  return withRun(subscription, item, start);
}

function itemId(action: Extract<ActionDefinition, { item: string }>, { path }: Parameters): string {
  return String(path[action.item]);
}

/** Fields that path and query fill at creation. */
function filledFields(
  definition: MockDefinition,
  operation: OperationDefinition,
  resource: string,
  parameters: Parameters,
  lenient: boolean,
): JsonObject {
  const filled: JsonObject = {};
  for (const { field, name, in: place } of operation.parameters) {
    const value = parameters[place][name];
    if (field === undefined || value === undefined) continue;
    const known = lenient ? undefined : definition.resources[resource]?.fields[field]?.values;
    const errors = checkKnownValues(value, known, `/${place}/${name}`);
    if (errors.length > 0) throw invalidParameters(errors);
    filled[field] = value;
  }
  return filled;
}

function answer({ success }: OperationDefinition, value: unknown): PlainResponse {
  if (success.mediaType === undefined) return { status: success.status, headers: {}, body: "" };
  const headers = { "content-type": success.mediaType };
  return { status: success.status, headers, body: JSON.stringify(value) };
}

function answerExample(operation: OperationDefinition): PlainResponse {
  const { success } = operation;
  if (success.mediaType === undefined) return answer(operation, undefined);
  if (success.example === undefined) {
    const where = `responses."${success.status}".content."${success.mediaType}".example`;
    throw new Problem(
      501,
      `${operation.id} has no state to act on and no example to answer with. Add ${where} to the spec.`,
    );
  }
  const isText = typeof success.example === "string" && !success.mediaType.includes("json");
  const body = isText ? String(success.example) : JSON.stringify(success.example);
  return { status: success.status, headers: { "content-type": success.mediaType }, body };
}

function missingResource({ id }: OperationDefinition, resource: string): TypeError {
  return new TypeError(
    `Operation ${id} acts on the resource ${resource}, which the definition lacks. Generate the mock again.`,
  );
}
