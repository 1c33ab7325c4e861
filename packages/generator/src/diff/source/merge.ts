import type { Type } from "./type.js";

type ObjectType = Type & { readonly kind: "object" };

/** Most parts that an intersection of unions is written out to. */
const maxParts = 64;

/** An intersection of objects as the one object that it is; over a union, one for each of its branches. Anything else as it stands. */
export function merged(type: Type, types: ReadonlyMap<string, Type>): Type {
  const objects = type.kind === "intersection" ? objectsOf(type, types, []) : undefined;
  const [only] = objects ?? [];
  if (objects === undefined || only === undefined) return type;
  return objects.length === 1 ? only : { kind: "union", of: objects };
}

function objectsOf(
  type: Type,
  types: ReadonlyMap<string, Type>,
  open: readonly string[],
): readonly ObjectType[] | undefined {
  if (type.kind === "object") return type.index === undefined ? [type] : undefined;
  if (type.kind === "ref") {
    const target = types.get(type.name);
    return target === undefined || open.includes(type.name)
      ? undefined
      : objectsOf(target, types, [...open, type.name]);
  }
  if (type.kind !== "union" && type.kind !== "intersection") return undefined;
  const parts = type.of.map((one) => objectsOf(one, types, open));
  if (!parts.every((one) => one !== undefined)) return undefined;
  if (type.kind === "union") return parts.flat();
  const [first = [], ...rest] = parts;
  return rest.reduce<readonly ObjectType[] | undefined>(
    (all, one) =>
      all === undefined || all.length * one.length > maxParts
        ? undefined
        : all.flatMap((left) => one.map((right) => both(left, right))),
    first,
  );
}

function both(left: ObjectType, right: ObjectType): ObjectType {
  const members = new Map(left.members);
  for (const [name, member] of right.members) {
    const other = members.get(name);
    members.set(
      name,
      other === undefined
        ? member
        : {
            optional: other.optional && member.optional,
            type:
              JSON.stringify(other.type) === JSON.stringify(member.type)
                ? member.type
                : { kind: "intersection", of: [other.type, member.type] },
          },
    );
  }
  return { kind: "object", members, index: undefined };
}
