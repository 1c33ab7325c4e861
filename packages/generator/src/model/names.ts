/** Words of a name in any case: `updateUnifiedWebhook`, `user-id`, `HTTPServer 2` → lower-case words. */
function words(name: string): string[] {
  return (
    name
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
      // Letters beyond the basic plane are left out: compilers know fewer of them than this regular expression does.
      .split(/(?:\P{ID_Continue}|[_\u{10000}-\u{10FFFF}])+/u)
      .filter((word) => word !== "")
      .map((word) => word.toLowerCase())
  );
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
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1);
  return /^\p{ID_Start}/u.test(camel) ? camel : pascal;
}

export function isIdentifier(name: string): boolean {
  return (
    /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) &&
    !/[\u{10000}-\u{10FFFF}]/u.test(name) &&
    !reserved.has(name)
  );
}

/** A property name as it stands in TypeScript source; quoted unless it is a plain one. */
export function propertyKey(name: string): string {
  return isPlain(name) ? name : JSON.stringify(name);
}

/** `.name`, or `["na me"]` where it is no identifier. */
export function memberAccess(name: string): string {
  return isPlain(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isPlain(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** A type name for a component: its own name where that is one, with the names that emitted code relies on left alone. */
export function typeName(key: string): string {
  const name = isIdentifier(key) && /^\p{Lu}/u.test(key) ? key : pascalCase(key);
  return taken.has(name) ? `${name}Schema` : name;
}

/** Hands out names, each once: the second `list` becomes `list2`. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

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

/** Globals that emitted code uses, and what client and mock server packages export or import of their runtimes. */
const taken = new Set(
  (
    "Array ArrayBuffer AsyncGenerator BigInt Blob Boolean Date Error Exclude Extract Function Infinity JSON Map Math NaN NonNullable Number Object Omit " +
    "Partial Pick Promise Readonly Record RegExp Request Required Response Set String Symbol Uint8Array " +
    "AbortError ApiError ApiKey Attempt BadRequestError CallOptions Caller ClientDefinition ClientOptions ConflictError ConnectionError " +
    "DeliveryReport DeliveryVerificationError Failure ForbiddenError Hook LogEntry Mock MockDefinition MockOptions NotFoundError " +
    "OperationDefinition ParseError RequestError Result ServerError SigningScheme Success TimeoutError TooManyRequestsError " +
    "UnauthorizedError UnexpectedProblem UnprocessableContentError ValidationError ValidationOptions Walk WebhookSender"
  ).split(" "),
);

const reserved = new Set(
  (
    "any arguments as async await boolean break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let never new null number object package private protected public return " +
    "static string super switch symbol this throw true try type typeof undefined unknown var void while with yield"
  ).split(" "),
);
