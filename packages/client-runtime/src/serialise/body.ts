import { expand } from "./expand.js";
import { fail, plain } from "./request.js";
import { form } from "./styles.js";

/** Encodes a body. What it gives can be sent more than once. Throws for a value that does not fit. */
export type BodyWriter = (value: unknown) => BodyInit;

/** `application/json` and its kin. */
export const json: BodyWriter = (value) => JSON.stringify(value) ?? fail("has no JSON form");

/** `application/x-www-form-urlencoded`. */
export const urlencoded: BodyWriter = (value) =>
  Object.entries(isRecord(value) ? value : fail("is no object"))
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([name, member]) => expand(member, name, form, true))
    .filter(Boolean)
    .join("&");

/** `multipart/form-data`: lists repeat their part; an object is a JSON part (OpenAPI 3.1 §4.8.15, the default by type). */
export const multipart: BodyWriter = (value) => {
  if (value instanceof FormData) return value;
  const data = new FormData();
  for (const [name, member] of Object.entries(isRecord(value) ? value : fail("is no object"))) {
    for (const part of [member].flat()) {
      if (part === undefined || part === null) continue;
      if (part instanceof Blob) data.append(name, part);
      else if (isRecord(part) && !(part instanceof Date)) {
        data.append(name, new Blob([JSON.stringify(part)], { type: "application/json" }));
      } else data.append(name, plain(part));
    }
  }
  return data;
};

/** Every other media type: text, bytes or a Blob, as they are. A stream could not be sent again. */
export const raw: BodyWriter = (value) => {
  const isRaw =
    typeof value === "string" ||
    value instanceof Blob ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value);
  return isRaw ? (value as BodyInit) : fail("is neither text nor bytes nor a Blob");
};

const isRecord = (value: unknown): value is Record<string, unknown> => Object(value) === value;
