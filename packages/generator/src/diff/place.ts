import type { SpecDocument } from "../load/document.js";
import { isObject, objectOf, type Json, type JsonObject } from "../load/json.js";
import { fromPointer, toPointer } from "../load/pointer.js";
import type { Direction } from "./change.js";

/** A value of a document and where it stands. */
export interface Ref {
  readonly value: Json | undefined;
  readonly pointer: string;
}

/** The same part of two documents; a side that lacks it has `undefined` for its value. */
export interface Pair {
  readonly base: Ref;
  readonly revision: Ref;
}

/** Which way the data at a place goes, and what the ids of its rules begin with. */
export interface Place {
  /** A request must still be accepted: old ⊆ new. A response must still be understood: new ⊆ old. */
  readonly reads: "request" | "response";
  readonly direction: Direction;
  readonly where: "body" | "property" | "parameter" | "header";
}

export function below({ value, pointer }: Ref, ...tokens: readonly (string | number)[]): Ref {
  let current = value;
  for (const token of tokens) {
    current = Array.isArray(current)
      ? (current[Number(token)] as Json | undefined)
      : isObject(current) && Object.hasOwn(current, token)
        ? current[token]
        : undefined;
  }
  return { value: current, pointer: pointer + toPointer(tokens) };
}

export function pairBelow({ base, revision }: Pair, ...tokens: readonly (string | number)[]): Pair {
  return { base: below(base, ...tokens), revision: below(revision, ...tokens) };
}

/** Follows references; what points at nothing, or at itself, stays as it is. */
export function follow(document: SpecDocument, ref: Ref): Ref {
  let current = ref;
  // A chain longer than this is a circle.
  for (let hops = 0; hops < 50; hops += 1) {
    const target = isObject(current.value) ? current.value["$ref"] : undefined;
    if (typeof target !== "string") return current;
    const value = document.resolve(target);
    if (value === undefined) return current;
    current = { value, pointer: toPointer(fromPointer(target) ?? []) };
  }
  return ref;
}

/** A path item; what stands beside its reference counts too, before what the reference has. */
export function pathItemOf(document: SpecDocument, ref: Ref): Ref {
  const target = follow(document, ref);
  if (target === ref || !isObject(ref.value) || !isObject(target.value)) return target;
  const { $ref: _ref, parameters, ...own } = ref.value;
  if (parameters === undefined && Object.keys(own).length === 0) return target;
  const shared = target.value["parameters"];
  const all = [...(Array.isArray(shared) ? shared : []), ...(Array.isArray(parameters) ? parameters : [])];
  return { value: { ...target.value, ...own, parameters: all }, pointer: ref.pointer };
}

/** The members of a map with their places, none for anything else. */
export function entriesOf(ref: Ref): Map<string, Ref> {
  return new Map(Object.keys(objectOf(ref.value)).map((name) => [name, below(ref, name)]));
}

/** The same for a map where `x-` members are extensions: paths, responses, callbacks. */
export function membersOf(ref: Ref): Map<string, Ref> {
  return new Map([...entriesOf(ref)].filter(([name]) => !name.startsWith("x-")));
}

/** The items of a list with their places. */
export function itemsOf(ref: Ref): Ref[] {
  return Array.isArray(ref.value) ? ref.value.map((_, index) => below(ref, index)) : [];
}

/** JSON with its keys in order: equal for values that mean the same. Lists keep their order. */
export function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonical(item)).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "undefined";
  const object: JsonObject = value;
  const members = Object.keys(object)
    .filter((name) => object[name] !== undefined)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(object[name])}`);
  return `{${members.join(",")}}`;
}
