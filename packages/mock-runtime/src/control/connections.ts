import type { MockDefinition } from "../definition.js";
import { isObject, pointerToken, show, type JsonObject } from "../json.js";
import { invalidBody, Problem, type FieldProblem } from "../problems.js";
import type { Connection } from "../sources/connection.js";
import { answer, done, orRefuse, prefix, type ControlOperation, type ControlRequest } from "./operation.js";

const one = `${prefix}connections/{source}`;
const objects = `${one}/objects/{objectType}`;

/** The third parties, and the changes of their objects. */
export function connectionOperations({ subscription }: MockDefinition): ControlOperation[] {
  const idField = subscription?.select.always[0] ?? "id";

  return [
    {
      id: "listConnections",
      method: "GET",
      path: `${prefix}connections`,
      act: ({ workspace }) => answer(workspace.connections()),
    },
    {
      id: "createConnection",
      method: "PUT",
      path: one,
      async act(request) {
        await (await connectionOf(request)).create();
        return answer(known(request));
      },
    },
    {
      id: "deleteConnection",
      method: "DELETE",
      path: one,
      async act(request) {
        const { source } = known(request);
        await request.workspace.connection(source).delete();
        return done;
      },
    },
    {
      id: "listObjects",
      method: "GET",
      path: objects,
      act: async (request) =>
        answer(await request.workspace.connection(known(request).source).objects(typeOf(request))),
    },
    {
      id: "upsertObject",
      method: "PUT",
      path: objects,
      hasBody: true,
      async act(request) {
        const [object = {}] = readObjects([request.body], idField, () => "");
        const connection = await connectionOf(request);
        const outcome = await connection.upsert(typeOf(request), object);
        return answer({ outcome, change: connection.changeOf(typeOf(request), String(object[idField])) });
      },
    },
    {
      id: "loadObjects",
      method: "POST",
      path: objects,
      hasBody: true,
      async act(request) {
        const { body } = request;
        if (!Array.isArray(body))
          throw invalidBody([
            { pointer: "", code: "type", detail: `It is ${show(body)}. Pass a list of objects.` },
          ]);
        const list = readObjects(body, idField, (index) => `/${index}`);
        const connection = await connectionOf(request);
        return answer(await connection.load(typeOf(request), list));
      },
    },
    {
      id: "removeObject",
      method: "DELETE",
      path: `${objects}/{id}`,
      async act(request) {
        const { source } = known(request);
        const id = request.path["id"] ?? "";
        if (await request.workspace.connection(source).remove(typeOf(request), id)) return done;
        throw new Problem(404, `The connection ${show(source)} has no ${typeOf(request)} ${show(id)}.`);
      },
    },
  ];
}

/** Throws a 422 for an API that has no connections. */
function connectionOf({ workspace, path }: ControlRequest): Promise<Connection> {
  return orRefuse(422, () => workspace.connection(path["source"] ?? ""));
}

function typeOf({ path }: ControlRequest): string {
  return path["objectType"] ?? "";
}

/** Throws a 404 for a connection that is not known. */
function known({ workspace, path }: ControlRequest) {
  const found = workspace.connections().find(({ source }) => source === path["source"]);
  if (found !== undefined) return found;
  throw new Problem(
    404,
    `There is no connection ${show(path["source"])}. GET ${prefix}connections lists those that there are; PUT makes one.`,
  );
}

/** All of them, or a 422 with everything that is wrong: none is taken then. */
function readObjects(
  given: readonly unknown[],
  idField: string,
  pointerOf: (index: number) => string,
): JsonObject[] {
  const errors: FieldProblem[] = [];
  for (const [index, object] of given.entries()) {
    const pointer = pointerOf(index);
    const id = isObject(object) ? object[idField] : undefined;
    if (!isObject(object))
      errors.push({
        pointer,
        code: "type",
        detail: `It is ${show(object)}. Pass an object with "${idField}".`,
      });
    else if ((typeof id !== "string" || id === "") && typeof id !== "number") {
      const detail = `It is ${show(id)}. It tells objects apart: pass text that is not empty, or a number.`;
      errors.push({ pointer: `${pointer}/${pointerToken(idField)}`, code: "type", detail });
    }
  }
  if (errors.length > 0) throw invalidBody(errors);
  return given as JsonObject[];
}
