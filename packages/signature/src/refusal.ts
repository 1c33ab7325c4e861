/** Leaves a line of steps from where a delivery is refused. It says its reason and one detail: every receiver's bundle holds all of them. */
export class Refusal<Reason extends string = string> extends Error {
  constructor(
    /** Why, in one word. */
    readonly reason: Reason,
    /** Which member, what is wrong with the body at which byte, or what something else threw. */
    readonly detail: unknown,
  ) {
    super(`${reason}: ${detail as string}`);
  }
}
