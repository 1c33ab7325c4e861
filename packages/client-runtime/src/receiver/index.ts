export { type FastifyScope, toFastifyPlugin } from "./adapters/fastify.js";
export { type NodeRequest, type NodeResponse, toNodeHandler } from "./adapters/node.js";
export type { Authentic, Authenticator, AuthenticatorSettings, Signatures } from "./authenticate.js";
export type { DeliveryDefinition } from "./definition.js";
export type { Answer, IncomingDelivery } from "./exchange.js";
export { DeliveryVerificationError } from "./delivery-verification-error.js";
export { createMemoryReplayStore, type MemoryReplayStoreOptions } from "./memory-replay-store.js";
export type { ReceiverOptions, SubscriptionQuery, Subscriptions } from "./options.js";
export type { Outcome } from "./outcome.js";
export type { IncomingBody } from "./read-body.js";
export { createReceiver, type Receiver } from "./receiver.js";
export { type RefusalReason, refusalStatuses } from "./refusal.js";
export type { ReplayStore } from "./replay-store.js";
export { standardWebhooks } from "./standard-webhooks.js";
export type { DeliveryHandler, Pattern, ReceivedDelivery, ReceiverTypes } from "./types.js";
export { verifyDelivery, type VerifyDeliveryOptions } from "./verify-delivery.js";
export { signDelivery, type SignDeliveryOptions, type SignedDelivery } from "./sign-delivery.js";
export {
  explainDelivery,
  type Explanation,
  inferSigning,
  type SigningMatch,
  type SigningScheme,
  type VerifyReason,
} from "@hookspec/signature";
