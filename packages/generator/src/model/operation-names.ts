import type { SpecDocument } from "../load/document.js";
import { stringOf } from "../load/json.js";
import { SpecError, type SpecProblem } from "../load/problems.js";
import { camelCase, Names } from "./names.js";
import type { RawOperation } from "./operations.js";

export interface OperationNames {
  /** The operationId, or what stands for it; unique. */
  readonly id: string;
  /** Name of the client's method; unique. */
  readonly method: string;
}

/**
 * A client with a method `then` would be awaited as if it were a promise; `__proto__` is no ordinary member; the others are members of
 * every client.
 */
const refused = ["then", "__proto__", "orThrow", "$call"];

/** The names of all operations: those that the spec declares first, the others around them. */
export function namesOf(document: SpecDocument, operations: readonly RawOperation[]): OperationNames[] {
  const problems: SpecProblem[] = [];
  const methods = new Names(refused);
  const declared = operations.map(({ raw, pointer }) => {
    const name = stringOf(raw["x-hookspec-method"]);
    if (name !== undefined && methods.has(name)) {
      const why = refused.includes(name) ? "is no name for a method" : "is taken by another operation";
      const message = `x-hookspec-method ${name} ${why}. Give each operation a name of its own.`;
      problems.push({ at: document.locate(`${pointer}/x-hookspec-method`), message });
    }
    return name === undefined ? undefined : methods.claim(name);
  });
  if (problems.length > 0) throw new SpecError(problems);

  const ids = new Names();
  return operations.map(({ path, method, raw }, index) => {
    const id = stringOf(raw["operationId"]) ?? camelCase(`${method} ${path}`);
    return { id: ids.claim(id), method: declared[index] ?? methods.claim(camelCase(id)) };
  });
}

/** A warning for every operationId that another operation has already (OpenAPI 3.1 §4.8.10). */
export function repeatedIds(
  document: SpecDocument,
  operations: readonly RawOperation[],
  names: readonly OperationNames[],
): SpecProblem[] {
  return operations.flatMap(({ raw, pointer }, index) => {
    const { id, method } = names[index] as OperationNames;
    const declared = stringOf(raw["operationId"]);
    if (declared === undefined || declared === id) return [];
    const at = document.locate(`${pointer}/operationId`);
    return [
      {
        at,
        message: `operationId ${declared} stands on another operation already; this one is taken as ${id}, with the method ${method}. Give it an id of its own.`,
      },
    ];
  });
}
