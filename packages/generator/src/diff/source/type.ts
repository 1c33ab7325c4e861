import { ts } from "ts-morph";

/** A TypeScript type as its text declares it: what emitted declarations are made of. */
export type Type =
  | { readonly kind: "plain"; readonly name: string }
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "union" | "intersection"; readonly of: readonly Type[] }
  | { readonly kind: "list"; readonly items: readonly Type[]; readonly rest: Type | undefined }
  | {
      readonly kind: "object";
      readonly members: ReadonlyMap<string, Member>;
      readonly index: Type | undefined;
    }
  | { readonly kind: "function"; readonly parameters: readonly Parameter[]; readonly returns: Type }
  | { readonly kind: "ref"; readonly name: string; readonly args: readonly Type[] };

interface Member {
  readonly optional: boolean;
  readonly type: Type;
}

interface Parameter {
  readonly optional: boolean;
  readonly type: Type;
}

/** The values of exported constants, by name: `(typeof eventValues)[number]` is one of them. */
export type Constants = ReadonlyMap<string, readonly string[]>;

/** Reads a type node. What emitted code never has stays a name, equal to itself alone. */
export function readType(node: ts.TypeNode | undefined, constants: Constants): Type {
  if (node === undefined) return { kind: "plain", name: "unknown" };
  const read = (inner: ts.TypeNode | undefined) => readType(inner, constants);
  if (ts.isParenthesizedTypeNode(node)) return read(node.type);
  if (ts.isLiteralTypeNode(node)) {
    const text = node.literal.getText();
    return text === "null" ? { kind: "plain", name: text } : { kind: "literal", text };
  }
  if (ts.isUnionTypeNode(node)) return union(node.types.map(read));
  if (ts.isIntersectionTypeNode(node)) return intersection(node.types.map(read));
  if (ts.isArrayTypeNode(node)) return { kind: "list", items: [], rest: read(node.elementType) };
  if (ts.isTupleTypeNode(node)) return readTuple(node, read);
  if (ts.isFunctionTypeNode(node)) return readFunction(node, constants);
  if (ts.isTypeLiteralNode(node)) return readMembers(node.members, constants);
  if (ts.isIndexedAccessTypeNode(node)) return readValues(node, constants);
  if (ts.isTypeReferenceNode(node)) {
    const name = node.typeName.getText();
    const args = (node.typeArguments ?? []).map(read);
    if (name === "Record") return { kind: "object", members: new Map(), index: args[1] };
    return { kind: "ref", name, args };
  }
  return { kind: "plain", name: node.getText() };
}

/** `true | false` is boolean. */
function union(of: readonly Type[]): Type {
  const isBoolean = (one: Type) => one.kind === "literal" && (one.text === "true" || one.text === "false");
  if (of.filter(isBoolean).length < 2) return { kind: "union", of };
  const others = of.filter((one) => !isBoolean(one));
  const boolean: Type = { kind: "plain", name: "boolean" };
  return others.length === 0 ? boolean : { kind: "union", of: [...others, boolean] };
}

/** `string & {}` is string, kept apart from its known values for the editor's sake. */
function intersection(of: readonly Type[]): Type {
  const some = of.filter((one) => one.kind !== "object" || one.members.size > 0 || one.index !== undefined);
  const [only] = some;
  return some.length === 1 && only !== undefined ? only : { kind: "intersection", of: some };
}

function readTuple(node: ts.TupleTypeNode, read: (node: ts.TypeNode) => Type): Type {
  const items = node.elements.filter((one) => !ts.isRestTypeNode(one)).map(read);
  const rest = node.elements.find((one) => ts.isRestTypeNode(one));
  const list = rest === undefined ? undefined : read(rest.type);
  return { kind: "list", items, rest: list?.kind === "list" ? list.rest : list };
}

/** The member that is what a callable object does when it is called. */
export const call = "()";

/** Members of an interface or a type literal. */
export function readMembers(nodes: readonly ts.TypeElement[], constants: Constants): Type {
  const members = new Map<string, Member>();
  let index: Type | undefined;
  for (const node of nodes) {
    if (ts.isIndexSignatureDeclaration(node)) index = readType(node.type, constants);
    else if (ts.isPropertySignature(node))
      members.set(nameOf(node), {
        optional: node.questionToken !== undefined,
        type: readType(node.type, constants),
      });
    else if (ts.isCallSignatureDeclaration(node))
      members.set(call, { optional: false, type: readFunction(node, constants) });
    else if (ts.isMethodSignature(node))
      members.set(nameOf(node), { optional: false, type: readFunction(node, constants) });
  }
  return { kind: "object", members, index };
}

export function readFunction(node: ts.SignatureDeclaration, constants: Constants): Type {
  return {
    kind: "function",
    parameters: node.parameters.map((parameter) => ({
      optional: parameter.questionToken !== undefined || parameter.initializer !== undefined,
      type: readType(parameter.type, constants),
    })),
    returns: readType(node.type, constants),
  };
}

function nameOf(node: ts.PropertySignature | ts.MethodSignature): string {
  return ts.isStringLiteral(node.name) ? node.name.text : node.name.getText();
}

function readValues(node: ts.IndexedAccessTypeNode, constants: Constants): Type {
  const object = ts.isParenthesizedTypeNode(node.objectType) ? node.objectType.type : node.objectType;
  const values = ts.isTypeQueryNode(object) ? constants.get(object.exprName.getText()) : undefined;
  if (values === undefined) return { kind: "plain", name: node.getText() };
  return { kind: "union", of: values.map((text) => ({ kind: "literal", text })) };
}
