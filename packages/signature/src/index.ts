export { concat, toBytes } from "#crypto";
export { byStrength, type Checked, type CheckOptions, type CheckReason, createCheck } from "./check.js";
export { composeBody } from "./compose.js";
export { deliveryKey } from "./delivery-key.js";
export { MalformedBodyError } from "./malformed-body-error.js";
export { Refusal } from "./refusal.js";
export { parse, scan, type Span } from "./scan.js";
export type { SignatureAlgorithm, SignatureDeclaration, SignatureEncoding, SigningScheme } from "./scheme.js";
export { secretBytes, secretsOf } from "./secrets.js";
export { createSigner, sign, type SignableParts, type Signer } from "./sign.js";
export { type MemberKind, type MemberSlice, SlicedBody, sliceMembers } from "./slice.js";
export {
  createStandardWebhookSigner,
  signStandardWebhook,
  type StandardWebhook,
  type StandardWebhookHeaders,
  type StandardWebhookSigner,
} from "./standard-webhooks.js";
export type { Refused, Verification, Verified, VerifyReason } from "./verification.js";
export { createVerifier, verify, type Verifier, type VerifyOptions } from "./verify.js";
export {
  createStandardWebhookVerifier,
  type HeaderValues,
  type StandardWebhookOptions,
  type StandardWebhookVerification,
  type StandardWebhookVerifier,
} from "./verify-standard-webhook.js";
export { type Explanation, explainDelivery } from "./explain/explain-delivery.js";
export { inferSigning, type SigningMatch } from "./explain/infer-signing.js";
