import type { Source } from "../change.js";
import { worstSource } from "../change.js";
import { merged } from "./merge.js";
import type { Type } from "./type.js";

/** Exported types by name. */
type Types = ReadonlyMap<string, Type>;

/** The types that both sides of a comparison know. */
export interface Known {
  readonly base: Types;
  readonly revision: Types;
}

/** Who holds a value of a type: who writes it must go on fitting, who reads it must go on being served. */
export type Use = "request" | "response";

/** What the change of a type means for code that uses it so. What cannot be told counts as major. */
export function verdictOf(before: Type, after: Type, use: Use, known: Known): Source {
  if (textOf(before) === textOf(after)) return "none";
  const [base, revision] = [merged(before, known.base), merged(after, known.revision)];
  if (textOf(base) === textOf(revision)) return "none";
  if (base.kind === "object" && revision.kind === "object") return memberVerdict(base, revision, use, known);
  if (base.kind === "function" && revision.kind === "function") return functionVerdict(base, revision, known);
  if (
    base.kind === "ref" &&
    revision.kind === "ref" &&
    base.name === revision.name &&
    base.args.length === revision.args.length
  ) {
    if (base.name === "Result") return resultVerdict(base.args, revision.args, known);
    return worstSource(
      base.args.map((arg, index) => verdictOf(arg, revision.args[index] as Type, use, known)),
    );
  }
  const fits =
    use === "request"
      ? new Relation(known.base, known.revision, "from").holds(base, revision)
      : new Relation(known.revision, known.base, "to").holds(revision, base);
  return fits ? "minor" : "major";
}

type ObjectType = Type & { readonly kind: "object" };
type FunctionType = Type & { readonly kind: "function" };

function memberVerdict(base: ObjectType, revision: ObjectType, use: Use, known: Known): Source {
  const names = new Set([...base.members.keys(), ...revision.members.keys()]);
  const members = [...names].map((name) => oneMemberVerdict(base, revision, name, use, known));
  const index: Source =
    (base.index === undefined) === (revision.index === undefined)
      ? indexVerdict(base, revision, use, known)
      : revision.index === undefined
        ? "major"
        : "minor";
  return worstSource([...members, index]);
}

function indexVerdict(base: ObjectType, revision: ObjectType, use: Use, known: Known): Source {
  return base.index === undefined || revision.index === undefined
    ? "none"
    : verdictOf(base.index, revision.index, use, known);
}

/** What became of one member. One that is lost breaks who reads it and who writes it. */
export function oneMemberVerdict(
  base: ObjectType,
  revision: ObjectType,
  name: string,
  use: Use,
  known: Known,
): Source {
  const before = base.members.get(name);
  const after = revision.members.get(name);
  if (after === undefined) return "major";
  if (before === undefined) return use === "request" && !after.optional ? "major" : "minor";
  const presence: Source =
    before.optional === after.optional ? "none" : after.optional === (use === "request") ? "minor" : "major";
  return worstSource([presence, verdictOf(before.type, after.type, use, known)]);
}

function functionVerdict(base: FunctionType, revision: FunctionType, known: Known): Source {
  const parameters = revision.parameters.map((after, index): Source => {
    const before = base.parameters[index];
    if (before === undefined) return after.optional ? "minor" : "major";
    return worstSource([
      before.optional && !after.optional ? "major" : before.optional === after.optional ? "none" : "minor",
      verdictOf(before.type, after.type, "request", known),
    ]);
  });
  const lost: Source = base.parameters.length > revision.parameters.length ? "major" : "none";
  return worstSource([...parameters, lost, verdictOf(base.returns, revision.returns, "response", known)]);
}

/** A result may come to fail in new ways: every caller handles failures that it does not know. */
function resultVerdict(base: readonly Type[], revision: readonly Type[], known: Known): Source {
  const before = outcomes(base);
  const after = outcomes(revision);
  const lost = [...before].map(([key, data]): Source => {
    const now = after.get(key);
    return now === undefined ? "major" : verdictOf(data, now, "response", known);
  });
  const gained = [...after].map(([key, data]): Source => {
    if (before.has(key)) return "none";
    const old = [...before].flatMap(([other, type]) => (other.startsWith("Success") ? [type] : []));
    return key.startsWith("Failure") ||
      new Relation(known.revision, known.base, "to").holds(data, { kind: "union", of: old })
      ? "minor"
      : "major";
  });
  return worstSource([...lost, ...gained]);
}

/** `Success 200` → its data. */
function outcomes(args: readonly Type[]): Map<string, Type> {
  const parts = args.flatMap((arg) => (arg.kind === "union" ? arg.of : [arg]));
  return new Map(
    parts.flatMap((part): [string, Type][] => {
      if (part.kind !== "ref" || part.args.length !== 2) return [[textOf(part), part]];
      const [status, data] = part.args as [Type, Type];
      const statuses = status.kind === "union" ? status.of : [status];
      return statuses.map((one) => [`${part.name} ${textOf(one)}`, data]);
    }),
  );
}

