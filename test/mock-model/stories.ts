import fc from "fast-check";
import {
  advance,
  cancel,
  change,
  close,
  create,
  destroy,
  disconnect,
  fault,
  get,
  list,
  load,
  open,
  refused,
  remove,
  resend,
  resume,
  trigger,
  turn,
  upsert,
  type Asked,
  type Command,
} from "./commands.js";
import type { Mood } from "./receivers.js";

/** Most happens in one place: rare states need several commands to meet. */
const at = fc.constantFrom(0, 0, 0, 0, 1, 2);
const hookAt = fc.nat({ max: 7 });
const connection = fc.constantFrom("c1", "c1", "c1", "c2");
const object = fc.constantFrom("a", "b", "c", "d");
const interval = fc.constantFrom(60, 90, 600);
const asked: fc.Arbitrary<Asked> = fc.record({
  way: fc.constantFrom("plain", "plain", "connection"),
  mode: fc.constantFrom("virtual", "virtual", "native"),
  events: fc.constantFrom<Asked["events"]>(["created"], ["updated"], ["updated", "created"]),
  all: fc.boolean(),
  interval,
  connection,
});
const span = fc.constantFrom("20m", "1h", "1h", "3h", "9h", "1d");
const mood = fc.constantFrom<Mood>("fine", "fine", "failing", "failing", "gone", "resetting", "hanging");

const often = (count: number, one: fc.Arbitrary<Command>) => Array.from({ length: count }, () => one);

/** Everything that users, receivers and time can do. */
export const stories = fc.commands(
  [
    ...often(
      5,
      fc.tuple(asked, at).map((args) => create(...args)),
    ),
    ...often(
      5,
      fc.tuple(connection, object, fc.boolean(), at).map((args) => upsert(...args)),
    ),
    ...often(
      2,
      fc.tuple(connection, fc.constantFrom(3, 3, 101), at).map((args) => load(...args)),
    ),
    fc.tuple(connection, object, at).map((args) => remove(...args)),
    fc.tuple(fc.constant("c2"), at).map((args) => disconnect(...args)),
    ...often(
      6,
      fc.tuple(span, at).map((args) => advance(...args)),
    ),
    // Too long to be resumed, and long enough for the last retry.
    fc.tuple(fc.constantFrom("8d", "21d"), at).map((args) => advance(...args)),
    ...often(
      3,
      fc.tuple(mood, at).map((args) => turn(...args)),
    ),
    fc.tuple(hookAt, at).map((args) => get(...args)),
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 3 }), at).map((args) => list(...args)),
    fc
      .tuple(fc.constantFrom("patch" as const, "update" as const), interval, fc.boolean(), hookAt, at)
      .map((args) => change(...args)),
    fc.tuple(hookAt, at).map((args) => refused(...args)),
    fc.tuple(hookAt, at).map((args) => destroy(...args)),
    ...often(
      2,
      fc.tuple(hookAt, at).map((args) => trigger(...args)),
    ),
    ...often(
      2,
      fc.tuple(hookAt, at).map((args) => resume(...args)),
    ),
    fc.tuple(fc.nat({ max: 5 }), at).map((args) => resend(...args)),
    fc.tuple(fc.nat({ max: 2 }), at).map((args) => cancel(...args)),
    fc.tuple(fc.integer({ min: 1, max: 3 }), at).map((args) => fault(...args)),
    at.map(open),
    fc.constantFrom(1, 2).map(close),
  ],
  { maxCommands: 60, size: "max" },
);
