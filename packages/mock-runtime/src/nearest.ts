const comparedLength = 40;

/** How far a path is from a template: one for each segment missing or too many, a part of one for each that is misspelt. */
export function pathDistance(template: string, path: string): number {
  const wanted = template.split("/").slice(1);
  const got = path.split("/").slice(1, wanted.length + 10);
  const shared = Math.min(wanted.length, got.length);
  let distance = Math.abs(wanted.length - got.length);
  for (let at = 0; at < shared; at++) distance += segmentDistance(wanted[at] ?? "", got[at] ?? "");
  return distance;
}

function segmentDistance(wanted: string, got: string): number {
  if (wanted === got) return 0;
  // A parameter fits anything, a little worse than the right word does.
  if (wanted.includes("{")) return got === "" ? 1 : 0.25;
  return editDistance(wanted.slice(0, comparedLength), got.slice(0, comparedLength)) / comparedLength + 0.25;
}

/** The name that one looks like, whatever its case; undefined when it looks like none. */
export function nearestName(names: readonly string[], given: string): string | undefined {
  const got = given.slice(0, comparedLength).toLowerCase();
  let nearest: string | undefined;
  let least = Math.floor(got.length / 3) + 1;
  for (const name of names) {
    const distance = editDistance(name.toLowerCase(), got);
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** Levenshtein distance: single-character edits between two texts. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
