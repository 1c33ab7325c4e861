import { expect, test } from "vitest";
import type { StateFile } from "./file.js";
import { createJournal, type Own } from "./journal.js";
import type { Line } from "./lines.js";

const own: Own = {
  record: () => ({ owner: "o", seed: "1", secret: "s", apiKeys: [], clock: "real" }),
  progress: () => ({ items: 0, deliveries: 0, sequence: 0, dropped: 0 }),
};

/** A file in memory; `fails` is what the next write throws. */
function fakeFile() {
  const file = { text: "", writes: 0, fails: undefined as Error | undefined, isClosed: false };
  const write = (text: string) => {
    file.writes += 1;
    if (file.fails !== undefined) throw file.fails;
    file.text = text;
  };
  const port: StateFile = {
    found: undefined,
    get size() {
      return file.text.length;
    },
    append: (text) => write(file.text + text),
    replace: (lines) => write([...lines].join("")),
    close: () => void (file.isClosed = true),
  };
  const keys = () =>
    file.text.split("\n").flatMap((line) => {
      const read = line === "" ? {} : (JSON.parse(line) as Partial<Line> & { more?: true });
      return read.kind === "item" ? `${read.key?.join("/")}${read.more ? " +" : ""}` : [];
    });
  return { file, port, keys };
}

const item = (id: string): Line => ({ namespace: "n", kind: "item", key: ["r", id], value: {} });
const value = () => ({});

test("what is reported in one turn of the event loop is one write that counts as a whole", async () => {
  const { file, port, keys } = fakeFile();
  const journal = createJournal(port, "{}", async () => []);
  const changes = journal.open("n", own);
  expect(file.writes).toBe(0);
  changes.put("item", ["r", "a"], value);
  await Promise.resolve();
  changes.put("item", ["r", "b"], value);
  changes.put("item", ["r", "a"], value);
  await Promise.all([journal.saved(), changes.saved()]);
  expect([file.writes, keys()]).toEqual([1, ["r/a +", "r/b"]]);
  expect(journal.saved()).toBeUndefined();
});

test("what changes while the file is written anew is behind what was captured, and no part of a turn is missing", async () => {
  const { file, port, keys } = fakeFile();
  const captures: ((lines: Line[]) => void)[] = [];
  const journal = createJournal(port, "{}", () => new Promise<Line[]>((resolve) => captures.push(resolve)));
  const changes = journal.open("n", own);
  await changes.saved();
  const closed = journal.close();
  await expect.poll(() => captures.length).toBe(1);
  changes.put("item", ["r", "during"], value);
  await changes.saved();
  captures[0]?.([item("captured")]);
  changes.put("item", ["r", "first"], value);
  for (let wait = 0; wait < 10; wait++) await Promise.resolve();
  changes.put("item", ["r", "second"], value);
  await closed;
  expect(keys()).toEqual(["r/captured", "r/during", "r/first +", "r/second"]);
  expect(file.text.startsWith("{}\n")).toBe(true);
  expect(file.isClosed).toBe(true);
});

test("what could not be written is written with the next, and nobody is told that it was", async () => {
  const { file, port, keys } = fakeFile();
  const journal = createJournal(port, "{}", async () => []);
  const changes = journal.open("n", own);
  file.fails = new Error("full");
  changes.put("item", ["r", "a"], value);
  await expect(changes.saved()).rejects.toThrow("full");
  // Still to be saved, though nothing was reported since.
  await expect(changes.saved()).rejects.toThrow("full");
  file.fails = undefined;
  changes.put("item", ["r", "b"], value);
  await changes.saved();
  expect(keys()).toEqual(["r/a +", "r/b"]);
  expect(file.text).toContain('"kind":"progress"');
});

test("nothing of a namespace that ended is written any more, and one of its name starts anew", async () => {
  const { file, port, keys } = fakeFile();
  const journal = createJournal(port, "{}", async () => []);
  const first = journal.open("n", own);
  first.put("item", ["r", "a"], value);
  first.end();
  first.put("item", ["r", "b"], value);
  const second = journal.open("n", own);
  second.put("item", ["r", "c"], value);
  await second.saved();
  expect(keys()).toEqual(["r/c"]);
  expect(file.text.split("\n")[0]).toBe('{"namespace":"n","kind":"namespace","key":[],"more":true}');
});
