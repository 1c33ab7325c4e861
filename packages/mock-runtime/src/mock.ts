import { randomBytes } from "node:crypto";
import { createFetch } from "./adapters/fetch.js";
import { listenError } from "./adapters/listen-error.js";
import { createNodeServer } from "./adapters/node-http.js";
import { createGuard, isLoopbackHost } from "./control/access.js";
import { createControl, isControl } from "./control/control.js";
import { withCors } from "./cors.js";
import type { MockDefinition } from "./definition.js";
import { createSender } from "./deliveries/attempt.js";
import { createEgressGuard } from "./deliveries/egress-guard.js";
import { createLimits } from "./deliveries/limits.js";
import { createTransportSender } from "./deliveries/transport.js";
import type { WebhookSender } from "./deliveries/webhooks.js";
import type { Handle } from "./http.js";
import { guardLoops } from "./loop-guard.js";
import type { MockNamespace } from "./mock-namespace.js";
import { settingsOf, type MockOptions } from "./options.js";
import type { OperationMap, OperationTypes } from "./overrides.js";
import { Problem, problemResponse } from "./problems.js";
import { pathOf } from "./requests.js";
import { openState } from "./state/open.js";
import type { SavedNamespace } from "./state/replay.js";
import { answeringSaved } from "./state/saving.js";
import type { Line, NamespaceRecord } from "./state/lines.js";
import { itemsById, type MockSnapshot } from "./snapshot.js";
import { createMemoryStore } from "./store/memory.js";
import { createWorkspace, type Shared, type Workspace } from "./workspace.js";
import { createWorkspaces, defaultNamespace, type NamespaceOptions, type Workspaces } from "./workspaces.js";

/** Requests to receivers at the same time. 64 to one origin cost a tenth less CPU time each than 16; one that hangs leaves room for others. */
const inFlight = 128;
const inFlightPerOrigin = 64;

/** A running mock of one API. `Emit` is what a change at the source looks like, `Operations` what each operation takes and gives. */
export interface Mock<
  Emit extends object,
  Operations extends { readonly [Id in keyof Operations]: OperationTypes } = OperationMap,
  Webhooks = Readonly<Record<string, WebhookSender>>,
