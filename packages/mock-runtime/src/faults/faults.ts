import { fitsPattern } from "../pattern.js";
import { Problem } from "../problems.js";
import type { Random } from "../random.js";
import { readFault } from "./read-fault.js";
import type {
  DeliveryFault,
  Fault,
  FaultableDelivery,
  FaultableRequest,
  FaultEntry,
  RequestFault,
} from "./fault.js";

/** The rules of a mock. The first rule that fires decides; rules behind it do not see the request. */
export interface Faults {
  /** The rule holds from the next request on. Returns its id. Throws a TypeError for a rule that cannot be meant. */
  add(rule: Fault): string;
  /** All rules in the order of their adding, with counts. */
  list(): FaultEntry[];
  /** False when there is no such rule. */
  remove(id: string): boolean;
  clear(): void;
}

/** A rule that fires now. */
interface Fired<Rule> {
  readonly id: string;
  readonly rule: Rule;
}

/** The rules as the two sides of a mock ask them. */
export interface FaultRules extends Faults {
  /** Whether any rule exists: without one, nothing need be asked. */
  readonly isEmpty: boolean;
  ofRequest(request: FaultableRequest): Fired<RequestFault> | undefined;
  /** Never throws: a function that failed has fired, with why in `failure`. */
  ofDelivery(delivery: FaultableDelivery): (Fired<DeliveryFault> & { readonly failure?: string }) | undefined;
}

interface Entry {
  readonly id: string;
  readonly rule: Fault;
  matched: number;
  fired: number;
}

/** `operations` are the operationIds that rules may name; chances are drawn from `random`, each rule from numbers of its own. */
export function createFaults(operations: readonly string[], random: Random): FaultRules {
  let entries: Entry[] = [];
  let added = 0;

  /** What draws a chance is named, so that what else goes on cannot shift it; by default a match is known by its number. */
  function fires(entry: Entry, drawer?: string): boolean {
    const { times = Number.POSITIVE_INFINITY, after = 0, probability = 1 } = entry.rule;
    if (entry.fired >= times) return false;
    entry.matched += 1;
    if (entry.matched <= after) return false;
    const label = () => `faults/${entry.id}/${drawer ?? entry.matched}`;
    if (probability < 1 && chance(random, label()) >= probability) return false;
    entry.fired += 1;
    return true;
  }

  return {
    add(given) {
      const rule = readFault(given, operations);
      const id = `fault-${++added}`;
      entries.push({ id, rule, matched: 0, fired: 0 });
      return id;
    },
    list: () => entries.map((entry) => ({ ...entry })),
    remove(id) {
      const count = entries.length;
      entries = entries.filter((entry) => entry.id !== id);
      return entries.length < count;
    },
    clear() {
      entries = [];
      added = 0;
    },
    get isEmpty() {
      return entries.length === 0;
    },
    ofRequest(request) {
      for (const entry of entries) {
        const { id, rule } = entry;
        if (rule.on !== "delivery" && meetsRequest(id, rule, request) && fires(entry)) return { id, rule };
      }
      return undefined;
    },
    ofDelivery(delivery) {
      for (const entry of entries) {
        const { id, rule } = entry;
        if (rule.on !== "delivery") continue;
        try {
          if (!meetsDelivery(id, rule, delivery)) continue;
        } catch (error) {
          return { id, rule, failure: error instanceof Error ? error.message : String(error) };
        }
        if (fires(entry, `${delivery.id}/${delivery.attempt}`)) return { id, rule };
      }
      return undefined;
    },
  };
}

function meetsRequest(
  id: string,
  { operation, method, path, match }: RequestFault,
  request: FaultableRequest,
): boolean {
  return (
    (operation === undefined || operation === request.operation) &&
    (method === undefined || method.toUpperCase() === request.method) &&
    (path === undefined || fitsPattern(path, request.path.split("?", 1)[0] ?? "")) &&
    (match === undefined || asked(id, () => match(request)))
  );
}

function meetsDelivery(
  id: string,
  { subscription, url, kind, match }: DeliveryFault,
  delivery: FaultableDelivery,
): boolean {
  return (
    (subscription === undefined || subscription === delivery.subscription) &&
    (url === undefined || fitsPattern(url, delivery.url)) &&
    (kind === undefined || kind === delivery.kind) &&
    (match === undefined || asked(id, () => match(delivery)))
  );
}

/** What a function of the user's says; throws a 500 that names the rule when it fails. */
function asked(id: string, match: () => boolean): boolean {
  try {
    return match();
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Problem(500, `The match function of ${id} failed: ${message}`);
  }
}

/** A number in [0, 1) that belongs to a label. */
function chance(random: Random, label: string): number {
  return random.bytes(label, 4).readUInt32BE() / 2 ** 32;
}
