import type { Agenda } from "../clock/agenda.js";
import type { DeliveryDefinition, MockDefinition, SubscriptionDefinition } from "../definition.js";
import type { JsonObject } from "../json.js";
import { composeDelivery, selectFields } from "./envelope.js";
import type { DeliveryRecord } from "./ledger.js";
import type { DeclaredKind, DeliveryTrigger } from "./report.js";

/** What a delivery is made from. */
export interface Made {
  /** The subscription as it is now. */
  readonly item: JsonObject;
  readonly objects: readonly JsonObject[];
  readonly kind: DeclaredKind;
  readonly trigger: DeliveryTrigger;
  readonly changes?: readonly number[];
  readonly batch?: string;
}

/** What differs in a delivery that is wrong on purpose. */
export interface Deviation {
  readonly url?: string;
  readonly nonce?: string;
  readonly secret?: string;
  /** Top-level members that are left out. */
  readonly omit?: readonly string[];
  /** Changes the body after it was signed. */
  readonly tamper?: (body: string) => string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes up the deliveries of one namespace. */
export interface Maker {
  /** Signs and serialises; what comes out is pending and nowhere kept yet. */
  make(made: Made, deviation?: Deviation): Promise<DeliveryRecord>;
  /** A delivery that never came to be: cancelled, without a body. */
  dropped(made: Omit<Made, "objects">, reason: string): DeliveryRecord;
  /** A body that the caller made, to any URL. */
  plain(url: string, body: string, mediaType: string): DeliveryRecord;
}

/** What a maker needs of the namespace around it. */
export interface MakerContext {
  readonly definition: Pick<MockDefinition, "name" | "version" | "resources">;
  readonly agenda: Agenda;
  readonly secret: string;
  readonly nextId: () => string;
  readonly nonceOf: (id: string) => string;
}

/** A delivery carries this header so that one that comes back into a mock is not delivered on and on. */
export const hopsHeader = "x-hookspec-hops";

/** Deliveries in a mock without subscriptions: only plain ones. */
export function createPlainMaker({ definition, agenda, nextId }: MakerContext): Pick<Maker, "plain"> {
  return {
    plain: (url, body, mediaType) => ({
      ...blank(nextId(), agenda.now(), url),
      kind: "webhook",
      trigger: "manual",
      request: { headers: { ...headersOf(definition), "content-type": mediaType }, body },
    }),
  };
}

export function createMaker(
  context: MakerContext,
  roles: SubscriptionDefinition,
  delivery: DeliveryDefinition,
): Maker {
  const { definition, agenda, secret, nextId, nonceOf } = context;
  const idField = definition.resources[roles.resource]?.id ?? "id";

  function start({ item, kind, trigger, changes = [], batch }: Omit<Made, "objects">): DeliveryRecord {
    const id = nextId();
    const subscription = item[idField];
    const source = item[roles.source];
    const objectType = item[roles.objectType];
    return {
      ...blank(id, agenda.now(), String(item[roles.url])),
      ...(subscription !== undefined && { subscription: String(subscription) }),
      ...(source !== undefined && { source: String(source) }),
      ...(objectType !== undefined && { objectType: String(objectType) }),
      ...(trigger !== "manual" && trigger !== "emit" && { batch: batch ?? id }),
      kind,
      trigger,
      changes,
      request: { headers: headersOf(definition), body: "" },
    };
  }

  return {
    ...createPlainMaker(context),
    async make(made, deviation = {}) {
      const record = start(made);
      const body = await composeDelivery(
        delivery,
        deviation.secret ?? secret,
        {
          subscription: made.item,
          objects: selectFields(roles, made.item, made.objects),
          kind: made.kind,
          nonce: deviation.nonce ?? nonceOf(record.id),
        },
        deviation.omit,
      );
      return {
        ...record,
        url: deviation.url ?? record.url,
        request: {
          headers: { ...record.request.headers, ...deviation.headers },
          body: deviation.tamper === undefined ? body : deviation.tamper(body),
        },
      };
    },
    dropped: (made, reason) => ({ ...start(made), status: "cancelled", reason }),
  };
}

function blank(id: string, at: number, url: string) {
  return {
    id,
    at,
    url,
    changes: [] as readonly number[],
    status: "pending" as DeliveryRecord["status"],
    reason: undefined,
    nextAttemptAt: undefined,
    attempted: 0,
    sent: 0,
    attempts: [],
  };
}

function headersOf({ name, version }: Pick<MockDefinition, "name" | "version">): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": `${name}-mock/${version}`,
    [hopsHeader]: "1",
  };
}
