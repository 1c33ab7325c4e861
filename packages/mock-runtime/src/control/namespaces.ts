import type { MockDefinition } from "../definition.js";
import type { Workspace } from "../workspace.js";
import { namePattern, type Workspaces } from "../workspaces.js";
import { listOf, matching, oneOf, readMembers, text } from "./members.js";
import { answer, done, orRefuse, prefix, type ControlOperation } from "./operation.js";

const newNamespace = {
  name: matching(
    namePattern,
    "1 to 64 letters, digits, dots, hyphens or underscores, a letter or digit first",
  ),
  seed: text,
  secret: text,
  apiKeys: listOf(text),
  clock: oneOf("real", "virtual"),
  now: text,
};

/** What is running, and the parts of it. `operations` are all of the control API. */
export function namespaceOperations(
  { name, title, version }: MockDefinition,
  workspaces: Workspaces,
  operations: () => readonly ControlOperation[],
): ControlOperation[] {
  return [
    { id: "getHealth", method: "GET", path: `${prefix}health`, act: () => answer({ status: "ok" }) },
    {
      id: "getInfo",
      method: "GET",
      path: `${prefix}info`,
      act: ({ workspace }) =>
        answer({
          name,
          title,
          version,
          namespace: viewOf(workspace),
          operations: operations().map(({ id, method, path }) => ({ id, method, path })),
        }),
    },
    {
      id: "listNamespaces",
      method: "GET",
      path: `${prefix}namespaces`,
      act: () => answer(workspaces.all().map(viewOf)),
    },
    {
      id: "createNamespace",
      method: "POST",
      path: `${prefix}namespaces`,
      hasBody: true,
      async act({ body }) {
        const { name: asked, ...options } = readMembers(body, newNamespace, ["name"]);
        return answer(viewOf(await orRefuse(422, () => workspaces.create(asked, options))), 201);
      },
    },
    {
      id: "deleteNamespace",
      method: "DELETE",
      path: `${prefix}namespaces/{name}`,
      async act({ path }) {
        await workspaces.delete(path["name"] ?? "");
        return done;
      },
    },
  ];
}

function viewOf({ name, owner, secret, apiKeys, clockKind }: Workspace) {
  return { name, owner, secret, apiKeys, clock: clockKind };
}
