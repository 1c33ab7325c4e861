export { kinds, naming, type Naming, type PackageKind } from "./emit/packages.js";
export { generate, type EmittedPackage } from "./generate.js";
export { loadSpec, parseSpec, type SpecDocument } from "./load/document.js";
export { SpecError, UsageError, type Location, type SpecProblem } from "./load/problems.js";
export type { ApiModel } from "./model/api-model.js";
export type { EmittedFile } from "./print.js";
