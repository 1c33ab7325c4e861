import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createAgenda } from "./agenda.js";
import { ClockBusyError, createClockControls, type Outstanding } from "./controls.js";
import { instant, milliseconds } from "./duration.js";
import { createRealClock } from "./real.js";
import { createVirtualClock } from "./virtual.js";

const nothing: Outstanding = { any: async () => false, describe: async () => [] };

function virtual(outstanding: Outstanding = nothing) {
  const clock = createVirtualClock(0);
  const agenda = createAgenda(clock);
  return { agenda, controls: createClockControls(agenda, clock, outstanding) };
}

test("due work runs in the order of its time, then of its creation, with now at its own time", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 20 }), { maxLength: 60 }),
      fc.nat({ max: 30 }),
      async (times, until) => {
        const { agenda, controls } = virtual();
        const ran: [time: number, index: number, now: number][] = [];
        times.forEach((at, index) => {
          agenda.schedule(at, async () => {
            await new Promise((resolve) => setImmediate(resolve));
            ran.push([at, index, agenda.now()]);
          });
        });
        await controls.advance(until);
        const wanted = times.flatMap((at, index) => (at <= until ? [[at, index, at]] : []));
        wanted.sort(([a = 0], [b = 0]) => a - b);
        expect(ran).toEqual(wanted);
        expect(controls.now()).toBe(until);
      },
    ),
    { numRuns: 30 },
  );
});

test("each piece of due work is awaited before the next, at the same time too", async () => {
  const { agenda, controls } = virtual();
  const steps: string[] = [];
  for (const [name, ms] of [
    ["slow", 15],
    ["quick", 1],
  ] as const) {
    agenda.schedule(5, async () => {
      steps.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      steps.push(`${name} ends`);
    });
  }
  await controls.advance(5);
  expect(steps).toEqual(["slow starts", "slow ends", "quick starts", "quick ends"]);
});

test("work that work schedules runs in the same advance, and cancelled work never", async () => {
  const { agenda, controls } = virtual();
  const ran: string[] = [];
  const cancelled = agenda.schedule(5, () => void ran.push("cancelled"));
  agenda.schedule(3, () => {
    agenda.schedule(4, () => void ran.push(`4 at ${agenda.now()}`));
    agenda.schedule(1, () => void ran.push(`overdue at ${agenda.now()}`));
    cancelled.cancel();
  });
  await controls.advance(10);
  expect(ran).toEqual(["overdue at 3", "4 at 4"]);
});

test("rule 22: a second advance while one runs is refused, the first goes on", async () => {
  const { agenda, controls } = virtual();
  agenda.schedule(5, () => new Promise((resolve) => setTimeout(resolve, 20)));
  const first = controls.advance(10);
  await expect(controls.advance(1)).rejects.toThrow(ClockBusyError);
  await expect(controls.next()).rejects.toThrow("Await the advance that runs, then call it again.");
  await first;
  expect(controls.now()).toBe(10);
});

test("next goes to the next due work, and says when there is none", async () => {
  const { agenda, controls } = virtual();
  agenda.schedule(7, () => undefined);
  expect([await controls.next(), controls.now(), await controls.next()]).toEqual([7, 7, undefined]);
});

test("time goes forward only", async () => {
  const { controls } = virtual();
  await controls.advanceTo("1970-01-02");
  await expect(controls.advanceTo(new Date(5))).rejects.toThrow(
    "clock.advanceTo got 1970-01-01T00:00:00.005Z, and it is 1970-01-02T00:00:00.000Z. Time goes forward only",
  );
});

test("runUntilIdle stops after max steps and names what is still due", async () => {
  const { agenda, controls } = virtual({ any: async () => true, describe: async () => ["poll of x"] });
  const again = () => void agenda.schedule(agenda.now() + 1, again);
  again();
  await expect(controls.runUntilIdle({ max: 5 })).rejects.toThrow(
    "clock.runUntilIdle stopped after 5 steps. Pass a larger max if that is wanted. Still due:\n  poll of x",
  );
  expect(controls.now()).toBe(5);
});

test("a real clock cannot be moved", async () => {
  const controls = createClockControls(createAgenda(createRealClock()), undefined, nothing);
  for (const move of [() => controls.advance("1h"), () => controls.next(), () => controls.runUntilIdle()]) {
    await expect(move()).rejects.toThrow('Make the mock with clock: "virtual"');
  }
});

test("a real clock runs work at its time, in order, and takes waits that no timer can", async () => {
  const clock = createRealClock();
  const agenda = createAgenda(clock);
  const ran: string[] = [];
  const warnings: string[] = [];
  const warn = ({ name }: Error) => void warnings.push(name);
  process.on("warning", warn);
  onTestFinished(() => void process.off("warning", warn));
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const far = agenda.schedule(Date.now() + 2 ** 33, () => void ran.push("far"));
  agenda.schedule(Date.now() + 30, () => void ran.push("30"));
  agenda.schedule(Date.now() + 10, () => void ran.push("10"));
  // A timer that is not counted does not keep the process alive.
  expect(timers()).toBe(before);
  agenda.schedule(0, () => void ran.push("now"));
  agenda.schedule(0, () => void ran.push("cancelled")).cancel();
  await agenda.idle();
  expect(ran).toEqual(["now"]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(ran).toEqual(["now", "10", "30"]);
  expect(warnings).toEqual([]);
  far.cancel();
});

test.each([
  [90, 90],
  ["250ms", 250],
  ["90s", 90_000],
  ["15m", 900_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["2d", 172_800_000],
])("the duration %j is %d ms", (text, wanted) => expect(milliseconds(text)).toBe(wanted));

test.each([-1, 1.5, Number.NaN, "", "1", "h", "1 h", "1w", "-1h", "1h-", null, {}])(
  "%j is no duration",
  (given) => {
    expect(() => milliseconds(given)).toThrow(/is not a duration\. Pass milliseconds/);
  },
);

test.each(["2024", "yesterday", "2024-03-01T12:00:00", "2024-13-01", 5, new Date(Number.NaN)])(
  "%j is no time",
  (given) => {
    expect(() => instant(given)).toThrow(/is not a time\. Pass a Date, or text such as/);
  },
);
