import type { SpecDocument } from "./load/document.js";
import { emitClient } from "./emit/client/index.js";
import { emitMockServer } from "./emit/mock-server/index.js";
import type { Naming, PackageKind } from "./emit/packages.js";
import { emitTypes } from "./emit/types/index.js";
import type { ApiModel } from "./model/api-model.js";
import { toModel } from "./model/to-model.js";
import { Printer, type EmittedFile } from "./print.js";

const emitters = { types: emitTypes, client: emitClient, "mock-server": emitMockServer } as const;

/** One package: its folder below the output directory, and its files. */
export interface EmittedPackage {
  readonly kind: PackageKind;
  readonly folder: string;
  readonly files: readonly EmittedFile[];
}

/** From a loaded spec to the files of its packages, or of some of them. Pure: the same document gives the same bytes. */
export function generate(
  document: SpecDocument,
  naming: Naming,
  only?: readonly PackageKind[],
): { model: ApiModel; packages: EmittedPackage[] } {
  const model = toModel(document, naming.name);
  const printer = new Printer(model.source);
  const packages = (only ?? model.packages).map((kind) => ({
    kind,
    folder: naming.folder(kind),
    files: emitters[kind](model, naming, printer),
  }));
  return { model, packages };
}
