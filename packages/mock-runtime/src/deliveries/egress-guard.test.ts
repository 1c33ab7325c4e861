import type { lookup as systemLookup } from "node:dns";
import { expect, test } from "vitest";
import { createEgressGuard } from "./egress-guard.js";

test.each([
  "http://127.0.0.1:8080/x",
  "http://127.9.9.9/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://127.1/",
  "http://127.0.0.1./",
  "http://user:pw@127.0.0.1/",
  "http://10.0.0.1@127.0.0.1/",
  "https://[::1]/",
  "http://[0:0:0:0:0:0:0:1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://localhost/",
  "http://LOCALHOST./",
  "http://app.localhost/",
  "http://a.b.localhost./",
])("%s is this machine", (url) => {
  expect(createEgressGuard([]).checkUrl(url)).toBeInstanceOf(URL);
});

test.each([
  "http://0.0.0.0/",
  "http://0/",
  "http://[::]/",
  "http://127.0.0.1.nip.io/",
  "http://10.0.0.1/",
  "http://167772161/",
  "http://0x0a000001/",
  "http://0xa.0.0.1/",
  "http://012.0.0.1/",
  "http://10.1/",
  "http://10.0.0.1./",
  "http://\uff11\uff10.0.0.1/",
  "http://[::ffff:10.0.0.1]/",
  "http://[::ffff:a00:1]/",
  "http://8.8.8.8/",
  "https://example.com/",
  "https://example.com./",
  "http://localhost.example.com/",
  "http://notlocalhost/",
  "http://127.0.0.1.example.com/",
  "http://127.0.0.1@example.com/",
  "http://localhost:80@10.0.0.1/",
  "http://10.0.0.1#@127.0.0.1/",
  "http://10.0.0.1\\@127.0.0.1/",
  // Loopback inside IPv6 in the ways that lead over a gateway: IPv4-compatible, NAT64 (RFC 6052), 6to4 (RFC 3056).
  "http://[::127.0.0.1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[2002:7f00:1::]/",
])("%s is elsewhere", (url) => {
  expect(() => createEgressGuard([]).checkUrl(url)).toThrow("is not this machine. Allow it with allowHosts:");
});

test.each([
  "http://169.254.169.254/",
  "http://169.254.169.254./",
  "http://user@169.254.169.254/",
  "http://2852039166/",
  "http://0xa9fea9fe/",
  "http://0251.0376.0251.0376/",
  "http://169.254.43518/",
  "http://[fe80::1]/",
  "http://[febf::1]/",
  "http://[::ffff:169.254.169.254]/",
  "http://[::ffff:a9fe:a9fe]/",
  "http://[::169.254.169.254]/",
  "http://[64:ff9b::a9fe:a9fe]/",
  "http://[64:ff9b:1::169.254.169.254]/",
  "http://[2002:a9fe:a9fe::]/",
  "http://[::ffff:0:169.254.169.254]/",
  "http://[fd00:ec2::254]/",
  "http://127.0.0.1@169.254.169.254/",
])("%s is refused even when it is named", (url) => {
  expect(() => createEgressGuard([new URL(url).hostname]).checkUrl(url)).toThrow("never delivered to");
});

test.each([
  "ftp://127.0.0.1/",
  "file:///etc/passwd",
  "/hook",
  "//127.0.0.1/",
  "",
  "http://[fe80::1%25eth0]/",
  "http://[::1%25lo]/",
  "http://127.0.0.1.0/",
  "http://256.0.0.1/",
])("%j is not delivered to", (url) => {
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
  const zoned = createEgressGuard(["receiver.test"], resolverOf("fe80::1%eth0"));
  await expect(look(zoned, "receiver.test")).rejects.toThrow("link-local address fe80::1%eth0");
  await expect(look(createEgressGuard([], resolverOf("::1", "10.0.0.1")), "app.localhost")).rejects.toThrow(
    "app.localhost (10.0.0.1) is not this machine.",
  );
  const fine = createEgressGuard(["receiver.test"], resolverOf("10.0.0.1"));
  await expect(look(fine, "receiver.test")).resolves.toEqual([{ address: "10.0.0.1", family: 4 }]);
});

test("an allowed host is the same with the root's dot, up to the address it is connected to", () => {
  const guard = createEgressGuard(["receiver.test."]);
  expect(guard.checkUrl("http://receiver.test./").hostname).toBe("receiver.test.");
  expect(() => guard.checkAddress("receiver.test.", "10.0.0.1")).not.toThrow();
  expect(() => guard.checkAddress("Receiver.TEST", "10.0.0.1")).not.toThrow();
  expect(() => guard.checkAddress("other.test.", "10.0.0.1")).toThrow("other.test (10.0.0.1)");
});
