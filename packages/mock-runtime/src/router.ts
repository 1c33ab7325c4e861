import { pathDistance } from "./nearest.js";
import { Problem } from "./problems.js";

/** A route that fits a request: the operation and the texts of its path parameters, still percent-encoded. */
export interface Match<Operation> {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

export interface Router<Operation> {
  /** Throws problems 400 (malformed encoding), 404 and 405. */
  match(method: string, path: string): Match<Operation>;
  /** The same, undefined instead of 404 and 405. */
  find(method: string, path: string): Match<Operation> | undefined;
  /** The methods of a path, for `Allow`; empty for unknown paths. */
  methods(path: string): string[];
}

interface Leaf<Operation> {
  readonly operation: Operation;
  readonly names: readonly string[];
}

/** Method → what ends here. */
type Leaves<Operation> = Map<string, Leaf<Operation>>;

interface Node<Operation> {
  readonly literals: Map<string, Node<Operation>>;
  /** Segments with parameters, most literal text first, so that `{id}.json` beats `{id}`. */
  readonly patterns: {
    readonly template: string;
    /** Undefined for a parameter that is the whole segment. */
    readonly pattern: RegExp | undefined;
    readonly node: Node<Operation>;
  }[];
  readonly leaves: Leaves<Operation>;
}

/** Finds operations by OpenAPI path templates: literal segments beat parameters, prefixes of servers may be left out. */
export function createRouter<Operation extends { readonly method: string; readonly path: string }>(
  operations: readonly Operation[],
  basePaths: readonly string[],
): Router<Operation> {
  const root = emptyNode<Operation>();
  for (const operation of operations) insert(root, operation);
  const prefixes = basePaths.filter((path) => path !== "").sort((a, b) => b.length - a.length);

  /** The path as it stands, then without each server prefix that it starts with. */
  function readings(path: string): string[] {
    if (prefixes.length === 0) return [path];
    const stripped = prefixes.filter((prefix) => path.startsWith(`${prefix}/`));
    return [path, ...stripped.map((prefix) => path.slice(prefix.length))];
  }

  function methods(path: string): string[] {
    const known = new Set<string>();
    for (const reading of readings(path)) {
      walk(root, splitPath(reading), 0, [], (leaves) => {
        for (const method of leaves.keys()) known.add(method);
        return undefined;
      });
    }
    if (known.has("GET")) known.add("HEAD");
    if (known.size > 0) known.add("OPTIONS");
    return [...known].sort();
  }

  function find(method: string, path: string): Match<Operation> | undefined {
    const pick = (leaves: Leaves<Operation>) =>
      leaves.get(method) ?? (method === "HEAD" ? leaves.get("GET") : undefined);
    for (const reading of readings(path)) {
      const values: string[] = [];
      const leaf = walk(root, splitPath(reading), 0, values, pick);
      if (leaf !== undefined) return { operation: leaf.operation, path: byName(leaf.names, values) };
    }
    return undefined;
  }

  function match(method: string, path: string): Match<Operation> {
    const found = find(method, path);
    if (found !== undefined) return found;
    const allowed = methods(path);
    if (allowed.length > 0) {
      const detail = `${method} is not supported here. Use ${allowed.join(", ")}.`;
      throw new Problem(405, detail, [], { allow: allowed.join(", ") });
    }
    throw new Problem(404, `There is no ${method} ${path}. ${nearest(operations, path)}`);
  }

  return { match, find, methods };
}

function emptyNode<Operation>(): Node<Operation> {
  return { literals: new Map(), patterns: [], leaves: new Map() };
}

function insert<Operation extends { readonly method: string; readonly path: string }>(
  root: Node<Operation>,
  operation: Operation,
): void {
  const names: string[] = [];
  let node = root;
  for (const segment of operation.path.split("/").slice(1)) {
    const ofSegment = [...segment.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
    names.push(...ofSegment);
    node = ofSegment.length === 0 ? literalChild(node, segment) : patternChild(node, segment);
  }
  node.leaves.set(operation.method.toUpperCase(), { operation, names });
}

function literalChild<Operation>(node: Node<Operation>, segment: string): Node<Operation> {
  const child = node.literals.get(segment) ?? emptyNode<Operation>();
  node.literals.set(segment, child);
  return child;
}

function patternChild<Operation>(node: Node<Operation>, segment: string): Node<Operation> {
  const template = segment.replace(/\{[^}]*\}/g, "{}");
  const known = node.patterns.find((entry) => entry.template === template);
  if (known !== undefined) return known.node;
  const source = template.split("{}").map(escapePattern).join("(.+?)");
  const child = emptyNode<Operation>();
  const pattern = template === "{}" ? undefined : new RegExp(`^${source}$`);
  node.patterns.push({ template, pattern, node: child });
  node.patterns.sort((a, b) => b.template.length - a.template.length);
  return child;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/**
 * Offers every end that a path can reach to `pick`, literal segments first, until it takes one; `values` then holds the texts of
 * the parameters on the way.
 */
function walk<Operation>(
  node: Node<Operation>,
  segments: readonly string[],
  at: number,
  values: string[],
  pick: (leaves: Leaves<Operation>) => Leaf<Operation> | undefined,
): Leaf<Operation> | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.leaves.size > 0 ? pick(node.leaves) : undefined;
  const literal = node.literals.get(decodeSegment(segment));
  const picked = literal && walk(literal, segments, at + 1, values, pick);
  if (picked !== undefined) return picked;
  const count = values.length;
  for (const { pattern, node: child } of node.patterns) {
    if (pattern === undefined) {
      if (segment === "") continue;
      values.push(segment);
    } else {
      const found = pattern.exec(segment);
      if (found === null) continue;
      values.push(...found.slice(1));
    }
    const leaf = walk(child, segments, at + 1, values, pick);
    if (leaf !== undefined) return leaf;
    values.length = count;
  }
  return undefined;
}

function byName(names: readonly string[], values: readonly string[]): Record<string, string> {
  const path: Record<string, string> = {};
  for (let at = 0; at < names.length; at++) path[names[at] ?? ""] = values[at] ?? "";
  return path;
}

function splitPath(path: string): string[] {
  return path.split("/").slice(1);
}

function decodeSegment(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    const detail = `The path holds ${JSON.stringify(segment)}, which is not percent-encoded UTF-8. Encode it with encodeURIComponent.`;
    throw new Problem(400, detail);
  }
}

function nearest(
  operations: readonly { readonly method: string; readonly path: string }[],
  path: string,
): string {
  const ranked = operations
    .map(({ method, path: template }) => ({
      route: `${method.toUpperCase()} ${template}`,
      distance: pathDistance(template, path),
    }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3);
  return ranked.length === 0
    ? "This API has no paths."
    : `Nearest: ${ranked.map(({ route }) => route).join(", ")}.`;
}
