import type { Agenda } from "../clock/agenda.js";
import type { DeliveryDefinition, MockDefinition, SubscriptionDefinition } from "../definition.js";
import type { JsonObject } from "../json.js";
import { createComposer, type EnvelopeDeviation } from "./envelope.js";
import type { DeliveryRecord } from "./ledger.js";
import type { DeclaredKind, DeliveryTrigger } from "./report.js";

/** What a delivery is made from. */
interface Made {
  /** The subscription as it is now. */
  readonly item: JsonObject;
  readonly objects: readonly JsonObject[];
  readonly kind: DeclaredKind;
  readonly trigger: DeliveryTrigger;
  readonly changes?: readonly number[];
  readonly poll?: string | undefined;
  readonly batch?: string;
}

/** What differs in a delivery that is wrong on purpose. */
export interface Deviation extends EnvelopeDeviation {
  readonly url?: string;
  readonly nonce?: string;
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
  const headers = headersOf(definition);
  return {
    plain: (url, body, mediaType) => ({
      id: nextId(),
      at: agenda.now(),
      subscription: undefined,
      source: undefined,
      objectType: undefined,
      url,
      kind: "webhook",
      trigger: "manual",
      poll: undefined,
      batch: undefined,
      changes: [],
      status: "pending",
      reason: undefined,
      nextAttemptAt: undefined,
      request: { headers: { ...headers, "content-type": mediaType }, body },
      attempted: 0,
      sent: 0,
      attempts: [],
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
  const headers = headersOf(definition);
  const compose = createComposer(delivery, roles, secret);

  function start({ item, kind, trigger, changes = [], poll, batch }: Omit<Made, "objects">): DeliveryRecord {
    const id = nextId();
    const isOfBatch = trigger !== "manual" && trigger !== "emit";
    return {
      id,
      at: agenda.now(),
      subscription: textOf(item[idField]),
      source: textOf(item[roles.source]),
      objectType: textOf(item[roles.objectType]),
      url: String(item[roles.url]),
      kind,
      trigger,
      poll,
      batch: isOfBatch ? (batch ?? id) : undefined,
      changes,
      status: "pending",
      reason: undefined,
      nextAttemptAt: undefined,
      request: { headers, body: "" },
      attempted: 0,
      sent: 0,
      attempts: [],
    };
  }

  return {
    ...createPlainMaker(context),
    async make(made, deviation = {}) {
      const record = start(made);
      const { tamper } = deviation;
      const envelope = {
        subscription: made.item,
        objects: made.objects,
        kind: made.kind,
        nonce: deviation.nonce ?? nonceOf(record.id),
      };
      const body = await compose(envelope, deviation);
      record.url = deviation.url ?? record.url;
      record.request = {
        headers: deviation.headers === undefined ? headers : { ...headers, ...deviation.headers },
        body: tamper === undefined ? body : tamper(body),
      };
      return record;
    },
    dropped: (made, reason) => ({ ...start(made), status: "cancelled", reason }),
  };
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function headersOf({ name, version }: Pick<MockDefinition, "name" | "version">): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": `${name}-mock/${version}`,
    [hopsHeader]: "1",
  };
}
