import { StructureKind } from "ts-morph";
import type { ApiModel, Delivery, Schema, Subscription } from "../../model/api-model.js";
import type { Statements } from "../../print.js";
import { declaration } from "../docs.js";
import { typeImport } from "../imports.js";
import { literal } from "../literal.js";
import { apiName } from "../packages.js";
import { enumNames } from "../types/enums.js";
import { TypeText } from "../types/type-text.js";

/** What a user needs beside what is bound to the spec. */
const reexported = [
  "createMemoryReplayStore",
  "inferSigning",
  "refusalStatuses",
  "standardWebhooks",
  "toFastifyPlugin",
  "toNodeHandler",
  "type Answer",
  "type DeliveryHandler",
  "type Explanation",
  "type IncomingDelivery",
  "type Outcome",
  "type Pattern",
  "type ReceivedDelivery",
  "type Receiver",
  "type ReceiverOptions",
  "type RefusalReason",
  "type ReplayStore",
  "type SignDeliveryOptions",
  "type SignedDelivery",
  "type SigningMatch",
  "type SubscriptionQuery",
];

/** `receiver.ts`: the receiver of the API's deliveries, bound to how the spec says that they are made up and signed. */
export function receiverStatements(
  delivery: Delivery,
  subscription: Subscription,
  model: ApiModel,
  types: string,
  runtime: string,
): Statements {
  const used = new Set<string>();
  const text = new TypeText(model, "response", (name) => used.add(name));
  const api = apiName(model);
  const written = text.of(delivery.payload);
  // One that has no name of its own is written once.
  const payload = /^\w+$/.test(written) ? written : "Payload";
  const record = text.of({ kind: "ref", key: subscription.resource });
  const [objectType, event] = [subscription.objectType, subscription.event].map((field) => {
    const schema = memberOf(model, { kind: "ref", key: subscription.resource }, field);
    return { known: known(model, schema, text, used), any: text.of(schema) };
  }) as [Values, Values];
  const receiverTypes = `${api}ReceiverTypes`;
  const subscriptionType = `${record}Subscription`;
  const generic = `Data extends Partial<Record<${objectType.known}, unknown>> = {}`;
  return [
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: [
        "type DeliveryDefinition",
        "createReceiver as create",
        "explainDelivery as explain",
        "type Explanation",
        "type Receiver",
        "type ReceiverOptions",
        "signDelivery as sign",
        "type SignDeliveryOptions",
        "type SignedDelivery",
      ],
      moduleSpecifier: runtime,
    },
    ...typeImport(used, types),
    `export { ${reexported.join(", ")} } from "${runtime}";`,
    declaration(
      "How deliveries are made up and signed, as the spec declares it.",
      `const definition: DeliveryDefinition = ${literal(definitionOf(delivery, subscription))};`,
    ),
    ...(payload === written ? [] : [declaration("A delivery.", `type Payload = ${written};`)]),
    declaration(
      "What a receiver needs to know of a subscription: an answer of the API is one, and so is a row with these members.",
      `export type ${subscriptionType} = Pick<${record}, ${JSON.stringify(subscription.objectType)}> & Partial<${record}>;`,
    ),
    declaration(
      "The types of this API's deliveries. `Data` tells the type of the data by type of object.",
      `export interface ${receiverTypes}<${generic}> {
  delivery: ${payload};
  subscription: ${subscriptionType};
  objectType: ${objectType.known};
  event: ${event.known};
  anyObjectType: ${objectType.any};
  anyEvent: ${event.any};
  data: ${payload}[${JSON.stringify(delivery.data)}];
  objects: Data;
}`,
    ),
    declaration(
      [
        `Receives the deliveries of the ${model.title}: checks signature and replay, finds the subscription, and calls the handlers that match.`,
        "`createReceiver<{ name_of_a_type: Thing[] }>(…)` types the data that handlers of that type get.",
        "@throws TypeError for an empty secret or a number out of range",
      ].join("\n"),
      `export function createReceiver<${generic}>(
  options: ReceiverOptions<${receiverTypes}<Data>>,
): Receiver<${receiverTypes}<Data>> {
  return create(definition, options);
}`,
    ),
    declaration(
      "Signs a delivery as the API would, for tests of receivers. Members that are left out are not sent; the nonce is made up.",
      `export function signDelivery(
  delivery: Partial<${payload}> & Pick<${payload}, ${JSON.stringify(delivery.data)}>,
  options: SignDeliveryOptions,
): Promise<SignedDelivery> {
  return sign(definition, { ...delivery }, options);
}`,
    ),
    declaration(
      "For when a signature fails: which bytes were signed, what was tried, and what would have matched. `text` says it in words.",
      `export function explainDelivery(
  rawBody: string | Uint8Array | ArrayBuffer | object,
  options: { readonly secret: string | Uint8Array | readonly (string | Uint8Array)[] },
): Promise<Explanation> {
  return explain(definition.signing, rawBody, options);
}`,
    ),
  ];
}

/** What the spec names, and what may arrive. */
interface Values {
  readonly known: string;
  readonly any: string;
}

function definitionOf({ data, declaration: raw, signing }: Delivery, { roles }: Subscription) {
  const { member } = raw["subscription"] as { member: string };
  const { url, objectType, event, events } = roles;
  const success = successOf(raw["success"] as string[]);
  return {
    signing,
    data,
    nonce: raw["nonce"],
    success,
    subscription: { member, url, objectType, event, events },
  };
}

/** 200 where that counts as delivered, else the first status that does; of a range its first. */
function successOf(statuses: readonly string[]): number {
  const numbers = statuses.map((status) => Number(status.replace("XX", "00")));
  return numbers.includes(200) ? 200 : (numbers[0] ?? 200);
}

/** The schema of a member, where the schema has it. */
function memberOf(model: ApiModel, schema: Schema, name: string): Schema {
  const target = schema.kind === "ref" ? model.schemas.find(({ key }) => key === schema.key)?.schema : schema;
  const properties = target?.kind === "object" ? target.properties : [];
  return properties.find((property) => property.name === name)?.schema ?? { kind: "string" };
}

/** The values that the spec names, as a type; any string where it names none. */
function known(model: ApiModel, schema: Schema, text: TypeText, used: Set<string>): string {
  if (schema.kind === "enum") return text.of({ ...schema, extensible: false });
  const name = schema.kind === "ref" ? enumNames(model).get(schema.key)?.known : undefined;
  if (name === undefined) return "string";
  used.add(name);
  return name;
}
