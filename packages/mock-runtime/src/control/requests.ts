import { isObject, show } from "../json.js";
import { Problem } from "../problems.js";
import type { Fault } from "../faults/fault.js";
import { readQuery, text, whole } from "./members.js";
import { answer, done, orRefuse, prefix, type ControlOperation } from "./operation.js";

const defaultLimit = 100;

/** How many entries of a log are answered: the latest. */
export const limitOf = {
  kind: whole(1, 10_000),
  take: <Entry>(entries: readonly Entry[], limit = defaultLimit): readonly Entry[] => entries.slice(-limit),
};

const filters = { limit: limitOf.kind, operation: text, method: text, path: text, status: whole(0, 599) };

/** What stands between requests and operations: rules by which they go wrong, and the log of them. */
export const requestOperations: readonly ControlOperation[] = [
  {
    id: "listFaults",
    method: "GET",
    path: `${prefix}faults`,
    act: ({ workspace }) => answer(workspace.faults.list()),
  },
  {
    id: "addFault",
    method: "POST",
    path: `${prefix}faults`,
    hasBody: true,
    async act({ workspace: { faults }, body }) {
      if (!isObject(body))
        throw new Problem(422, `The body is ${show(body)}. Pass a rule, e.g. {"status": 503}.`);
      // `add` reads it: it takes rules from anywhere.
      const id = await orRefuse(422, () => faults.add(body as Fault));
      return answer(
        faults.list().find((entry) => entry.id === id),
        201,
      );
    },
  },
  {
    id: "clearFaults",
    method: "DELETE",
    path: `${prefix}faults`,
    act({ workspace }) {
      workspace.faults.clear();
      return done;
    },
  },
  {
    id: "removeFault",
    method: "DELETE",
    path: `${prefix}faults/{id}`,
    act({ workspace, path }) {
      if (workspace.faults.remove(path["id"] ?? "")) return done;
      throw new Problem(
        404,
        `There is no fault ${show(path["id"])}. GET ${prefix}faults lists those that there are.`,
      );
    },
  },
  {
    id: "listRequests",
    method: "GET",
    path: `${prefix}requests`,
    act({ workspace, query }) {
      const { limit, ...filter } = readQuery(query, filters);
      return answer(limitOf.take(workspace.requests.filter(filter), limit));
    },
  },
  {
    id: "clearRequests",
    method: "DELETE",
    path: `${prefix}requests`,
    act({ workspace }) {
      workspace.clearRequests();
      return done;
    },
  },
];
