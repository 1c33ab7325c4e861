import type { MockOptions } from "./options.js";
import { providedKey, type ProvidedKey } from "./provided.js";

/** How the one mock server of a test run is made. */
export interface GlobalSetupOptions extends MockOptions {
  /** The port of 127.0.0.1 that it listens on. Default: a free one. */
  readonly port?: number;
}

/** What vitest runs before all tests; it resolves to what it runs after them. */
export type GlobalSetup = (project: Providing) => Promise<() => Promise<void>>;

/** What it needs of vitest's project. */
export interface Providing {
  provide(key: ProvidedKey, value: string): void;
}

interface Serving {
  listen(options: { readonly port?: number }): Promise<string>;
  close(): Promise<void>;
}

/**
 * A global set-up of vitest that starts one mock server for the whole run and provides its URL as `hookspec:<name>`, where the fixture
 * `server` finds it. `create` is the `createMockServer` of a generated package, `name` its definition's. Rejects when the port is taken.
 */
export function createGlobalSetup(
  create: (options: MockOptions) => Serving,
  name: string,
  { port, ...options }: GlobalSetupOptions = {},
): GlobalSetup {
  return async (project) => {
    const mock = create(options);
    project.provide(providedKey(name), await mock.listen(port === undefined ? {} : { port }));
    return () => mock.close();
  };
}
