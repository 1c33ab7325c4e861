import { objectOf, stringOf } from "../load/json.js";
import type { ApiModel } from "../model/api-model.js";
import type { EmittedFile, Printer } from "../print.js";
import type { Naming, PackageKind } from "./packages.js";

export interface PackageContent {
  readonly kind: PackageKind;
  readonly description: string;
  /** Subpath → module below `src`, without extension: `{ ".": "index", "./openapi": "openapi" }`. */
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  /** What one of the exports needs, and only who imports that must have: the range accepted, the version built with. */
  readonly optionalPeers?: Readonly<Record<string, { readonly range: string; readonly version: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly readme: string;
  /** Libraries of the compiler, for code that runs in browsers as well. */
  readonly lib: readonly string[];
  readonly files: readonly EmittedFile[];
}

/** The compiler that emitted packages are built with. */
const typescript = "6.0.3";

/** Everything of one package: its sources, and what makes a folder of sources a package. */
export function packageFiles(
  model: ApiModel,
  naming: Naming,
  printer: Printer,
  content: PackageContent,
): EmittedFile[] {
  const sources = content.files.map(({ path, text }) => ({ path, text }));
  const own = [
    printer.json("package.json", manifestOf(model, naming, content)),
    printer.json("tsconfig.json", tsconfigOf(content)),
    printer.markdown("README.md", content.readme),
    ...sources,
  ];
  const listed = [...own.map(({ path }) => path), manifestFile].sort();
  return [...own, printer.json(manifestFile, { generator: "hookspec", spec: model.source, files: listed })];
}

/** Lists what the generator wrote into a package: only that may it delete again. */
export const manifestFile = ".hookspec.json";

/** Members of package.json that the release tool owns: never emitted over, never compared. */
export const releaseOwned = ["version"] as const;

function manifestOf(
  model: ApiModel,
  naming: Naming,
  { kind, description, exports, dependencies, optionalPeers, bin }: PackageContent,
): Record<string, unknown> {
  const license = objectOf(objectOf(model.document["info"])["license"]);
  return {
    name: naming.packageName(kind),
    version: "0.0.0",
    description,
    license: stringOf(license["identifier"]) ?? stringOf(license["name"]),
    type: "module",
    engines: { node: ">=20.19" },
    sideEffects: false,
    files: bin === undefined ? ["dist"] : ["bin", "dist"],
    ...(bin === undefined ? {} : { bin }),
    exports: {
      ...Object.fromEntries(
        Object.entries(exports).map(([subpath, module]) => [
          subpath,
          { types: `./dist/${module}.d.ts`, default: `./dist/${module}.js` },
        ]),
      ),
      "./package.json": "./package.json",
    },
    scripts: { build: "tsc -p tsconfig.json", "check-types": "tsc -p tsconfig.json --noEmit" },
    ...(Object.keys(dependencies).length === 0 ? {} : { dependencies }),
    devDependencies: { typescript, ...membersOf(optionalPeers, ({ version }) => version) },
    ...(optionalPeers === undefined
      ? {}
      : {
          peerDependencies: membersOf(optionalPeers, ({ range }) => range),
          peerDependenciesMeta: membersOf(optionalPeers, () => ({ optional: true })),
        }),
  };
}

function membersOf<T, R>(record: Readonly<Record<string, T>> = {}, of: (member: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, member]) => [name, of(member)]));
}

function tsconfigOf({ lib }: PackageContent): Record<string, unknown> {
  return {
    compilerOptions: {
      target: "ES2022",
      lib,
      module: "NodeNext",
      moduleResolution: "NodeNext",
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      skipLibCheck: true,
      declaration: true,
      // the sources themselves are not published
      sourceMap: true,
      inlineSources: true,
      rootDir: "src",
      outDir: "dist",
    },
    include: ["src"],
  };
}

/** The list of packages that each README ends with. */
export function siblings({ packages }: ApiModel, naming: Naming, self: PackageKind): string {
  const says: Record<PackageKind, string> = {
    types: "types, enum values and guards",
    client: "a fetch client, and the check of received deliveries",
    "mock-server": "a server for tests that keeps state and sends signed deliveries",
  };
  return packages
    .filter((kind) => kind !== self)
    .map((kind) => `- \`${naming.packageName(kind)}\`: ${says[kind]}`)
    .join("\n");
}
