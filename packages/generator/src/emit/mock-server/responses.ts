import { StructureKind } from "ts-morph";
import type { ApiModel, Operation, Response } from "../../model/api-model.js";
import { camelCase, isIdentifier, Names } from "../../model/names.js";
import type { Statements } from "../../print.js";
import { declaration } from "../docs.js";
import { importAll } from "../imports.js";
import type { JsonSchemas } from "../json-schemas.js";
import { Code, literal } from "../literal.js";
import { guarded } from "../types/guards.js";

/** One response with a body, and who answers with it. */
interface Shared {
  readonly data: object;
  readonly response: Response;
  readonly operations: Operation[];
  name: string;
}

/**
 * What the spec documents to be answered. Operations share most of their responses, so each is a constant in a file of its own, which
 * the definition refers to.
 */
export class DocumentedResponses {
  readonly #schemas: JsonSchemas;
  /** Schema key → name of its compiled check in the types package. */
  readonly #checks: ReadonlyMap<string, string>;
  /** Those of the same text and status are one. */
  readonly #shared = new Map<string, Shared>();
  readonly #byOperation = new Map<Operation, Readonly<Record<string, unknown>>>();

  constructor({ schemas: named, operations }: ApiModel, schemas: JsonSchemas) {
    this.#schemas = schemas;
    this.#checks = new Map(guarded({ schemas: named }).map(({ key, name }) => [key, name]));
    const found = operations.map((operation) => this.#sharedOf(operation));
    const names = new Names(["checks"]);
    for (const shared of this.#shared.values()) shared.name = names.claim(nameOf(shared));
    for (const [index, operation] of operations.entries()) {
      const members = (found[index] ?? []).map(([status, shared]) => [
        status,
        shared === undefined ? { examples: {} } : new Code(`responses.${shared.name}`),
      ]);
      this.#byOperation.set(operation, Object.fromEntries(members));
    }
  }

  /** Status → response; undefined for an operation that documents none. */
  of(operation: Operation): Readonly<Record<string, unknown>> | undefined {
    return operation.responses.length === 0 ? undefined : this.#byOperation.get(operation);
  }

  /** Whether no response has a body: only those are constants. */
  get isEmpty(): boolean {
    return this.#shared.size === 0;
  }

  /** `responses.ts`. */
  statements(types: string, runtime: string): Statements {
    const all = [...this.#shared.values()];
    const hasChecks = all.some(({ response }) => this.#checkOf(response) !== undefined);
    return [
      {
        kind: StructureKind.ImportDeclaration,
        isTypeOnly: true,
        namedImports: ["ResponseDefinition"],
        moduleSpecifier: runtime,
      },
      ...(hasChecks ? [importAll("checks", `${types}/validators`)] : []),
      ...all.map(({ name, data, response: { description } }) => {
        const head = `export const ${name}: ResponseDefinition = `;
        return declaration(description?.trim(), `${head}${literal(data, head.length)};`);
      }),
    ];
  }

  #sharedOf(operation: Operation): [status: string, shared: Shared | undefined][] {
    return operation.responses.map((response) => {
      const { status, mediaType, component } = response;
      if (mediaType === undefined) return [status, undefined];
      const data = this.#dataOf(response);
      const key = `${component ?? status} ${literal(data)}`;
      const shared = this.#shared.get(key) ?? { data, response, operations: [], name: "" };
      shared.operations.push(operation);
      this.#shared.set(key, shared);
      return [status, shared];
    });
  }

  #dataOf(response: Response): object {
    const { mediaType, examples, jsonSchema } = response;
    const check = this.#checkOf(response);
    return {
      mediaType,
      examples,
      schema: jsonSchema === undefined ? undefined : this.#schemas.rewrite(jsonSchema),
      validate: check === undefined ? undefined : new Code(`checks.${check}`),
    };
  }

  /** The compiled check of a response that is a named schema and nothing else. */
  #checkOf({ schema, jsonSchema }: Response): string | undefined {
    const isAlone = typeof jsonSchema === "object" && Object.keys(jsonSchema).length === 1;
    return isAlone && schema?.kind === "ref" ? this.#checks.get(schema.key) : undefined;
  }
}

/** The spec's own name, else the only operation's, else that of what it holds. */
function nameOf({ response: { component, schema, status }, operations }: Shared): string {
  if (component !== undefined) return constantName(component);
  const [first] = operations;
  const holder = operations.length > 1 && schema?.kind === "ref" ? schema.key : (first?.method ?? "");
  return constantName(`${holder} ${status.toLowerCase()}`);
}

/** `default` and the like are no names of constants. */
function constantName(wanted: string): string {
  const name = camelCase(wanted);
  return isIdentifier(name) ? name : camelCase(`${wanted} response`);
}
