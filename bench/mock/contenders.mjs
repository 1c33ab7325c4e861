// The servers that are compared, each as the arguments of `node`.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { commandOf } from "../lib/peers.mjs";
import { freePort, startServer } from "../lib/processes.mjs";
import { collection, item, key } from "./api.mjs";
import { mockoonEnvironment } from "./servers/mockoon-environment.mjs";

const server = (name) => path.join(import.meta.dirname, "servers", name);

/** @returns {{ name: string, args: (port: number) => string[], id: string | undefined, created?: number, note?: string }[]} */
export function contenders({ file, root, versions }) {
  const peer = (name) => `${name} ${versions[name]}`;
  return [
    { name: "raw node:http", args: (port) => [server("raw.mjs"), String(port)], id: item.id },
    {
      name: "hookspec",
      args: (port) => [hookspecCommand(file), "--port", String(port), "--quiet"],
      id: undefined,
    },
    { name: peer("fastify"), args: (port) => [server("fastify.mjs"), String(port)], id: item.id },
    { name: peer("@stoplight/prism-cli"), args: (port) => prism(root, port), id: item.id },
    { name: peer("@mockoon/cli"), args: mockoon, id: item.id, created: 201 },
  ];
}

export const hookspecCommand = (file) => file("webhook-mock-server", "bin", "webhook-mock-server.js");

const prism = (root, port) => [
  commandOf("@stoplight/prism-cli", "prism"),
  "mock",
  "--port",
  String(port),
  "--host",
  "127.0.0.1",
  "--verboseLevel",
  "silent",
  path.join(root, "specs", "webhook.yaml"),
];

function mockoon(port) {
  const raw = path.join(import.meta.dirname, "..", "raw");
  const environment = path.join(raw, "mockoon.json");
  mkdirSync(raw, { recursive: true });
  writeFileSync(environment, JSON.stringify(mockoonEnvironment(port)));
  const options = ["--disable-log-to-file", "--disable-admin-api"];
  return [commandOf("@mockoon/cli", "mockoon-cli"), "start", "--data", environment, ...options];
}

/** Starts one and waits for its first 200. `nodeArgs` stand before its own. */
export async function start(contender, nodeArgs = []) {
  const port = await freePort();
  return startServer([...nodeArgs, ...contender.args(port)], { port, path: collection, headers: key });
}
