import type { SpecDocument } from "../load/document.js";
import { isObject, objectOf, type JsonObject } from "../load/json.js";
import type { Callback, Webhook } from "./api-model.js";
import { Names } from "./names.js";
import { dereference, rawOperations } from "./operations.js";
import type { OperationNames } from "./operation-names.js";
import type { SchemaReader } from "./schemas.js";
import { readWebhook } from "./webhooks.js";

interface Found {
  /** Key under the operation's `callbacks`; with its expression where the callback has several. */
  readonly name: string;
  readonly operationId: string;
  readonly origin: string;
  readonly url: string;
  readonly raw: JsonObject;
}

/**
 * The callbacks of all operations. One is called by its own name where nothing else is called that, else by that of its operation
 * too (`createPet.ready`); operations that refer to the same callback have it in common.
 */
export function readCallbacks(
  document: SpecDocument,
  schemas: SchemaReader,
  operations: readonly Pick<OperationNames, "id">[],
  webhooks: readonly Webhook[],
): Callback[] {
  const found = foundIn(document, operations);
  const distinct = found.filter(
    (one, index) => found.findIndex(({ name, raw }) => name === one.name && raw === one.raw) === index,
  );
  const names = new Names(webhooks.map(({ name }) => name));
  return distinct.map(({ name, operationId, origin, url, raw }) => {
    const isShared = names.has(name) || distinct.filter((other) => other.name === name).length > 1;
    const called = names.claim(isShared ? `${operationId}.${name}` : name);
    return { ...readWebhook(document, schemas, called, raw), url, origin };
  });
}

/** `operations` are those of the document, in its order. Only POSTs are sent, as with webhooks. */
function foundIn(document: SpecDocument, operations: readonly Pick<OperationNames, "id">[]): Found[] {
  return rawOperations(document).flatMap(({ method, path, raw }, index) =>
    Object.entries(objectOf(raw["callbacks"])).flatMap(([name, given]) => {
      const callback = objectOf(dereference(document, given));
      const posts = Object.entries(callback).flatMap(([url, item]): [string, JsonObject][] => {
        const post = url.startsWith("x-") ? undefined : objectOf(dereference(document, item))["post"];
        return isObject(post) ? [[url, post]] : [];
      });
      return posts.map(([url, post]) => ({
        name: posts.length > 1 ? `${name} ${url}` : name,
        operationId: operations[index]?.id ?? "",
        origin: `${method.toUpperCase()} ${path}`,
        url,
        raw: post,
      }));
    }),
  );
}
