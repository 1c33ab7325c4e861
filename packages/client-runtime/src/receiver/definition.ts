import type { SigningScheme } from "@hookspec/signature";

/** What a generated receiver tells the runtime about its API's deliveries: plain data, emitted from the spec. */
export interface DeliveryDefinition {
  /** How deliveries are signed. */
  readonly signing: SigningScheme;
  /** Member with the changed objects. */
  readonly data: string;
  /** HTTP status that the API takes for delivered, such as 200. */
  readonly success: number;
  /** Member that tells two deliveries of the same data apart. */
  readonly nonce: string;
  /** Member with the subscription, and which of its fields plays which role. */
  readonly subscription: {
    readonly member: string;
    readonly url: string;
    readonly objectType: string;
    readonly event: string;
    readonly events: string;
  };
}
