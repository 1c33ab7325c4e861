import { unwrap, type MockControlClient } from "@hookspec/mock-control-client";
import { expect, inject, test, type TestAPI } from "vitest";
import type { MockDefinition } from "./definition.js";
import { matchers, type MockMatchers } from "./matchers.js";
import type { MockOptions } from "./options.js";
import { providedKey } from "./provided.js";
import { openNamespace, type SharedServer } from "./shared-server.js";
import type { NamespaceOptions } from "./workspaces.js";

export {
  matchers,
  unwrap,
  type MockControlClient,
  type MockMatchers,
  type NamespaceOptions,
  type SharedServer,
};

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
  /** How its namespace of the shared server is made; replace it with `test.extend({ serverOptions: … })`. */
  readonly serverOptions: NamespaceOptions;
  /** A namespace of its own on the server of the global set-up, deleted when the test is over. */
  readonly server: SharedServer;
}

/** What the fixture needs to know of the API. */
export type FixtureDefinition = Pick<MockDefinition, "name" | "security" | "operations">;

/**
 * A `test` of vitest with a fresh mock for each test that asks for one (`test("…", async ({ mock }) => …)`), a fresh namespace of
 * the shared server for each that asks for `server`, and `expect` with the matchers `toHaveRequested` and `toHaveDelivered`. `create`
 * is the `createMockServer` of a generated package, `definition` its definition.
 */
export function createMockTest<Mock extends { close(): Promise<void> }>(
  create: (options: MockOptions) => Mock,
  definition: FixtureDefinition,
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
    serverOptions: {},
    server: async ({ task, serverOptions }, use) => {
      const url = inject(providedKey(definition.name)) as string | undefined;
      if (url === undefined) throw new Error(noServer(definition.name));
      // The id is the test's own, and the same in every run: so are the ids that a seed gives.
      const { server, close } = await openNamespace(definition, url, `vitest-${task.id}`, serverOptions);
      try {
        await use(server);
      } finally {
        await close();
      }
    },
  });
}

function noServer(name: string): string {
  return `There is no shared ${name} mock server: its global set-up has not run. Add globalSetup: ["…/${name}-mock-server/global-setup"], with the package's full name, to test in vitest.config.ts.`;
}
