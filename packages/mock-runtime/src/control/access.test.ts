import { describe, expect, test } from "vitest";
import { createGuard, isLoopbackHost } from "./access.js";

describe("a mock that listens on a loopback address", () => {
  test.each([
    ["this process", undefined, {}, true],
    ["this machine", "127.0.0.1", { host: "localhost:4010" }, true],
    ["this machine by IPv6", "::1", { host: "[::1]:4010" }, true],
    ["this machine by IPv4 in IPv6", "::ffff:127.0.0.1", { host: "127.0.0.1:4010" }, true],
    ["a page of this machine", "127.0.0.1", { host: "localhost", origin: "http://localhost:5173" }, true],
    ["another machine", "10.0.0.5", { host: "localhost" }, false],
    ["a socket that is gone", "0.0.0.0", { host: "localhost" }, false],
    ["a page of another origin", "127.0.0.1", { host: "localhost", origin: "https://evil.example" }, false],
    ["a page of no origin", "127.0.0.1", { host: "localhost", origin: "null" }, false],
    ["a name that leads here", "127.0.0.1", { host: "127.0.0.1.evil.example" }, false],
    ["a host that is none", "127.0.0.1", { host: "a b" }, false],
  ])("lets %s in without a token: %s %j %s", (_who, remoteAddress, headers, isLetIn) => {
    const request = {
      method: "GET",
      path: "/_hookspec/info",
      headers,
      body: new Uint8Array(),
      remoteAddress,
    };
    const ask = () => createGuard("t", () => false)(request);
    if (isLetIn) expect(ask).not.toThrow();
    else expect(ask).toThrow("The request has no control token.");
    const withToken = { ...request, headers: { ...headers, authorization: "Bearer t" } };
    expect(() => createGuard("t", () => true)(withToken)).not.toThrow();
    expect(() => createGuard("other", () => true)(withToken)).toThrow("This is not the control token.");
    expect(() => createGuard(undefined, () => true)(withToken)).toThrow("Start it with --control-token");
  });
});

test.each([
  ["127.0.0.1", true],
  ["127.8.8.8", true],
  ["::1", true],
  ["localhost", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.168.1.5", false],
  ["localhost.evil.example", false],
])("to listen on %s is to be on this machine only: %s", (host, isLoopback) => {
  expect(isLoopbackHost(host)).toBe(isLoopback);
});
