import type { JsonObject } from "../json.js";
import type { FieldProblem } from "../problems.js";

/** What a kind of resource demands beyond its schema. */
export interface Rules {
  /** Fields that `settle` fills when a caller leaves them out. */
  readonly filled: ReadonlySet<string>;
  /** Completes a draft in place and says what is wrong with it; `stored` is the item before the change. */
  settle(draft: JsonObject, stored: JsonObject | undefined): FieldProblem[];
}

/** A resource that is nothing but its schema. */
export const noRules: Rules = { filled: new Set(), settle: () => [] };
