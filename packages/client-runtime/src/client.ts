import type { Caller } from "./caller.js";
import type { OperationDefinition } from "./definition.js";
import type { CallOptions } from "./options.js";
import type { walk } from "./paging.js";
import type { Failure, Success } from "./result.js";
import { unwrap } from "./unwrap.js";

/**
 * Makes the methods of a client: one per operation, the same below `orThrow`, and `all` on those that are paged. The generator names
 * the type; `paged` is `walk` where it is needed.
 */
export function bindOperations<Client extends Caller>(
  caller: Caller,
  operations: Readonly<Record<string, OperationDefinition>>,
  paged?: typeof walk,
): Client {
  const methods: Record<string, unknown> = {};
  const orThrow: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const call = (argument?: object, options?: CallOptions) =>
      caller.$call<Success | Failure<number | "unexpected">>(operation, argument, options);
    const all = operation.paging &&
      paged && {
        all: (argument?: object, options?: CallOptions) => paged(caller, operation, argument, options),
      };
    methods[name] = Object.assign(call, all);
    orThrow[name] = Object.assign(
      async (argument?: object, options?: CallOptions) => unwrap(await call(argument, options)),
      all,
    );
  }
  return { ...caller, ...methods, orThrow } as unknown as Client;
}
