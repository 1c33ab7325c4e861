import type { SpecDocument } from "../../load/document.js";
import { toPointer } from "../../load/pointer.js";
import { pascalCase } from "../../model/names.js";
import type { ApiModel, Operation } from "../../model/api-model.js";
import { mockTypeNames } from "../../emit/mock-server/operation-types.js";
import { enumNames } from "../../emit/types/enums.js";
import { parametersOf } from "../parameters.js";
import { below, follow, membersOf, type Ref } from "../place.js";
import type { Use } from "./compatible.js";
import type { Declaration } from "./declarations.js";
import { call } from "./type.js";

/** Where a declaration comes from in the spec, and how code uses it. */
export interface Origin {
  readonly pointers: readonly string[];
  readonly uses: readonly Use[];
  /** Pointers of single members, where they have some of their own. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** The origin of each emitted declaration. */
export function originsOf(
  document: SpecDocument,
  model: ApiModel,
  declarations: ReadonlyMap<string, Declaration>,
): (name: string) => Origin {
  const found = new Map<string, Origin>([
    ...schemaOrigins(model),
    ...operationOrigins(document, model, declarations),
  ]);
  return (name) => found.get(name) ?? whole;
}

const whole: Origin = { pointers: [""], uses: ["response"], members: new Map([["server", ["/servers"]]]) };

function schemaOrigins(model: ApiModel): [string, Origin][] {
  const names = enumNames(model);
  return model.schemas.flatMap(({ key, name, inputName, usedIn, schema }) => {
    const pointer = toPointer(["components", "schemas", key]);
    const properties = schema.kind === "object" ? schema.properties : [];
    const members = new Map(
      properties.map((property): [string, string[]] => [
        property.name,
        [`${pointer}${toPointer(["properties", property.name])}`],
      ]),
    );
    const request = usedIn.request && inputName === undefined;
    const uses: Use[] = [
      ...(request ? (["request"] as const) : []),
      ...(usedIn.response ? (["response"] as const) : []),
    ];
    const origin = { pointers: [pointer], members };
    const extra = names.get(key);
    return [
      [name, { ...origin, uses }],
      [`is${name}`, { ...origin, uses: ["response"] }],
      ...(inputName === undefined ? [] : [[inputName, { ...origin, uses: ["request"] }] as [string, Origin]]),
      ...(extra === undefined ? [] : [[extra.values, { ...origin, uses: [] }] as [string, Origin]]),
      // The known values of an enum that grows: the list of them is compared, its type follows.
      ...(extra === undefined || extra.known === name
        ? []
        : [[extra.known, { ...origin, uses: [] }] as [string, Origin]]),
    ] satisfies [string, Origin][];
  });
}

/** Argument and result of each method bear names that only the client's interface tells. */
function operationOrigins(
  document: SpecDocument,
  model: ApiModel,
  declarations: ReadonlyMap<string, Declaration>,
): [string, Origin][] {
  const api = `${pascalCase(model.name)}Client`;
  const client = declarations.get(api)?.type;
  if (client?.kind !== "object") return [];
  const byMethod = new Map(model.operations.map((operation) => [operation.method, operation]));
  const methods = new Map<string, string[]>();
  const origins: [string, Origin][] = [];
  for (const [method, member] of client.members) {
    const type = member.type.kind === "object" ? member.type.members.get(call)?.type : member.type;
    if (type?.kind !== "function") continue;
    const params = type.parameters[0]?.type;
    const result = type.returns.kind === "ref" ? type.returns.args[0] : undefined;
    const operation = byMethod.get(method);
    if (operation === undefined) continue;
    const at = operationRef(document, operation);
    methods.set(method, [at.pointer]);
    if (params?.kind === "ref") origins.push([params.name, paramsOrigin(document, operation, at)]);
    if (result?.kind === "ref") origins.push([result.name, resultOrigin(document, at)]);
  }
  const webhooks = model.webhooks.map(({ name }): [string, string[]] => {
    const at = below({ value: document.root, pointer: "" }, "webhooks", name, "post");
    return [name, [at.pointer, ...schemasOf(document, follow(document, below(at, "requestBody")))]];
  });
  return [
    ...origins,
    [api, { pointers: [""], uses: ["response"], members: methods }],
    [`${api}OrThrow`, { pointers: [""], uses: ["response"], members: methods }],
    [mockTypeNames(model).webhooks, { pointers: [""], uses: ["response"], members: new Map(webhooks) }],
  ];
}

function operationRef(document: SpecDocument, { path, httpMethod }: Operation): Ref {
  const item = below({ value: document.root, pointer: "" }, "paths", path);
  return {
    ...below(follow(document, item), httpMethod.toLowerCase()),
    pointer: `${item.pointer}/${httpMethod.toLowerCase()}`,
  };
}

function paramsOrigin(document: SpecDocument, { path, parameters }: Operation, at: Ref): Origin {
  const item = follow(document, below({ value: document.root, pointer: "" }, "paths", path));
  const declared = parametersOf(document, at, item);
  const members = new Map<string, string[]>(
    parameters.flatMap(({ key, name, in: place }): [string, string[]][] => {
      const ref = declared.get(`${place} ${place === "header" ? name.toLowerCase() : name}`);
      return ref === undefined ? [] : [[key, [ref.pointer]]];
    }),
  );
  const body = below(at, "requestBody");
  members.set("body", [
    body.pointer,
    follow(document, body).pointer,
    ...schemasOf(document, follow(document, body)),
  ]);
  return { pointers: [at.pointer], uses: ["request"], members };
}

function resultOrigin(document: SpecDocument, at: Ref): Origin {
  const responses = below(at, "responses");
  const each = [...membersOf(responses).values()].map((ref) => follow(document, ref));
  const pointers = each.flatMap((response) => [response.pointer, ...schemasOf(document, response)]);
  return { pointers: [responses.pointer, ...pointers], uses: ["response"], members: new Map() };
}

/** Where the schemas of a body stand. */
function schemasOf(document: SpecDocument, body: Ref): string[] {
  return [...membersOf(below(body, "content")).values()].map(
    (media) => follow(document, below(media, "schema")).pointer,
  );
}
