import type { ApiModel, PackageKind } from "../model/api-model.js";
import { pascalCase } from "../model/names.js";

export { packageKinds as kinds, type PackageKind } from "../model/api-model.js";

/** How the packages of one spec are named and what they depend on. */
export interface Naming {
  readonly name: string;
  /** `@scope/name-types` or, without a scope, `name-types`. */
  packageName(kind: PackageKind): string;
  /** Folder below the output directory. */
  folder(kind: PackageKind): string;
  /** Version range of a runtime package, and of a package emitted beside. */
  range(dependency: "runtime" | "sibling"): string;
}

/** Names packages `@scope/name-kind`, or `name-kind` without a scope; `ranges` are put into their dependencies. */
export function naming(
  name: string,
  scope: string | undefined,
  ranges: { readonly runtime: string; readonly sibling: string },
): Naming {
  const folder = (kind: PackageKind) => `${name}-${kind}`;
  return {
    name,
    folder,
    packageName: (kind) => (scope === undefined ? folder(kind) : `${scope}/${folder(kind)}`),
    range: (dependency) => ranges[dependency],
  };
}

/** `createWebhookClient`'s middle. */
export function apiName(model: Pick<ApiModel, "name">): string {
  return pascalCase(model.name);
}
