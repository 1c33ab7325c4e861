import { createKeyReader } from "./auth.js";
import type { MockDefinition } from "./definition.js";
import { headerOf, type PlainRequest } from "./http.js";
import { show } from "./json.js";
import { refuseUnknown, type Known } from "./known-options.js";
import { Problem } from "./problems.js";
import type { Workspace } from "./workspace.js";

/** How a namespace differs from the mock's own options. */
export interface NamespaceOptions {
  /** Requests with one of these keys belong to it, and it accepts no others. Default: it has no keys and accepts every one. */
  readonly apiKeys?: readonly string[];
  /** Signs its deliveries. Default: random, or drawn from the seed. */
  readonly secret?: string;
  /** Same seed and name, same ids, secret and nonces. Default: the mock's. */
  readonly seed?: number | string;
  /** Default: the mock's. */
  readonly clock?: "real" | "virtual";
  /** When its virtual clock starts. Default: as the mock's. */
  readonly now?: Date | string;
}

const known: Known<NamespaceOptions> = { apiKeys: true, secret: true, seed: true, clock: true, now: true };

/** The namespace of requests that belong to no other. */
export const defaultNamespace = "default";

/** Header that names a namespace. */
export const namespaceHeader = "x-hookspec-namespace";

/** What a namespace may be called: it stands in headers, paths and logs. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The namespaces of one mock. */
export interface Workspaces {
  /** The one called `default`. */
  readonly first: Workspace;
  /** In the order of their making. */
  all(): readonly Workspace[];
  get(name: string): Workspace | undefined;
  /** Throws a TypeError for options that cannot be meant, problem 409 for a name or a key that is taken, 429 when there are too many. */
  create(name: string, options?: NamespaceOptions): Workspace;
  /** Waits for what is under way there. Throws problems 404 and 409. */
  delete(name: string): Promise<void>;
  /** Where a request to the API belongs: to the namespace of its header, else to that of its key, else to `default`. Throws problems. */
  of(request: PlainRequest): Workspace;
}

export interface WorkspacesContext {
  readonly definition: Pick<MockDefinition, "security">;
  /** Opens one; its name is free. */
  readonly open: (name: string, options: NamespaceOptions) => Workspace;
  /** Beside `default`, how many may there be. */
  readonly limit: number;
  /** Whether a request makes the namespace that its header names. */
  readonly byHeader: boolean;
  readonly first: Workspace;
}

export function createWorkspaces({
  definition,
  open,
  limit,
  byHeader,
  first,
}: WorkspacesContext): Workspaces {
  const byName = new Map([[first.name, first]]);
  const byKey = new Map<string, Workspace>();
  const keysOf = createKeyReader(definition);

  function create(name: string, options: NamespaceOptions = {}): Workspace {
    checkName(name);
    refuseUnknown(`namespace(${show(name)})`, options, known);
    if (byName.has(name))
      throw new Problem(
        409,
        `There is a namespace ${show(name)} already. Delete it first, or take another name.`,
      );
    const { apiKeys = [] } = options;
    const taken = apiKeys.find((key) => byKey.has(key) || first.apiKeys.includes(key));
    if (taken !== undefined)
      throw new Problem(
        409,
        `One of the apiKeys belongs to another namespace already. Take one of its own for ${show(name)}.`,
      );
    if (byName.size > limit) {
      throw new Problem(
        429,
        `There are ${limit} namespaces beside "default", as many as this mock allows. Delete some, or raise namespaceLimit.`,
      );
    }
    const workspace = open(name, options);
    byName.set(name, workspace);
    for (const key of apiKeys) byKey.set(key, workspace);
    return workspace;
  }

  function ofHeader(name: string): Workspace {
    const found = byName.get(name);
    if (found !== undefined) return found;
    if (byHeader) return create(name);
    throw new Problem(
      404,
      `There is no namespace ${show(name)}. Make it with POST /_hookspec/namespaces, or let the header make it: namespaces: "header".`,
    );
  }

  return {
    first,
    all: () => [...byName.values()],
    get: (name) => byName.get(name),
    create,
    async delete(name) {
      const workspace = byName.get(name);
      if (workspace === undefined) throw new Problem(404, `There is no namespace ${show(name)}.`);
      if (workspace === first)
        throw new Problem(409, `The namespace ${show(name)} cannot be deleted. Reset it instead.`);
      byName.delete(name);
      for (const key of workspace.apiKeys) byKey.delete(key);
      workspace.forget();
      await workspace.close();
    },
    of(request) {
      if (request.headers[namespaceHeader] !== undefined)
        return ofHeader(headerOf(request, namespaceHeader) ?? "");
      if (byKey.size === 0) return first;
      for (const key of keysOf(request)) {
        const found = byKey.get(key);
        if (found !== undefined) return found;
      }
      return first;
    },
  };
}

function checkName(name: string): void {
  if (namePattern.test(name)) return;
  throw new Problem(
    400,
    `A namespace cannot be called ${show(name)}. Use 1 to 64 letters, digits, dots, hyphens or underscores, a letter or digit first.`,
  );
}
