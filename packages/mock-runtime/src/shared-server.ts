import { createMockControlClient, unwrap, type MockControlClient } from "@hookspec/mock-control-client";
import type { MockDefinition } from "./definition.js";
import { namespaceHeader, type NamespaceOptions } from "./workspaces.js";

/** A test's own namespace on the mock server that the whole run shares. */
export interface SharedServer {
  /** Where the API is, for a client's base URL. */
  readonly url: string;
  /** Name of the namespace. */
  readonly namespace: string;
  /** The API key that belongs to it. */
  readonly apiKey: string;
  /** Signs its deliveries. */
  readonly secret: string;
  /** For requests to the API: the key as the API wants it, and the namespace. */
  readonly headers: Readonly<Record<string, string>>;
  /** The control API of the namespace: clock, connections, deliveries, faults, log. */
  readonly control: MockControlClient;
}

/** Makes a namespace; `close` deletes it. Rejects with ApiError for options that cannot be meant. */
export async function openNamespace(
  { security, operations }: Pick<MockDefinition, "security" | "operations">,
  url: string,
  namespace: string,
  options: NamespaceOptions,
): Promise<{ readonly server: SharedServer; close(): Promise<void> }> {
  const bound = { [namespaceHeader]: namespace };
  // The platform's fetch of now: a test may put another in its place.
  const control = createMockControlClient({ baseUrl: url, headers: bound, fetch: globalThis.fetch });
  const { seed, now, apiKeys = [namespace], ...rest } = options;
  const body = {
    ...rest,
    name: namespace,
    apiKeys: [...apiKeys],
    ...(seed !== undefined && { seed: String(seed) }),
    ...(now !== undefined && { now: now instanceof Date ? now.toISOString() : now }),
  };
  let made = await control.createNamespace({ body });
  if (!made.ok && made.status === 409) {
    // Left behind by a worker that was ended in the midst of the same test.
    await control.deleteNamespace({ name: namespace });
    made = await control.createNamespace({ body });
  }
  const { secret } = unwrap(made);
  const apiKey = apiKeys[0] ?? namespace;
  const headers = { ...credentials(), ...bound };

  /** As the first operation that wants any. */
  function credentials(): Record<string, string> {
    const ways = operations.flatMap((operation) => operation.security);
    const schemes = (ways.find((names) => names.length > 0) ?? []).map((name) => security[name]);
    return Object.fromEntries(
      schemes.flatMap((scheme) =>
        scheme?.in === "header" ? [[scheme.name, `${scheme.prefix ?? ""}${apiKey}`]] : [],
      ),
    );
  }

  return {
    server: { url, namespace, apiKey, secret, headers, control },
    async close() {
      const deleted = await control.deleteNamespace({ name: namespace });
      // A test may have deleted it itself.
      if (deleted.status !== 404) unwrap(deleted);
    },
  };
}
