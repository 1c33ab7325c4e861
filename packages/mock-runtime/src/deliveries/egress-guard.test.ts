import type { lookup as systemLookup } from "node:dns";
import { expect, test } from "vitest";
import { createEgressGuard } from "./egress-guard.js";

test.each([
  "http://127.0.0.1:8080/x",
  "http://127.9.9.9/",
  "http://2130706433/",
  "https://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://localhost/",
  "http://LOCALHOST./",
  "http://app.localhost/",
])("%s is this machine", (url) => {
  expect(createEgressGuard([]).checkUrl(url)).toBeInstanceOf(URL);
});

test.each([
  "http://0.0.0.0/",
  "http://0/",
  "http://[::]/",
  "http://[::7f00:1]/",
  "http://127.0.0.1.nip.io/",
  "http://10.0.0.1/",
  "http://[::ffff:10.0.0.1]/",
  "http://8.8.8.8/",
  "https://example.com/",
  "http://localhost.example.com/",
  "http://127.0.0.1@example.com/",
])("%s is elsewhere", (url) => {
  expect(() => createEgressGuard([]).checkUrl(url)).toThrow("is not this machine. Allow it with allowHosts:");
});

test.each([
  "http://169.254.169.254/",
  "http://[fe80::1]/",
  "http://[::ffff:169.254.169.254]/",
  "http://[64:ff9b::a9fe:a9fe]/",
  "http://[64:ff9b:1::169.254.169.254]/",
  "http://[2002:a9fe:a9fe::]/",
  "http://[::169.254.169.254]/",
  "http://[::ffff:0:169.254.169.254]/",
  "http://[fd00:ec2::254]/",
  "http://[febf::1]/",
  "http://2852039166/",
  "http://0xa9fea9fe/",
  "http://169.254.169.254./",
  "http://127.0.0.1@169.254.169.254/",
])("%s is refused even when it is named", (url) => {
  expect(() => createEgressGuard([new URL(url).hostname]).checkUrl(url)).toThrow("never delivered to");
});

test.each(["ftp://127.0.0.1/", "file:///etc/passwd", "/hook", ""])("%j is not delivered to", (url) => {
  expect(() => createEgressGuard([]).checkUrl(url)).toThrow();
});

test("allowed hosts are compared without case", () => {
  expect(createEgressGuard(["Receiver.TEST"]).checkUrl("http://receiver.test/").hostname).toBe(
    "receiver.test",
  );
});

/** Stands in for DNS: every name has these addresses. */
function resolverOf(...addresses: string[]): typeof systemLookup {
  const answer = (_host: string, _options: object, callback: (error: null, answers: object[]) => void) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  return answer as unknown as typeof systemLookup;
}

function look(guard: ReturnType<typeof createEgressGuard>, host: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    guard.lookup(host, { all: true }, (error, answers) =>
      error === null ? resolve(answers) : reject(error),
    );
  });
}

test("what a name resolves to is checked: localhost must be loopback, allowed hosts must not be link-local", async () => {
  await expect(look(createEgressGuard([], resolverOf("10.0.0.1")), "localhost")).rejects.toThrow(
    "localhost (10.0.0.1)",
  );
  const rebound = createEgressGuard(["receiver.test"], resolverOf("10.0.0.1", "169.254.169.254"));
  await expect(look(rebound, "receiver.test")).rejects.toThrow("link-local address 169.254.169.254");
  const fine = createEgressGuard(["receiver.test"], resolverOf("10.0.0.1"));
  await expect(look(fine, "receiver.test")).resolves.toEqual([{ address: "10.0.0.1", family: 4 }]);
});
