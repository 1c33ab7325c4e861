import fc from "fast-check";
import { expect, test } from "vitest";
import type { CheckResult, Report } from "./report.js";
import { renderJson } from "./render-json.js";
import { renderJunit } from "./render-junit.js";
import { renderText } from "./render-text.js";

function result(over: Partial<CheckResult>): CheckResult {
  const texts = { title: "Title", sent: "what we sent", accepted: "2xx", why: "It matters." };
  return { id: "some-check", verdict: "passed", came: [], ms: 12, ...texts, ...over };
}

const report: Report = {
  url: "http://127.0.0.1:1/",
  spec: "api.yaml",
  signatures: ["strong", "weak"],
  observed: false,
  ms: 1500,
  checks: [
    result({ unseen: "whether the handler ran" }),
    result({ id: "bad-check", verdict: "failed", came: ["409 Conflict", "410 Gone"] }),
    result({ id: "odd-check", verdict: "warning", came: ['500, saying "<a&b>"'] }),
    result({ id: "no-check", verdict: "not-run", reason: "it died" }),
  ],
};

test("text: a line a check, the findings, what was not seen, the counts", () => {
  expect(renderText(report)).toBe(`Receiver http://127.0.0.1:1/
Deliveries after api.yaml, signed as strong and weak

✓ some-check            Title
✗ bad-check             Title
! odd-check             Title
- no-check              Title (not run: it died)

✗ bad-check: Title
    sent   what we sent
    came   409 Conflict
           410 Gone
    right  2xx
    why    It matters.

! odd-check: Title
    sent   what we sent
    came   500, saying "<a&b>"
    right  2xx
    why    It matters.

Judged by the answers alone: 1 of 4 checks could not see what the handler did, such as whether it
ran at all, or twice. Let the receiver tell it (GET a number, or a list of nonces) and give that URL by --observe.

4 checks: 1 passed, 1 failed, 1 warning, 1 not run
`);
});

test("text: what one reason kept from running is one line", () => {
  const dead = (id: string) => result({ id, verdict: "not-run", reason: "it died" });
  const other = result({ id: "other", verdict: "not-run", reason: "unsigned" });
  expect(
    renderText({ ...report, observed: true, checks: [result({}), dead("a"), other, dead("b"), dead("c")] }),
  ).toContain(`
✓ some-check            Title
- 3 checks not run: it died
- other                 Title (not run: unsigned)

`);
});

test("text: the counts of a clean run", () => {
  const clean = renderText({ ...report, observed: true, checks: [result({})] });
  expect(clean.trimEnd().split("\n").slice(-3)).toEqual([
    "The handler was observed: the checks saw its runs as well as the answers.",
    "",
    "1 check: 1 passed, 0 failed, 0 warnings",
  ]);
});

test("json: the report and its counts", () => {
  expect(JSON.parse(renderJson(report))).toEqual({
    ...report,
    counts: { total: 4, passed: 1, failed: 1, warnings: 1, notRun: 1 },
  });
});

test("junit: warnings are failures of a type of their own", () => {
  expect(renderJunit(report)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="2" errors="0" skipped="1" time="1.500">
  <testsuite name="hookspec check-receiver http://127.0.0.1:1/" tests="4" failures="2" errors="0" skipped="1" time="1.500">
    <testcase classname="receiver" name="some-check: Title" time="0.012">
      <system-out>Not seen: whether the handler ran</system-out>
    </testcase>
    <testcase classname="receiver" name="bad-check: Title" time="0.012">
      <failure type="error" message="409 Conflict">sent: what we sent
came: 409 Conflict
came: 410 Gone
right: 2xx
why: It matters.</failure>
    </testcase>
    <testcase classname="receiver" name="odd-check: Title" time="0.012">
      <failure type="warning" message="500, saying &quot;&lt;a&amp;b&gt;&quot;">sent: what we sent
came: 500, saying &quot;&lt;a&amp;b&gt;&quot;
right: 2xx
why: It matters.</failure>
    </testcase>
    <testcase classname="receiver" name="no-check: Title" time="0.012">
      <skipped message="it died"/>
    </testcase>
    <system-out>4 checks: 1 passed, 1 failed, 1 warning, 1 not run</system-out>
  </testsuite>
</testsuites>
`);
});

test("junit: whatever a receiver says, only characters of XML 1.0 come out, and no markup of its own", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (said) => {
      const xml = renderJunit({ ...report, checks: [result({ verdict: "failed", came: [said] })] });
      // XML 1.0, section 2.2, production 2
      expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      const tags = xml.match(/<\/?[a-z-]+/g);
      expect(tags?.filter((tag) => tag === "<failure" || tag === "</failure")).toHaveLength(2);
      expect(xml.match(/</g)).toHaveLength((tags?.length ?? 0) + 1); // and the declaration's
    }),
  );
});
