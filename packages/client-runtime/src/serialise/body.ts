import { expand } from "./expand.js";
import { describe } from "./text.js";

/** A body that can be sent more than once, and the content type to send (absent: fetch writes it, with its boundary). */
export interface SerialisedBody {
  readonly body: BodyInit;
  readonly contentType?: string;
}

/** Encodes a body by its media type. Throws TypeError, starting with `where`, for a value that does not fit it. */
export function serialiseBody(mediaType: string, value: unknown, where: string): SerialisedBody {
  if (value instanceof ReadableStream) {
    throw new TypeError(
      `${where} is a stream, which cannot be sent again on a retry. Pass its bytes, text or a Blob.`,
    );
  }
  if (value instanceof FormData) return { body: value };
  if (isRaw(value)) return { body: value, contentType: mediaType };
  const type = mediaType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (/[/+]json$/.test(type)) return { body: toJson(value, where), contentType: mediaType };
  if (typeof value === "string") return { body: value, contentType: mediaType };
  if (typeof value === "object" && value !== null) {
    if (type === "application/x-www-form-urlencoded")
      return { body: toForm(value, where), contentType: mediaType };
    if (type === "multipart/form-data") return { body: toFormData(value, where) };
  }
  throw new TypeError(
    `${where} is ${describe(value)}, which has no form in ${mediaType}. Pass text, bytes or a Blob.`,
  );
}

const isRaw = (value: unknown): value is Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer> =>
  value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value);

function toJson(value: unknown, where: string): string {
  let text: string | undefined;
  let cause: unknown;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    cause = error;
  }
  if (text !== undefined) return text;
  throw new TypeError(
    `${where} has no JSON form${cause instanceof Error ? ` (${cause.message.split("\n", 1)[0]})` : ""}. Pass plain data.`,
    { cause },
  );
}

const toForm = (value: object, where: string): string =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([name, member]) => expand({ name, style: "form", explode: true }, member, `${where}: "${name}"`))
    .filter((pair) => pair !== "")
    .join("&");

/** Lists repeat their part; an object is a JSON part (OpenAPI 3.1 §4.8.15, the default by type). */
function toFormData(value: object, where: string): FormData {
  const form = new FormData();
  for (const [name, member] of Object.entries(value)) {
    for (const part of Array.isArray(member) ? member : [member]) {
      if (part === undefined || part === null) continue;
      if (part instanceof Blob) form.append(name, part);
      else if (typeof part === "object" && !(part instanceof Date)) {
        form.append(name, new Blob([toJson(part, `${where}: "${name}"`)], { type: "application/json" }));
      } else form.append(name, part instanceof Date ? part.toISOString() : String(part));
    }
  }
  return form;
}
