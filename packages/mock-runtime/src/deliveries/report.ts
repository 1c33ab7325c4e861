/** What became of one delivery. */
export interface DeliveryReport {
  /** 24 hexadecimal digits, unique in its mock. */
  readonly id: string;
  /** Id of the subscription. */
  readonly subscription: string;
  readonly url: string;
  readonly kind: DeliveryKind;
  /** True when the status is one that the spec counts as delivered. */
  readonly ok: boolean;
  /** The receiver's HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** Why it failed, absent when it did not. */
  readonly reason?: string;
  /** Real milliseconds from connecting to the last byte read. */
  readonly ms: number;
  /** As it was sent: header names in lower case, the exact body. */
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** As it was answered; the body is cut after 64 KiB. */
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

/** Whether a delivery comes from polling or from an event of its source. */
export type DeliveryKind = "virtual" | "native";
