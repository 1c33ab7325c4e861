import { wires, type Change, type Wire } from "../diff/change.js";

/** What a changelog says in one line, and the changes that it stands for. */
export interface Statement {
  readonly text: string;
  readonly changes: readonly Change[];
}

/** Changes of a kind that come in numbers are told together. */
interface Family {
  readonly ids: RegExp;
  tell(labels: readonly string[], values: readonly string[]): string;
}

const families: readonly Family[] = [
  {
    ids: /^endpoint-added$/,
    tell: (labels) => `${labels.length === 1 ? "New operation" : "New operations"}: ${list(labels)}.`,
  },
  {
    ids: /^(new-optional-request-property|response-optional-property-added)$/,
    tell: (labels) =>
      `${labels.length === 1 ? "New optional member" : "New optional members"}: ${list(labels)}.`,
  },
  {
    ids: /enum-value-added$/,
    tell: (labels, values) => `${counted("new value", values)} of ${list(labels)}: ${list(values)}.`,
  },
  {
    ids: /enum-value-removed$/,
    tell: (labels, values) => `${counted("value", values)} gone from ${list(labels)}: ${list(values)}.`,
  },
  {
    // A schema behaves as it does wherever it stands.
    ids: /^behaviour-changed$/,
    tell: (labels, values) =>
      `${list([shortest(labels)])} behaves differently: ${values.join(", ")} changed.`,
  },
];

/** Consequences of other changes, and what interests nobody as long as there is more to say. */
const minor = /^(export-changed|description-changed)$/;

/**
 * The changes of a diff as a person would tell them, the gravest first: a schema that stands in ten places is told once, members and
 * values that were added side by side stand in one line.
 */
export function statementsOf(all: readonly Change[]): Statement[] {
  const telling = all.filter(({ id, level }) => level === "breaking" || !minor.test(id));
  const places = byPlace(telling.length > 0 ? telling : all);
  const together = wires.flatMap((level) => familiesOf(places.filter((place) => levelOf(place) === level)));
  const told = new Set(together.flatMap((one) => one.changes));
  const single = places.filter(({ changes }) => !changes.some((change) => told.has(change)));
  const sorted = [...single, ...together].sort(
    (a, b) => wires.indexOf(levelOf(b)) - wires.indexOf(levelOf(a)),
  );
  // What breaks requests and is fine in responses, or the other way round, breaks.
  return sorted.filter(({ text }, index) => sorted.findIndex((one) => one.text === text) === index);
}

function levelOf({ changes: [first] }: Statement): Wire {
  return first?.level ?? "info";
}

/** One change of the spec's text may be several of its meaning: in requests and responses, and by each schema that shares it. */
function byPlace(changes: readonly Change[]): Statement[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const { base, revision } = change.location;
    const at = [base, revision].map((place) => place && `${place.line}:${place.col}`);
    const key = JSON.stringify([
      at,
      change.level,
      familyOf(change.id)?.ids.source ?? change.id,
      valueOf(change),
    ]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].map((group) => ({
    text: shortest(group.map(({ message }) => message)),
    changes: group,
  }));
}

function familiesOf(places: readonly Statement[]): Statement[] {
  return families.flatMap((family) => {
    const members = places.filter(({ changes: [first] }) => first !== undefined && family.ids.test(first.id));
    const valuesOf = new Map<string, { values: string[]; changes: Change[] }>();
    for (const { text, changes } of members) {
      const label = labelOf(text);
      const value = changes[0] && valueOf(changes[0]);
      const entry = valuesOf.get(label) ?? { values: [], changes: [] };
      valuesOf.set(label, {
        values: value === undefined ? entry.values : [...entry.values, value],
        changes: [...entry.changes, ...changes],
      });
    }
    const alike = new Map<string, { labels: string[]; values: string[]; changes: Change[] }>();
    for (const [label, { values, changes }] of valuesOf) {
      const key = values.join();
      const entry = alike.get(key) ?? { labels: [], values, changes: [] };
      alike.set(key, { labels: [...entry.labels, label], values, changes: [...entry.changes, ...changes] });
    }
    return [...alike.values()].map(({ labels, values, changes }) => ({
      text: family.tell(labels, values),
      changes,
    }));
  });
}

function familyOf(id: string): Family | undefined {
  return families.find(({ ids }) => ids.test(id));
}

/** Messages begin with the place in backticks. */
function labelOf(message: string): string {
  return /^`([^`]+)`/.exec(message)?.[1] ?? message;
}

function valueOf({ id, message }: Change): string | undefined {
  if (familyOf(id) === undefined) return undefined;
  return /(?:value `([^`]+)`|differently: (\S+) changed\.$)/.exec(message)?.slice(1).find(Boolean);
}

function shortest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length < best.length ? text : best));
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

function counted(what: string, values: readonly string[]): string {
  return values.length === 1 ? upperFirst(what) : `${values.length} ${what}s`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
