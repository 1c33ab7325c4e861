import { createFetch, type Fetch } from "./adapters/fetch.js";
import { createNodeServer } from "./adapters/node-http.js";
import { realClock } from "./clock/real.js";
import type { MockDefinition } from "./definition.js";
import { createSender } from "./deliveries/attempt.js";
import type { DeliveryReport } from "./deliveries/report.js";
import { createEngine } from "./engine.js";
import type { Handle } from "./http.js";
import { createNamespace } from "./namespaces.js";
import { settingsOf, type MockOptions } from "./options.js";
import { createResources } from "./resources.js";
import { createMemoryStore } from "./store/memory.js";
import { createEmitter } from "./subscriptions/emitter.js";

/** A running mock of one API. `Emit` is what a change at the source looks like. */
export interface Mock<Emit extends object> {
  /**
   * Opens a socket and resolves to the mock's URL. Port 0 (the default) takes a free one. Rejects when the port is taken, or when
   * the mock listens already or is closed.
   */
  listen(options?: { readonly port?: number; readonly host?: string }): Promise<string>;
  /** The URL it listens on, e.g. `http://127.0.0.1:4010`. Throws before `listen`. */
  readonly url: string;
  /** Calls the API without a socket, like the global `fetch`; a path without an origin will do. */
  readonly fetch: Fetch;
  /** The core: a plain request to a plain response, for adapters to other servers. */
  readonly handle: Handle;
  /**
   * Reports a change at the source: POSTs a signed delivery to each subscription that wants it and resolves when all are
   * answered. Rejects with a TypeError for a change that the API could not have.
   */
  emit(change: Emit): Promise<DeliveryReport[]>;
  /** All deliveries so far, oldest first. */
  readonly deliveries: readonly DeliveryReport[];
  /** What deliveries are signed with. */
  readonly secret: string;
  /** Back to the state after `createMock`, ids included; deliveries under way are waited for. */
  reset(): Promise<void>;
  /** Lets requests and deliveries under way finish, then frees everything. May be called again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a mock of the API that `definition` describes. Throws a TypeError for options that cannot be meant. */
export function createMock<Emit extends object>(
  definition: MockDefinition,
  options: MockOptions = {},
): Mock<Emit> {
  const settings = settingsOf(options);
  let deliveries: DeliveryReport[] = [];
  const { clock = realClock, onRequest, onDelivery, seed, secret } = options;
  const namespace = createNamespace("default", {
    ...(seed !== undefined && { seed: String(seed) }),
    ...(secret !== undefined && { secret }),
  });
  const store = createMemoryStore();
  const sender = createSender({ allowHosts: settings.allowHosts, timeout: settings.deliveryTimeout });
  const resources = createResources(definition, { namespace, store, clock, lenient: settings.lenient });
  const answer = createEngine(definition, { ...settings, clock, resources });
  const handle = onRequest === undefined ? answer : logged(answer, onRequest);
  const server = createNodeServer(handle, settings.bodyLimit);
  const emitChange = createEmitter({
    definition,
    namespace: namespace.name,
    secret: namespace.secret,
    store,
    sender,
    lenient: settings.lenient,
    nextId: () => namespace.nextDeliveryId(),
    nonceOf: (id) => namespace.nonceOf(id),
    onReport: (report) => {
      deliveries.push(report);
      onDelivery?.(report);
    },
  });

  let url: Promise<string> | undefined;
  let listening: string | undefined;
  let closed: Promise<void> | undefined;
  const emitting = new Set<Promise<unknown>>();

  async function listen({ port = 0, host = "127.0.0.1" } = {}): Promise<string> {
    if (closed !== undefined) throw new Error("This mock is closed. Make another with createMock.");
    if (url !== undefined)
      throw new Error("This mock listens already. Use its url, or make another with createMock.");
    url = server.listen(port, host);
    try {
      listening = await url;
      return listening;
    } catch (error) {
      url = undefined;
      throw error;
    }
  }

  function emit(change: Emit): Promise<DeliveryReport[]> {
    if (closed !== undefined)
      return Promise.reject(new Error("This mock is closed: it delivers nothing more."));
    const emitted = emitChange(change).finally(() => emitting.delete(emitted));
    emitting.add(emitted);
    return emitted;
  }

  async function shutDown(): Promise<void> {
    await url?.catch(() => undefined);
    await server.close();
    listening = undefined;
    await Promise.allSettled(emitting);
    await sender.close();
  }

  const close = () => (closed ??= shutDown());

  return {
    listen,
    get url() {
      if (listening === undefined)
        throw new Error("This mock does not listen. Call listen() first, or use fetch without a socket.");
      return listening;
    },
    fetch: createFetch(handle, settings.bodyLimit),
    handle,
    emit,
    get deliveries() {
      return deliveries;
    },
    secret: namespace.secret,
    async reset() {
      await Promise.allSettled(emitting);
      await store.clear(namespace.name);
      namespace.restart();
      deliveries = [];
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function logged(handle: Handle, onRequest: NonNullable<MockOptions["onRequest"]>): Handle {
  return async (request) => {
    const start = performance.now();
    const response = await handle(request);
    const ms = Math.round(performance.now() - start);
    onRequest({ method: request.method, path: request.path, status: response.status, ms });
    return response;
  };
}
