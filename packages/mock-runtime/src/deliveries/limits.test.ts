import { expect, test } from "vitest";
import { createLimits } from "./limits.js";

/** Enters and says in which order there was room. */
function queue(total: number, perOrigin: number) {
  const limits = createLimits(total, perOrigin);
  const entered: string[] = [];
  const enter = (name: string, origin: string) => {
    const room = limits.enter(origin);
    if (room === undefined) entered.push(name);
    else void room.then(() => entered.push(name));
  };
  return { limits, entered, enter };
}

test("so many to one origin; a full one does not hold up the others", async () => {
  const { limits, entered, enter } = queue(3, 2);
  for (const name of ["a1", "a2", "a3", "b1", "b2"]) enter(name, name.slice(0, 1));
  expect(entered).toEqual(["a1", "a2", "b1"]);
  limits.leave("b");
  await Promise.resolve();
  expect(entered).toEqual(["a1", "a2", "b1", "b2"]);
  limits.leave("a");
  await Promise.resolve();
  expect(entered).toEqual(["a1", "a2", "b1", "b2", "a3"]);
});

test("first come, first served when all room is taken", async () => {
  const { limits, entered, enter } = queue(1, 1);
  for (const name of ["a", "b", "c"]) enter(name, name);
  for (const name of ["a", "b"]) {
    limits.leave(name);
    await Promise.resolve();
  }
  expect(entered).toEqual(["a", "b", "c"]);
});
