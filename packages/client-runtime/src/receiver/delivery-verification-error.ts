import type { VerifyReason } from "@hookspec/signature";

/** Thrown when a delivery must not be acted on. The message is for a log, not for the sender. */
export class DeliveryVerificationError extends Error {
  override readonly name = "DeliveryVerificationError";
  /** Why, for branching and metrics. */
  readonly reason: VerifyReason;

  constructor(reason: VerifyReason, message: string) {
    super(`Delivery refused (${reason}): ${message}`);
    this.reason = reason;
  }
}
