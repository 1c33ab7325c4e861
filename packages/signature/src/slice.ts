import { MalformedBodyError } from "./malformed-body-error.js";
import { Refusal } from "./refusal.js";
import { defaultMaxDepth, parse, scan } from "./scan.js";
import { kindOf, malformedInWords, type MemberKind } from "./words.js";

export type { MemberKind };

/** Where one top-level member's value stands in the body, in bytes: `body.subarray(start, end)` is its JSON text. */
export interface MemberSlice {
  /** Offset of the value's first byte. */
  readonly start: number;
  /** Offset after the value's last byte. */
  readonly end: number;
  readonly kind: MemberKind;
}

/** A body read once: where each part of it stands, and its parse. */
export class SlicedBody {
  readonly #bytes: Uint8Array;
  #value: Record<string, unknown> | undefined;

  /** @param members by decoded top-level key */
  constructor(
    bytes: Uint8Array,
    readonly members: ReadonlyMap<string, MemberSlice>,
  ) {
    this.#bytes = bytes;
  }

  /** Parsed when it is first asked for, which costs several times the rest. */
  get value(): Record<string, unknown> {
    return (this.#value ??= parse(this.#bytes) as Record<string, unknown>);
  }
}

/**
 * Reads a JSON object (RFC 8259) and finds the bytes of its top-level members. Accepts what `JSON.parse` accepts, except
 * a root that is not an object, a top-level key that occurs twice once decoded, and nesting deeper than `maxDepth`.
 * @param options maxDepth: levels of nesting, the root object counted as 1; default 1000
 * @throws MalformedBodyError for everything that it does not accept.
 */
export function sliceMembers(body: Uint8Array, options: { readonly maxDepth?: number } = {}): SlicedBody {
  const { maxDepth = defaultMaxDepth } = options;
  try {
    const spans = [...scan(body, maxDepth)];
    return new SlicedBody(
      body,
      new Map(spans.map(([key, span]) => [key, { ...span, kind: kindOf(body, span.start) }])),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new MalformedBodyError(malformedInWords(body, error, maxDepth));
  }
}
