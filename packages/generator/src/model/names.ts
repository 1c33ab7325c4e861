/** Words of a name in any case: `updateUnifiedWebhook`, `user-id`, `HTTPServer 2` → lower-case words. */
function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

export function kebabCase(name: string): string {
  return words(name).join("-");
}

export function pascalCase(name: string): string {
  const joined = words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
  return /^\p{ID_Start}/u.test(joined) ? joined : `_${joined}`;
}

export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !reserved.has(name);
}

/** A property name as it stands in TypeScript source. */
export function propertyKey(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
}

/** A type name for a component: its own name where that is one, with globals that code relies on left alone. */
export function typeName(key: string): string {
  const name = isIdentifier(key) && /^\p{Lu}/u.test(key) ? key : pascalCase(key);
  return globals.has(name) ? `${name}Schema` : name;
}

/** Hands out names, each once: the second `list` becomes `list2`. */
export class Names {
  readonly #taken = new Set<string>();

  claim(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.#taken.has(name); n += 1) name = `${wanted}${n}`;
    this.#taken.add(name);
    return name;
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }
}

const globals = new Set(
  "Array Boolean Date Error Exclude Extract Function Map Number Object Omit Partial Pick Promise Readonly Record RegExp Request Required Response Set String Symbol Uint8Array".split(" "),
);

const reserved = new Set(
  (
    "any arguments as async await boolean break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let never new null number object package private protected public return " +
    "static string super switch symbol this throw true try type typeof undefined unknown var void while with yield"
  ).split(" "),
);
