import type { Trick } from "./stage.js";

/** What each check sends, takes for right, and cannot see. */
export function renderList(tricks: readonly Trick[]): string {
  return tricks
    .map(({ id, title, severity, sends, accepts, why, unseen }) =>
      [
        `${id} (${severity}): ${title}`,
        `    sends   ${sends}`,
        `    right   ${accepts}`,
        `    why     ${why}`,
        ...(unseen === undefined ? [] : [`    unseen  without --observe: ${unseen}`]),
      ].join("\n"),
    )
    .join("\n\n");
}