/** Whether values of one side's types fit the other side's. */
class Relation {
  readonly #from: Types;
  readonly #to: Types;
  /** Which of them is the base: its members must not be lost. */
  readonly #base: "from" | "to";
  readonly #open = new Set<string>();

  constructor(from: Types, to: Types, base: "from" | "to") {
    this.#from = from;
    this.#to = to;
    this.#base = base;
  }

  holds(from: Type, to: Type): boolean {
    if (to.kind === "plain" && to.name === "unknown") return true;
    if (textOf(from) === textOf(to)) return true;
    if (from.kind === "ref" && to.kind === "ref" && from.name === to.name)
      return from.args.every((arg, index) => this.holds(arg, to.args[index] ?? arg));
    const resolved = from.kind === "ref" ? this.#from.get(from.name) : undefined;
    const target = to.kind === "ref" ? this.#to.get(to.name) : undefined;
    if (resolved !== undefined || target !== undefined) {
      // A type that refers to itself: it fits if nothing else speaks against it.
      const key = `${textOf(from)} → ${textOf(to)}`;
      if (this.#open.has(key)) return true;
      this.#open.add(key);
      return this.holds(resolved ?? from, target ?? to);
    }
    const [plainFrom, plainTo] = [merged(from, this.#from), merged(to, this.#to)];
    if (plainFrom !== from || plainTo !== to) return this.holds(plainFrom, plainTo);
    if (from.kind === "union") return this.#each(from.of, to);
    if (to.kind === "intersection") return to.of.every((one) => this.holds(from, one));
    if (from.kind === "intersection" && from.of.some((one) => this.holds(one, to))) return true;
    if (to.kind === "union") return to.of.some((one) => this.holds(from, one));
    if (from.kind === "literal") return to.kind === "plain" && to.name === typeOfLiteral(from.text);
    if (from.kind === "list" && to.kind === "list") return this.#lists(from, to);
    if (from.kind === "object" && to.kind === "object") return this.#objects(from, to);
    return from.kind === "plain" && to.kind === "plain" && from.name === to.name;
  }

  /** Long lists of values are mostly the same on both sides: those are looked up, not searched for. */
  #each(parts: readonly Type[], to: Type): boolean {
    const same = new Set(to.kind === "union" ? to.of.map(textOf) : []);
    return parts.every((one) => same.has(textOf(one)) || this.holds(one, to));
  }

  #lists(from: Type & { kind: "list" }, to: Type & { kind: "list" }): boolean {
    if (to.items.length > from.items.length) return false;
    const rest = from.rest === undefined || (to.rest !== undefined && this.holds(from.rest, to.rest));
    return (
      rest &&
      from.items.every((item, index) => {
        const other = to.items[index] ?? to.rest;
        return other !== undefined && this.holds(item, other);
      })
    );
  }

  #objects(from: ObjectType, to: ObjectType): boolean {
    if (
      to.index !== undefined &&
      (from.index === undefined ? from.members.size === 0 : !this.holds(from.index, to.index))
    )
      return false;
    if (this.#base === "from" && [...from.members.keys()].some((name) => !to.members.has(name))) return false;
    return [...to.members].every(([name, wanted]) => {
      const member = from.members.get(name);
      if (member === undefined) return this.#base === "from" && wanted.optional;
      return (wanted.optional || !member.optional) && this.holds(member.type, wanted.type);
    });
  }
}

function typeOfLiteral(text: string): string {
  if (text.startsWith('"')) return "string";
  return text === "true" || text === "false" ? "boolean" : "number";
}

/** The same text for the same type. */
export function textOf(type: Type): string {
  switch (type.kind) {
    case "plain":
      return type.name;
    case "literal":
      return type.text;
    case "ref":
      return type.args.length === 0 ? type.name : `${type.name}<${type.args.map(textOf).join()}>`;
    case "union":
    case "intersection":
      return `(${type.of
        .map(textOf)
        .sort()
        .join(type.kind === "union" ? "|" : "&")})`;
    case "list":
      return `[${type.items.map(textOf).join()};${type.rest === undefined ? "" : textOf(type.rest)}]`;
    case "function":
      return `(${type.parameters.map(({ optional, type: inner }) => `${optional ? "?" : ""}${textOf(inner)}`).join()})=>${textOf(type.returns)}`;
    case "object": {
      const members = [...type.members].map(
        ([name, member]) => `${name}${member.optional ? "?" : ""}:${textOf(member.type)}`,
      );
      return `{${[...members].sort().join(";")};${type.index === undefined ? "" : textOf(type.index)}}`;
    }
  }
}
