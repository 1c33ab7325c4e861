import type { RequestSummary } from "../result.js";

/** An attempt about to be sent. */
export interface RequestEvent extends RequestSummary {
  /** 1 for the first. */
  readonly attempt: number;
  /** Without the API key, which is added afterwards. May be changed. */
  readonly headers: Headers;
}

/** An attempt that was answered. */
export interface ResponseEvent extends RequestSummary {
  readonly attempt: number;
  readonly status: number;
  /** Of the response. */
  readonly headers: Headers;
}

/** Called around every attempt; what they throw rejects the call. */
export interface Hooks {
  readonly onRequest?: ((event: RequestEvent) => void | Promise<void>) | undefined;
  readonly onResponse?: ((event: ResponseEvent) => void | Promise<void>) | undefined;
}
