/** Under which name vitest hands the URL of a shared mock server to the tests. */
export type ProvidedKey = `hookspec:${string}`;

declare module "vitest" {
  interface ProvidedContext {
    [key: ProvidedKey]: string;
  }
}

export function providedKey(name: string): ProvidedKey {
  return `hookspec:${name}`;
}
