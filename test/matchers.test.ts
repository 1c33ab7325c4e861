import { createMockServer, matchers } from "@hookspec/webhook-mock-server";
import { expect, onTestFinished, test } from "vitest";
import { inRoot } from "./support/repository.js";
import { mustRun } from "./support/run.js";

test("the main entry has the matchers, for runners in which the entry for vitest does not load", async () => {
  const program = `import { matchers } from "@hookspec/webhook-mock-server"; console.log(Object.keys(matchers).join());`;
  const printed = await mustRun(process.execPath, ["--input-type=module", "-e", program], {
    cwd: inRoot("test"),
  });
  expect(printed.trim()).toBe("toHaveRequested,toHaveDelivered");

  const mock = createMockServer();
  onTestFinished(() => mock.close());
  await mock.fetch("/unified/webhook", { headers: { authorization: "bearer k" } });
  expect(await matchers.toHaveRequested.call({}, mock, { status: 200 })).toMatchObject({ pass: true });
  expect(await matchers.toHaveDelivered.call({ isNot: true }, mock)).toMatchObject({ pass: false });
});
