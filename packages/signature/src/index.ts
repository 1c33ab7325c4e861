export { composeBody } from "./compose.js";
export { MalformedBodyError } from "./malformed-body-error.js";
export type { SignatureAlgorithm, SignatureDeclaration, SignatureEncoding, SigningScheme } from "./scheme.js";
export { createSigner, sign, type SignableParts, type Signer } from "./sign.js";
export { type MemberKind, type MemberSlice, type SlicedBody, sliceMembers } from "./slice.js";
export {
  createStandardWebhookSigner,
  signStandardWebhook,
  type StandardWebhook,
  type StandardWebhookHeaders,
  type StandardWebhookSigner,
} from "./standard-webhooks.js";
export type { Refused, Verification, Verified, VerifyReason } from "./verification.js";
export { verify, type VerifyOptions } from "./verify.js";
