import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  expand,
  idempotencyKey,
  percentEncode,
  styledCookie,
  styledHeader,
  styledPath,
  styledQuery,
} from "./expand.js";
import type { Draft } from "./request.js";
import {
  deepObject,
  form,
  label,
  matrix,
  pipeDelimited,
  simple,
  spaceDelimited,
  type Style,
} from "./styles.js";

const empty = "";
const text = "blue";
const list = ["blue", "black", "brown"];
const object = { R: 100, G: 200, B: 150 };

// the style examples of OpenAPI 3.1.1 §4.8.12.5
type Cell = string | null; // null: the table says n/a
const rows: [string, Style, boolean, Cell, Cell, Cell, Cell][] = [
  ["matrix", matrix, false, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
  [
    "matrix",
    matrix,
    true,
    ";color",
    ";color=blue",
    ";color=blue;color=black;color=brown",
    ";R=100;G=200;B=150",
  ],
  ["label", label, false, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
  ["label", label, true, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
  ["simple", simple, false, "", "blue", "blue,black,brown", "R,100,G,200,B,150"],
  ["simple", simple, true, "", "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ["form", form, false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  ["form", form, true, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
  [
    "spaceDelimited",
    spaceDelimited,
    false,
    null,
    null,
    "color=blue%20black%20brown",
    "color=R%20100%20G%20200%20B%20150",
  ],
  [
    "pipeDelimited",
    pipeDelimited,
    false,
    null,
    null,
    "color=blue%7Cblack%7Cbrown",
    "color=R%7C100%7CG%7C200%7CB%7C150",
  ],
  ["deepObject", deepObject, true, null, null, null, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
];
const cases = rows.flatMap(([name, style, explode, ...wanted]) =>
  [empty, text, list, object].flatMap((value, column) => {
    const expected = wanted[column] ?? null;
    return expected === null ? [] : [{ name, style, explode, value, expected }];
  }),
);

test.each(cases)("$name, explode $explode: $value → $expected", ({ style, explode, value, expected }) => {
  expect(expand(value, "color", style, explode)).toBe(expected);
});

// RFC 6570 §3.2.2, §3.2.5, §3.2.7, §3.2.8, with its variables
const keys = { semi: ";", dot: ".", comma: "," };
test.each<[string, Style, boolean, unknown, string]>([
  ["hello", simple, false, "Hello World!", "Hello%20World%21"],
  ["half", simple, false, "50%", "50%25"],
  ["reserved", simple, false, "!*'();:@&=+$,/?#[]", "%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%2F%3F%23%5B%5D"],
  ["path", simple, false, "/foo/bar", "%2Ffoo%2Fbar"],
  ["keys", simple, false, keys, "semi,%3B,dot,.,comma,%2C"],
  ["keys", simple, true, keys, "semi=%3B,dot=.,comma=%2C"],
  ["half", label, false, "50%", ".50%25"],
  ["keys", label, true, keys, ".semi=%3B.dot=..comma=%2C"],
  ["who", matrix, false, "fred", ";who=fred"],
  ["keys", matrix, false, keys, ";keys=semi,%3B,dot,.,comma,%2C"],
  ["keys", form, true, keys, "semi=%3B&dot=.&comma=%2C"],
])("RFC 6570: %s in %j, explode %s", (name, style, explode, value, expected) => {
  expect(expand(value, name, style, explode)).toBe(expected);
});

describe("values", () => {
  test.each([
    [new Date(0), "color=1970-01-01T00%3A00%3A00.000Z"],
    [false, "color=false"],
    [0, "color=0"],
    [12345678901234567890n, "color=12345678901234567890"],
    [["a", undefined, null, "b"], "color=a&color=b"],
    [{ R: 1, G: undefined }, "R=1"],
    [[], ""],
    [{}, ""],
  ])("%o → %s", (value, expected) => {
    expect(expand(value, "color", form, true)).toBe(expected);
  });

  test.each([[Number.NaN], [Infinity], [[["nested"]]], [{ deep: { er: 1 } }], [() => 1]])(
    "refuses %o",
    (value) => {
      expect(() => expand(value, "color", form)).toThrow("is no text, number, boolean or Date");
    },
  );

  test("refuses an invalid Date, a list as deepObject, and half a surrogate pair", () => {
    expect(() => expand(new Date(Number.NaN), "color", form)).toThrow("Invalid time value");
    expect(() => expand(list, "color", deepObject)).toThrow("is no object");
    expect(() => expand("\ud83d", "color", form)).toThrow("URI malformed");
  });
});

/** Text that has a UTF-8 form. */
const texts = fc.string({ unit: "grapheme" });

test("every list survives a form parser", () => {
  fc.assert(
    fc.property(texts, fc.array(texts), (name, items) => {
      expect(new URLSearchParams(expand(items, name, form, true)).getAll(name)).toEqual(items);
    }),
  );
});

test("every object survives: as a form, as deepObject, and split at the signs of the other styles", () => {
  const pairs = fc.uniqueArray(fc.tuple(texts.filter(Boolean), texts), {
    selector: ([key]) => key,
    minLength: 1,
  });
  fc.assert(
    fc.property(pairs, (entries) => {
      const value = Object.fromEntries(entries);
      const wanted = Object.entries(value);
      expect([...new URLSearchParams(expand(value, "o", form, true))]).toEqual(wanted);
      const deep = wanted.map(([key, member]) => [`o[${key}]`, member]);
      expect([...new URLSearchParams(expand(value, "o", deepObject, true))]).toEqual(deep);
      for (const [style, sign] of [
        [simple, ","],
        [spaceDelimited, "%20"],
        [pipeDelimited, "%7C"],
      ] as const) {
        // an encoded value may hold the sign of a delimited style; that is the style's own ambiguity
        if (wanted.flat().some((part) => percentEncode(part).includes(sign))) continue;
        const written = expand(value, "o", style).replace(/^o=/, "");
        expect(written.split(sign).map(decodeURIComponent)).toEqual(wanted.flat());
      }
    }),
  );
});

describe("places", () => {
  const draft = (): Draft => ({ path: "/{id}", query: [], headers: {} });

  test("each style goes where its parameter does, and what is not given nowhere", () => {
    const one = draft();
    styledPath(one, [1, 2], "id", matrix, true);
    styledQuery(one, { age: 3 }, "filter", deepObject);
    styledHeader(one, ["1 2", 3], "X-Trace", simple);
    styledCookie(one, ["p;q", "r"], "session", form, true);
    styledCookie(one, "x", "theme", form, true);
    for (const write of [styledQuery, styledHeader, styledCookie]) write(one, undefined, "none");
    expect(one).toEqual({
      path: "/;id=1;id=2",
      query: ["filter%5Bage%5D=3"],
      headers: { "X-Trace": "1 2,3", cookie: "session=p%3Bq; session=r; theme=x" },
    });
  });

  test.each([undefined, "", [], {}])("a path is never left empty by %o", (value) => {
    expect(() => styledPath(draft(), value, "id", simple)).toThrow("would call another path");
  });

  test("dots that only meet in the filled path are refused", () => {
    expect(() => styledPath(draft(), ".", "id", label)).toThrow("would call another path");
  });

  test("an idempotency key is sent as given, or made up, and lets the request be repeated", () => {
    const [given, made] = [draft(), draft()];
    idempotencyKey(given, "k1", "Idempotency-Key");
    idempotencyKey(made, undefined, "Idempotency-Key");
    expect(given).toMatchObject({ repeatable: true, headers: { "Idempotency-Key": "k1" } });
    expect(made.headers["Idempotency-Key"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.repeatable).toBe(true);
  });
});
