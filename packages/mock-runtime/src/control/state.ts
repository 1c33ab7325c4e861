import { ClockBusyError } from "../clock/controls.js";
import { isObject } from "../json.js";
import { Problem } from "../problems.js";
import type { MockSnapshot } from "../snapshot.js";
import type { Workspace } from "../workspace.js";
import { listOf, object, readMembers, span, text, whole, yes } from "./members.js";
import { answer, done, linesType, orRefuse, prefix, type ControlOperation } from "./operation.js";

const advance = { by: span, to: text, next: yes, untilIdle: yes, max: whole(1) };

/** State as a whole, and its time. */
export const stateOperations: readonly ControlOperation[] = [
  {
    id: "reset",
    method: "POST",
    path: `${prefix}reset`,
    async act({ workspace }) {
      await workspace.reset();
      return done;
    },
  },
  {
    id: "getSnapshot",
    method: "GET",
    path: `${prefix}snapshot`,
    act: async ({ workspace }) => answer(await workspace.snapshot()),
  },
  {
    id: "restoreSnapshot",
    method: "PUT",
    path: `${prefix}snapshot`,
    hasBody: true,
    async act({ workspace, body }) {
      const snapshot = readSnapshot(body);
      const before = await workspace.snapshot();
      await orRefuse(422, () => workspace.restore(snapshot)).catch(async (error: unknown) => {
        // What was found wrong half-way shall have changed nothing.
        await workspace.restore(before);
        throw error;
      });
      return done;
    },
  },
  {
    id: "exportState",
    method: "GET",
    path: `${prefix}export`,
    act: async ({ workspace }) => ({
      status: 200,
      headers: { "content-type": linesType },
      body: await workspace.export(),
    }),
  },
  {
    id: "importState",
    method: "POST",
    path: `${prefix}import`,
    hasBody: "lines",
    async act({ workspace, body }) {
      await orRefuse(422, () => workspace.import(String(body)));
      return done;
    },
  },
  {
    id: "getClock",
    method: "GET",
    path: `${prefix}clock`,
    act: ({ workspace }) => answer(clockOf(workspace)),
  },
  {
    id: "advanceClock",
    method: "POST",
    path: `${prefix}clock/advance`,
    hasBody: true,
    async act({ workspace, body }) {
      const { by, to, next, untilIdle, max } = readMembers(body, advance);
      const ways = [by, to, next, untilIdle].filter((way) => way !== undefined);
      if (ways.length !== 1 || (max !== undefined && untilIdle === undefined))
        throw new Problem(
          422,
          "Pass exactly one of by, to, next and untilIdle; max goes with untilIdle only.",
        );
      if (workspace.clockKind === "real") {
        throw new Problem(
          422,
          'This clock is a real one, which cannot be moved. Start the mock with --clock virtual, or make a namespace with "clock": "virtual".',
        );
      }
      const { clock } = workspace;
      await whileFree(async () => {
        if (by !== undefined) await orRefuseUnlessBusy(() => clock.advance(by));
        else if (to !== undefined) await orRefuseUnlessBusy(() => clock.advanceTo(to));
        else if (next !== undefined) await clock.next();
        else await clock.runUntilIdle(max === undefined ? {} : { max });
      });
      return answer(clockOf(workspace));
    },
  },
];

/** A clock that moves already and one that does not come to rest are conflicts. */
function whileFree(act: () => Promise<void>): Promise<void> {
  return orRefuse(409, act);
}

function orRefuseUnlessBusy(act: () => Promise<void>): Promise<void> {
  return act().catch((error: unknown) => {
    if (error instanceof ClockBusyError) throw error;
    return orRefuse(422, () => Promise.reject(error));
  });
}

function clockOf({ clock, clockKind }: Workspace) {
  const now = clock.now();
  return { kind: clockKind, now, time: new Date(now).toISOString() };
}

/** Looks at the outline only: what is wrong below it, `restore` finds. */
function readSnapshot(body: unknown): MockSnapshot {
  const lacking = isObject(body)
    ? Object.entries(outline).flatMap(([name, kind]) =>
        kind.fits(body[name]) ? [] : `${name} (${kind.wanted})`,
      )
    : Object.keys(outline);
  if (lacking.length > 0) {
    throw new Problem(
      422,
      `The body is no snapshot: it lacks ${lacking.join(", ")}. Send what GET ${prefix}snapshot answered.`,
    );
  }
  return body as unknown as MockSnapshot;
}

const outline = {
  version: whole(1, 1),
  now: whole(0),
  drawn: object,
  items: object,
  answers: listOf(object),
  sources: object,
  subscriptions: listOf(object),
  ledger: object,
};
