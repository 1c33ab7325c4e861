import type { Advance } from "@hookspec/mock-control-client";
import type { Call, Subcommand } from "./subcommand.js";

/** The time of a namespace. */
export const clockCommands: Readonly<Record<string, Subcommand>> = {
  clock: {
    parameters: "",
    summary: "print the time of the mock's clock",
    async run({ control, print }) {
      const clock = await control.ask(control.client.clock());
      print(clock, `${clock.time} (${clock.kind} clock)`);
      return 0;
    },
  },
  advance: {
    parameters: "[<span>]",
    summary: "move a virtual clock: polls, deliveries and retries that fall due are run",
    help: `  <span>               so much, e.g. 90s, 15m, 1h30m, 2d
  --to <time>          to this time, e.g. 2024-03-02T00:00:00Z
  --next               to the next time at which something is due
  --until-idle         until nothing is left to deliver
  --max <number>       with --until-idle: the most steps in time (default 10000)`,
    options: {
      to: { type: "string" },
      next: { type: "boolean" },
      "until-idle": { type: "boolean" },
      max: { type: "string" },
    },
    async run(call) {
      const { control, print } = call;
      const clock = await control.ask(control.client.advance({ body: advanceOf(call) }));
      print(clock, clock.time);
      return 0;
    },
  },
};

function advanceOf({ args: [span], values }: Call): Advance {
  const ways: Advance[] = [
    ...(span === undefined ? [] : [{ by: /^\d+$/.test(span) ? Number(span) : span }]),
    ...(typeof values["to"] === "string" ? [{ to: values["to"] }] : []),
    ...(values["next"] === true ? [{ next: true } as const] : []),
    ...(values["until-idle"] === true ? [{ untilIdle: true } as const] : []),
  ];
  const [way, another] = ways;
  const { max } = values;
  if (way !== undefined && another === undefined)
    return { ...way, ...(typeof max === "string" && { max: Number(max) }) };
  throw new Error("advance takes exactly one of <span>, --to, --next and --until-idle, e.g. advance 1h.");
}
