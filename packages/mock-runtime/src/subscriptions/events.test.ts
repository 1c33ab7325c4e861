import fc from "fast-check";
import { expect, test } from "vitest";
import { webhookDefinition } from "../../test/webhook-definition.js";
import { settleEvents } from "./events.js";

const roles = webhookDefinition.subscription;
if (roles === undefined) throw new Error("The webhook definition has a subscription.");
const event = fc.constantFrom("updated", "created", "deleted");
const asked = fc.record({ event, events: fc.array(event) }, { requiredKeys: [] });

test("whatever is asked for, a settled item has its event among its events, each once", () => {
  fc.assert(
    fc.property(asked, fc.option(asked, { nil: undefined }), (draft, stored) => {
      const item: Record<string, unknown> = { ...draft };
      const errors = settleEvents(roles, ["updated", "created"], item, stored);
      if (errors.length > 0) return;
      const events = item["events"] as string[];
      expect(events).toContain(item["event"]);
      expect(new Set(events).size).toBe(events.length);
    }),
  );
});
