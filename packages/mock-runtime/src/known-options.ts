import { nearestName } from "./nearest.js";

/** Which members an object of options may have: a type's own, so that the compiler misses none. */
export type Known<Options extends object> = Readonly<Record<keyof Options, true>>;

/** Throws a TypeError for an option that is not known: passed over, a misspelt `apiKeys` would let every key in. */
export function refuseUnknown<Options extends object>(
  where: string,
  given: Options,
  known: Known<Options>,
): void {
  const names = Object.keys(known);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  const nearest = nearestName(names, unknown);
  const meant = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  throw new TypeError(
    `${where} got an option ${JSON.stringify(unknown)}, which there is not.${meant} Accepted: ${names.join(", ")}.`,
  );
}
