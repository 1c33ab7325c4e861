import { ts } from "ts-morph";
import type { Change } from "../diff/change.js";
import { causesOf } from "../diff/source/attribute.js";
import type { Declaration } from "../diff/source/declarations.js";
import type { DeclarationDiff } from "../diff/source/differences.js";

/** What code saw of an emitted declaration before, and what it sees now; undefined where there is none. */
export interface Rewrite {
  /** `Webhook`, or `Webhook.event`. */
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** For each breaking change, the declarations that old code no longer fits. */
export function rewritesOf(
  changes: readonly Change[],
  { differences, before, after }: DeclarationDiff,
): ReadonlyMap<Change, readonly Rewrite[]> {
  const places = changes
    .filter(({ level }) => level === "breaking")
    .map((change) => ({
      change,
      id: change.id,
      base: change.location.base && change.pointer,
      revision: change.location.revision && change.pointer,
    }));
  const found = new Map<Change, Rewrite[]>();
  for (const difference of differences.filter(({ verdict }) => verdict === "major")) {
    const { name } = difference;
    const rewrite = { name, before: textOf(before, name), after: textOf(after, name) };
    for (const { change } of causesOf(places, difference))
      found.set(change, [...(found.get(change) ?? []), rewrite]);
  }
  return found;
}

/** A declaration, or the member of one, without its comments. */
function textOf(declarations: ReadonlyMap<string, Declaration>, name: string): string | undefined {
  const whole = declarations.get(name)?.node;
  if (whole !== undefined) return print(whole);
  const dot = name.indexOf(".");
  const owner = declarations.get(name.slice(0, dot))?.node;
  const member = owner && membersOf(owner).find((one) => one.name?.getText() === name.slice(dot + 1));
  return member && print(member);
}

function membersOf(node: ts.Statement): readonly ts.TypeElement[] {
  if (ts.isInterfaceDeclaration(node)) return node.members;
  if (!ts.isTypeAliasDeclaration(node)) return [];
  return ts.isTypeLiteralNode(node.type) ? node.type.members : [];
}

function print(node: ts.Node): string {
  const printer = ts.createPrinter({ removeComments: true });
  return printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
}
