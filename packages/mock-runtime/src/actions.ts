import type { MockDefinition, OperationDefinition } from "./definition.js";
import type { PlainResponse } from "./http.js";
import type { JsonObject } from "./json.js";
import { checkKnownValues, type Parameters } from "./parameters.js";
import { invalidBody, invalidParameters, Problem } from "./problems.js";
import { readChange, type Change } from "./resources/change.js";
import type { Collection } from "./resources/collection.js";
import { listPage } from "./resources/listing.js";
import type { Rules } from "./resources/rules.js";
import type { Subscriber } from "./subscriptions/subscriptions.js";

/** A resource that operations act on. */
export interface Acting {
  readonly collection: Collection;
  readonly rules: Rules;
  /** Where the items are subscriptions: what becomes of them. */
  readonly subscriber?: Subscriber;
}

/** What an operation does once its request is known to be good. */
export type Action = (parameters: Parameters, body: unknown) => Promise<PlainResponse>;

/** Binds an operation to what it acts on. */
export function createAction(
  definition: MockDefinition,
  operation: OperationDefinition,
  resources: ReadonlyMap<string, Acting>,
  { lenient }: { readonly lenient: boolean },
): Action {
  const { action } = operation;
  if (action.kind === "example") throw new TypeError(`Operation ${operation.id} acts on no resource.`);
  const resource = definition.resources[action.resource];
  const acting = resources.get(action.resource);
  if (resource === undefined || acting === undefined) throw missingResource(operation, action.resource);
  const { collection, rules, subscriber } = acting;
  const changeOf = (body: unknown): Change => readChange(resource, rules, operation.body, body, lenient);

  const scope = operation.parameters.flatMap(({ in: place, name, field }) =>
    place === "path" && field !== undefined ? [{ name, field }] : [],
  );

  switch (action.kind) {
    case "list":
      return async (parameters) =>
        answer(operation, listPage(operation, await collection.list(), parameters));
    case "create":
      return async (parameters, body) => {
        const filled = filledFields(definition, operation, action.resource, parameters, lenient);
        const change = changeOf(body);
        const refused = change.errors.length === 0 && subscriber?.admit({ ...change.set, ...filled });
        if (refused) {
          const isInPath = isSourceInPath(definition, operation);
          throw isInPath ? new Problem(404, refused.detail) : invalidBody([refused]);
        }
        const item = await collection.create(change, filled);
        const after = subscriber?.created(item, asksInitialSync(definition, parameters));
        const response = answer(operation, item);
        return after === undefined ? response : { ...response, after };
      };
    case "get":
      return async (parameters) => answer(operation, await collection.get(await idOf(action, parameters)));
    case "replace":
      return async (parameters, body) => {
        const id = await idOf(action, parameters);
        return answer(operation, await changed(await collection.replace(id, changeWithin(parameters, body))));
      };
    case "patch":
      return async (parameters, body) => {
        const id = await idOf(action, parameters);
        return answer(operation, await changed(await collection.patch(id, changeWithin(parameters, body))));
      };
    case "remove":
      return async (parameters) => {
        const id = await idOf(action, parameters);
        const item = await collection.remove(id);
        subscriber?.removed(id);
        return answer(operation, item);
      };
    case "trigger":
      return async (parameters) => {
        const id = await idOf(action, parameters);
        await subscriber?.trigger(id, await collection.get(id));
        return answer(operation, await collection.get(id));
      };
    case "resume":
      return async (parameters) => {
        const id = await idOf(action, parameters);
        await collection.get(id);
        await subscriber?.resume(id);
        return answer(operation, await collection.get(id));
      };
  }

  /** The item that the path names; its fields must be what the path says they are, else it is not there. */
  async function idOf(named: { readonly item: string }, parameters: Parameters): Promise<string> {
    const id = String(parameters.path[named.item]);
    if (scope.length > 0) await collection.get(id, scopeOf(parameters));
    return id;
  }

  function scopeOf({ path }: Parameters): JsonObject {
    return Object.fromEntries(scope.map(({ field, name }) => [field, path[name]]));
  }

  /** What the path says cannot be changed by the body. */
  function changeWithin(parameters: Parameters, body: unknown): Change {
    const change = changeOf(body);
    return scope.length === 0 ? change : { ...change, set: { ...change.set, ...scopeOf(parameters) } };
  }

  async function changed(item: JsonObject): Promise<JsonObject> {
    await subscriber?.changed(item);
    return item;
  }
}

function asksInitialSync({ subscription }: MockDefinition, { query }: Parameters): boolean {
  return subscription !== undefined && query[subscription.initialSync] === true;
}

/** A source that the path names is what the request is about; in a body it is one field of several. */
function isSourceInPath({ subscription }: MockDefinition, { parameters }: OperationDefinition): boolean {
  return (
    subscription !== undefined &&
    parameters.some((parameter) => parameter.in === "path" && parameter.field === subscription.source)
  );
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

function missingResource({ id }: OperationDefinition, resource: string): TypeError {
  return new TypeError(
    `Operation ${id} acts on the resource ${resource}, which the definition lacks. Generate the mock again.`,
  );
}