> extends MockNamespace<Emit, Operations, Webhooks> {
  /**
   * Opens a socket and resolves to the mock's URL. Port 0 (the default) takes a free one. Rejects when the port is taken, or when
   * the mock listens already or is closed.
   */
  listen(options?: { readonly port?: number; readonly host?: string }): Promise<string>;
  /** The URL it listens on, e.g. `http://127.0.0.1:4010`. Throws before `listen`. */
  readonly url: string;
  /**
   * A namespace beside this one (`default`), made when there is none of that name; with options it must be a new one. Throws an
   * Error for a name or key that is taken and when there are too many, a TypeError for options that cannot be meant.
   */
  namespace(name: string, options?: NamespaceOptions): MockNamespace<Emit, Operations, Webhooks>;
  /**
   * Lets requests and deliveries under way finish, saves the state if it is kept, then frees everything. May be called again. Rejects
   * when the state cannot be saved.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a mock of the API that `definition` describes. Throws a TypeError for options that cannot be meant, an Error for a state file
 * that cannot be used.
 */
export function createMock<
  Emit extends object,
  Operations extends { readonly [Id in keyof Operations]: OperationTypes } = OperationMap,
  Webhooks = Readonly<Record<string, WebhookSender>>,
>(definition: MockDefinition, options: MockOptions = {}): Mock<Emit, Operations, Webhooks> {
  const asked = settingsOf(options);
  const { control = true, controlToken, transport, state } = options;
  const kept =
    state === undefined
      ? undefined
      : openState(state, { definition, options, first: defaultNamespace, capture });
  const own = kept?.options ?? options;
  const settings = kept === undefined ? asked : settingsOf(own);
  const { bodyLimit, cors } = settings;
  // A namespace goes on with what was saved once: deleted and made again it is a new one.
  const saved = new Map<string, SavedNamespace>(kept?.namespaces);
  const shared: Shared = {
    definition,
    store: createMemoryStore(
      new Map([...saved].map(([name, { snapshot }]) => [name, itemsById(definition, snapshot.items)])),
    ),
    journal: kept?.journal,
    sender:
      transport === undefined
        ? createSender(createEgressGuard(settings.allowHosts))
        : createTransportSender(transport),
    limits: createLimits(inFlight, inFlightPerOrigin),
    onRequest: options.onRequest,
    onDelivery: options.onDelivery,
  };
  const open = (name: string, given: MockOptions): Workspace => {
    const snapshot = saved.get(name)?.snapshot;
    saved.delete(name);
    return openWorkspace(name, given, shared, snapshot);
  };
  const workspaces = openAll();
  const { first } = workspaces;

  async function capture(): Promise<Iterable<Line>> {
    const lines = await Promise.all(workspaces.all().map((workspace) => workspace.capture()));
    return lines.flatMap((some) => [...some]);
  }

  function openAll(): Workspaces {
    try {
      const opened = createWorkspaces({
        definition,
        first: open(defaultNamespace, own),
        open: (name, given) => open(name, optionsOf(own, given)),
        limit: settings.namespaceLimit,
        byHeader: options.namespaces === "header",
      });
      for (const [name, { record }] of saved) opened.create(name, record && optionsOfRecord(record));
      kept?.journal.flush();
      return opened;
    } catch (error) {
      kept?.abandon();
      throw error;
    }
  }

  const guard = createGuard(controlToken, () => host !== undefined && !isLoopbackHost(host));
  const api = createFront(workspaces, cors);
  const controlled = answeringSaved(
    kept?.journal,
    guardLoops(createControl({ definition, workspaces, guard, bodyLimit, cors })),
    cors,
  );
  const handle: Handle = control
    ? (request) => (isControl(request) ? controlled(request) : api(request))
    : api;
  const server = createNodeServer(handle, bodyLimit);

  let host: string | undefined;
  let url: Promise<string> | undefined;
  let listening: string | undefined;
  let closed: Promise<void> | undefined;

  async function listen({ port = 0, host: wanted = "127.0.0.1" } = {}): Promise<string> {
    if (closed !== undefined) throw new Error("This mock is closed. Make another with createMock.");
    if (url !== undefined)
      throw new Error("This mock listens already. Use its url, or make another with createMock.");
    host = wanted;
    url = server.listen(port, host);
    try {
      listening = await url;
      return listening;
    } catch (error) {
      url = undefined;
      throw listenError(error, host, port);
    }
  }

  async function shutDown(): Promise<void> {
    for (const workspace of workspaces.all()) workspace.stop();
    await url?.catch(() => undefined);
    await server.close();
    listening = undefined;
    await Promise.all(workspaces.all().map((workspace) => workspace.settle()));
    try {
      await kept?.journal.close();
    } finally {
      await Promise.all(workspaces.all().map((workspace) => workspace.close()));
      await shared.sender.close();
    }
  }

  const close = () => (closed ??= shutDown());

  return {
    ...typed(first),
    fetch: createFetch(handle, bodyLimit),
    handle,
    listen,
    get url() {
      if (listening === undefined)
        throw new Error("This mock does not listen. Call listen() first, or use fetch without a socket.");
      return listening;
    },
    get subscriptions() {
      return first.subscriptions;
    },
    namespace(name, given) {
      if (closed !== undefined) throw new Error("This mock is closed. Make another with createMock.");
      const found = given === undefined ? workspaces.get(name) : undefined;
      return typed(found ?? workspaces.create(name, given));
    },
    close,
    [Symbol.asyncDispose]: close,
  };

  /** The generated package types changes, operations and webhooks of its spec; the runtime knows none of them. */
  function typed(workspace: Workspace): MockNamespace<Emit, Operations, Webhooks> {
    return workspace as unknown as MockNamespace<Emit, Operations, Webhooks>;
  }
}

function openWorkspace(
  name: string,
  options: MockOptions,
  shared: Shared,
  saved: MockSnapshot | undefined,
): Workspace {
  const { secret, clock } = options;
  // A state that goes on needs ids that go on.
  const seed = options.seed ?? (shared.journal && randomBytes(32).toString("hex"));
  const own = {
    seed: seed === undefined ? undefined : String(seed),
    secret,
    realClock: typeof clock === "object" ? clock : undefined,
  };
  return createWorkspace(name, { ...settingsOf(options), ...own }, shared, saved);
}

function optionsOfRecord({ apiKeys, seed, secret, clock, start }: NamespaceRecord): NamespaceOptions {
  return { apiKeys, seed, secret, clock, ...(start !== undefined && { now: new Date(start) }) };
}

/** Keys and the secret are each namespace's own. */
function optionsOf(
  { now, secret: _secret, apiKeys: _apiKeys, ...common }: MockOptions,
  own: NamespaceOptions,
): MockOptions {
  const isReal = own.clock === "real";
  return { ...common, ...(now !== undefined && !isReal && { now }), ...own };
}

/** The API, in the namespace that a request belongs to. */
function createFront(workspaces: Workspaces, cors: boolean): Handle {
  return (request) => {
    let workspace: Workspace;
    try {
      workspace = workspaces.of(request);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const refused = problemResponse(error, pathOf(request.path));
      return Promise.resolve(cors ? withCors(request, refused) : refused);
    }
    return workspace.handle(request);
  };
}
