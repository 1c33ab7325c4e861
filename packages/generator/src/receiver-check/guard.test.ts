import type { lookup as systemLookup } from "node:dns";
import { expect, test } from "vitest";
import { UsageError } from "../load/problems.js";
import { createGuard } from "./guard.js";

test.each([
  "http://127.0.0.1:3000/hooks",
  "http://127.9.9.9/",
  "https://[::1]:8443/",
  "http://[::ffff:127.0.0.1]/",
  "http://localhost/",
  "http://app.localhost./",
  "http://2130706433/", // 127.0.0.1 as one number: URL parsing writes it out (WHATWG URL, host parsing)
  "http://allowed.example/",
  "http://10.0.0.7/",
])("%s may be called", (url) => {
  const guard = createGuard(["Allowed.example", "10.0.0.7"]);
  expect(guard.checkUrl(url, "The URL").href).toBe(new URL(url).href);
});

test.each([
  ["http://example.com/", "is not this machine"],
  ["http://10.0.0.1/", "add --allow-host 10.0.0.1"],
  ["http://0.0.0.0/", "is not this machine"],
  ["http://localhost.example/", "is not this machine"],
  ["http://[::ffff:10.0.0.1]/", "is not this machine"],
  ["http://169.254.169.254/latest", "link-local"],
  ["http://0xa9fea9fe/", "link-local"],
  ["http://[fe80::1]/", "link-local"],
  ["http://[::ffff:169.254.169.254]/", "link-local"],
  ["http://[64:ff9b::a9fe:a9fe]/", "link-local"],
  ["http://[2002:a9fe:a9fe::1]/", "link-local"],
  ["file:///etc/passwd", "absolute http or https URL"],
  ["127.0.0.1:3000", "absolute http or https URL"],
  ["", "absolute http or https URL"],
])("%s is refused", (url, why) => {
  const guard = createGuard(["169.254.169.254"]);
  expect(() => guard.checkUrl(url, "The URL")).toThrow(UsageError);
  expect(() => guard.checkUrl(url, "The URL")).toThrow(why);
});

test.each([
  ["localhost", "127.0.0.1", undefined],
  ["localhost", "10.0.0.1", "localhost (10.0.0.1) is not this machine"],
  ["allowed.example", "10.0.0.1", undefined],
  ["allowed.example", "169.254.169.254", "link-local"],
])("%s that resolves to %s", async (host, address, why) => {
  const resolve = ((_host: string, _options: unknown, done: (...answer: unknown[]) => void) =>
    done(null, [{ address, family: 4 }])) as unknown as typeof systemLookup; // the one overload that the guard calls
  const { lookup } = createGuard(["allowed.example"], resolve);
  const error = await new Promise<Error | null>((done) =>
    lookup(host, { all: true }, (failed) => done(failed)),
  );
  if (why === undefined) expect(error).toBeNull();
  else expect(error?.message).toContain(why);
});
