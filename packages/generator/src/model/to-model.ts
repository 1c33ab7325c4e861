import path from "node:path";
import type { SpecDocument } from "../load/document.js";
import { formatProblem, SpecError, type SpecProblem } from "../load/problems.js";
import { arrayOf, isObject, objectOf, stringOf } from "../load/json.js";
import {
  packageKinds,
  type ApiModel,
  type NamedSchema,
  type Operation,
  type Schema,
  type SecurityScheme,
  type Server,
  type Webhook,
} from "./api-model.js";
import { withActions } from "./actions.js";
import { readCallbacks } from "./callbacks.js";
import { checkNames } from "./check-names.js";
import { unusableKeywords } from "./keywords.js";
import { fixedOf, withFixed } from "./fixed.js";
import { kebabCase, Names, pascalCase, typeName } from "./names.js";
import { dereference, readOperations, unsetOf } from "./operations.js";
import { readResources } from "./resources.js";
import { refsIn, SchemaReader } from "./schemas.js";
import { viewsDiffer } from "./views.js";
import { readDelivery, readSubscription, readWebhooks, unsentWebhooks } from "./webhooks.js";

/** Reads a document into the model that every emitter works from. */
export function toModel(document: SpecDocument, name: string): ApiModel {
  const { root } = document;
  const reader = new SchemaReader(document);
  const { operations: declared, warnings } = readOperations(document, reader);
  const acting = withActions(document, declared);
  const webhooks = readWebhooks(document, reader);
  const callbacks = readCallbacks(document, reader, declared, webhooks);
  const resources = readResources(document, acting);
  const info = objectOf(root["info"]);
  const subscription = readSubscription(document, resources);
  const operations = withFixed(acting, resources, subscription);
  const model: ApiModel = {
    name,
    packages: readPackages(document),
    source: path.basename(document.file),
    title: oneLine(stringOf(info["title"]) ?? name),
    version: String(info["version"] ?? "0.0.0"),
    description: stringOf(info["description"]),
    servers: readServers(document),
    securitySchemes: readSecuritySchemes(document),
    schemas: readNamedSchemas(document, reader, name, operations, webhooks, callbacks),
    operations,
    resources,
    webhooks,
    callbacks,
    subscription,
    delivery: readDelivery(document, reader, subscription),
    warnings: withoutRepeats([
      ...document.warnings,
      ...warnings,
      ...unsentWebhooks(document),
      ...unusableKeywords(document),
      ...reader.warnings,
    ]),
    document: root,
  };
  const problems = checkNames(document, model);
  if (problems.length > 0) throw new SpecError(problems);
  return model;
}

function readPackages({ root }: SpecDocument): ApiModel["packages"] {
  const wanted = arrayOf(root["x-hookspec-packages"] ?? [...packageKinds]);
  return packageKinds.filter((kind) => wanted.includes(kind));
}

/** A schema that is reached from several places is warned of once. */
function withoutRepeats(warnings: readonly SpecProblem[]): SpecProblem[] {
  return [...new Map(warnings.map((warning) => [formatProblem(warning), warning])).values()];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function readServers({ root }: SpecDocument): Server[] {
  const names = new Names();
  return arrayOf(root["servers"]).flatMap((raw, index) => {
    const url = stringOf(objectOf(raw)["url"]);
    if (url === undefined) return [];
    const description = stringOf(objectOf(raw)["description"]);
    return [
      {
        key: names.claim(kebabCase(description ?? `server ${index + 1}`)),
        url: withDefaults(url, objectOf(raw)).replace(/\/$/, ""),
        description,
      },
    ];
  });
}

/** Server variables stand at their defaults (OpenAPI 3.1 §4.8.6). */
function withDefaults(url: string, server: ReturnType<typeof objectOf>): string {
  const variables = objectOf(server["variables"]);
  return url.replace(/\{([^}]+)\}/g, (whole, name: string) =>
    String(objectOf(variables[name])["default"] ?? whole),
  );
}

function readSecuritySchemes(document: SpecDocument): SecurityScheme[] {
  const schemes = objectOf(objectOf(document.root["components"])["securitySchemes"]);
  return Object.entries(schemes).map(([name, value]) => {
    const raw = objectOf(dereference(document, value));
    const isApiKey = raw["type"] === "apiKey";
    const scheme = stringOf(raw["scheme"])?.toLowerCase();
    return {
      name,
      type: raw["type"] as SecurityScheme["type"],
      in: isApiKey ? (raw["in"] as SecurityScheme["in"]) : "header",
      parameter: isApiKey ? String(raw["name"]) : "authorization",
      prefix: stringOf(raw["x-hookspec-prefix"]) ?? (isApiKey ? undefined : `${scheme ?? "bearer"} `),
    };
  });
}

function readNamedSchemas(
  document: SpecDocument,
  reader: SchemaReader,
  name: string,
  operations: readonly Operation[],
  webhooks: readonly Webhook[],
  callbacks: readonly Webhook[],
): NamedSchema[] {
  const raw = Object.entries(objectOf(objectOf(document.root["components"])["schemas"]));
  const read = new Map(raw.map(([key, value]) => [key, reader.read(value)]));
  const requests = reachable(
    read,
    operations.flatMap(({ body, parameters }) => [
      ...(body === undefined ? [] : [body.schema]),
      ...parameters.map(({ schema }) => schema),
    ]),
  );
  const responses = reachable(read, [
    ...operations.flatMap((operation) =>
      operation.responses.flatMap(({ schema }) => (schema === undefined ? [] : [schema])),
    ),
    ...[...webhooks, ...callbacks].flatMap(({ schema }) => (schema === undefined ? [] : [schema])),
  ]);
  const names = new Names(exportedNames(name, webhooks));
  const named = raw.map(([key, value]) => ({
    key,
    name: names.claim(typeName(key)),
    schema: read.get(key) as Schema,
    usedIn: { request: requests.has(key), response: responses.has(key) || !requests.has(key) },
    unset: isObject(value) ? unsetOf(value) : ("none" as const),
  }));
  const differ = viewsDiffer(named);
  const fixed = fixedOf(named, operations);
  return named.map((schema) => {
    const both = schema.usedIn.request && schema.usedIn.response;
    return {
      ...schema,
      fixed: [...(fixed.get(schema.key) ?? [])],
      inputName: both && differ.has(schema.key) ? names.claim(`${schema.name}Input`) : undefined,
    };
  });
}

/** Types that the packages export of their own: a schema of that name gets another. */
export function exportedNames(name: string, webhooks: readonly Pick<Webhook, "name">[]): string[] {
  const api = pascalCase(name);
  return [
    ...["Client", "ClientOptions", "ClientOrThrow", "MockServer", "Change", "Operations", "Webhooks"].map(
      (kind) => `${api}${kind}`,
    ),
    ...webhooks.map((webhook) => `Verify${pascalCase(webhook.name)}Options`),
  ];
}

function reachable(schemas: ReadonlyMap<string, Schema>, roots: readonly Schema[]): Set<string> {
  const seen = new Set<string>();
  const queue = [...roots];
  for (let schema = queue.pop(); schema !== undefined; schema = queue.pop()) {
    for (const key of refsIn(schema)) {
      const target = schemas.get(key);
      if (seen.has(key) || target === undefined) continue;
      seen.add(key);
      queue.push(target);
    }
  }
  return seen;
}
