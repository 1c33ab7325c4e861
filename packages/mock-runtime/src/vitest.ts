import { expect, test, type TestAPI } from "vitest";
import { matchers, type MockMatchers } from "./matchers.js";
import type { MockOptions } from "./options.js";

export { matchers, type MockMatchers };

declare module "vitest" {
  // The parameter's name and default must be those of vitest.
  // oxlint-disable-next-line no-explicit-any, no-empty-object-type, no-unused-vars
  interface Matchers<T = any> extends MockMatchers {}
}

/** What a test gets. */
export interface MockFixtures<Mock> {
  /** How its mock is made; replace it with `test.extend({ mockOptions: … })`. */
  readonly mockOptions: MockOptions;
  /** A mock of its own, closed when the test is over. */
  readonly mock: Mock;
}

/**
 * A `test` of vitest with a fresh mock for each test that asks for one (`test("…", async ({ mock }) => …)`), and `expect` with the
 * matchers `toHaveRequested` and `toHaveDelivered`. `create` is the `createMockServer` of a generated package.
 */
export function createMockTest<Mock extends { close(): Promise<void> }>(
  create: (options: MockOptions) => Mock,
  options: MockOptions = {},
): TestAPI<MockFixtures<Mock>> {
  expect.extend(matchers);
  return test.extend<MockFixtures<Mock>>({
    mockOptions: options,
    mock: async ({ mockOptions }, use) => {
      const mock = create(mockOptions);
      try {
        await use(mock);
      } finally {
        await mock.close();
      }
    },
  });
}
