// Load from a process of its own. Written on bare sockets: an HTTP client of Node costs as much as the servers that are measured.
import { connect } from "node:net";
import { runNode, usageOf } from "./processes.mjs";

/**
 * Keep-alive connections that each send a request, wait for its answer and send the next.
 * @param {{ port: number, plan: Plan, connections?: number, ms?: number, requests?: number }} load ends after `ms` or `requests`
 * @typedef {{ method: string, path: string, headers?: Record<string, string>, body?: string, status: number }[]} Plan the requests of
 *   one connection, over and over; `{id}` in a path stands for the last `"id"` that this connection was answered
 * @returns {Promise<{ perSecond: number, requests: number, wrong: number, p99: number, clientBusy: number }>}
 */
export function load(options) {
  return runNode([import.meta.filename, JSON.stringify({ connections: 64, ...options })]);
}

/** The same, with what it cost the server process: its CPU time over the wall time. */
export async function loadOn(server, options) {
  const before = usageOf(server.pid);
  const start = performance.now();
  const result = await load({ port: server.port, ...options });
  const { cpuMs, peakMb } = usageOf(server.pid);
  const spent = cpuMs === undefined ? undefined : cpuMs - before.cpuMs;
  const usage = {
    serverBusy: spent && spent / (performance.now() - start),
    cpuUs: spent && (1000 * spent) / result.requests,
    peakMb,
  };
  if (result.wrong > 0)
    throw new Error(`${result.wrong} of ${result.requests} answers had another status: ${result.sample}`);
  return { ...result, ...usage };
}

if (process.argv[1] === import.meta.filename) await drive(JSON.parse(process.argv[2]));

async function drive({ port, plan, connections, ms = Infinity, requests = Infinity }) {
  const texts = plan.map((step) => ({ ...step, text: requestText(step, port) }));
  const state = { sent: 0, done: 0, wrong: 0, sample: "", latencies: [] };
  const cpu = process.cpuUsage();
  const start = performance.now();
  const more = () => state.sent < requests && performance.now() - start < ms;
  await Promise.all(Array.from({ length: connections }, () => connection(port, texts, state, more)));
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const sorted = Float64Array.from(state.latencies).sort();
  console.log(
    JSON.stringify({
      perSecond: (1000 * state.done) / elapsed,
      requests: state.done,
      wrong: state.wrong,
      sample: state.sample,
      p99: sorted[Math.floor(sorted.length * 0.99)],
      clientBusy: (user + system) / 1000 / elapsed,
    }),
  );
}

function requestText({ method, path, headers = {}, body = "" }, port) {
  const all = {
    host: `127.0.0.1:${port}`,
    ...headers,
    ...(body && { "content-length": Buffer.byteLength(body) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return { before: `${method} `, path, after: ` HTTP/1.1\r\n${lines.join("")}\r\n${body}` };
}

function connection(port, plan, state, more) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let [step, id, buffered, sentAt] = [0, "", "", 0];
    const send = () => {
      if (!more()) return socket.end(resolve);
      const { before, path, after } = plan[step].text;
      state.sent += 1;
      sentAt = performance.now();
      socket.write(before + path.replace("{id}", id) + after, "latin1");
    };
    const onAnswer = (answer) => {
      const { status } = plan[step];
      if (Number(answer.slice(9, 12)) !== status) {
        state.wrong += 1;
        state.sample ||= answer.slice(0, 300);
      }
      if (plan.length > 1) id = /"id":"([^"]+)"/.exec(answer)?.[1] ?? id;
      state.done += 1;
      // One latency in 16 is plenty for a percentile, and keeps this process small over millions of requests.
      if (state.done % 16 === 0) state.latencies.push(performance.now() - sentAt);
      step = (step + 1) % plan.length;
      send();
    };
    socket.setEncoding("latin1");
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no answer within 10 s to ${plan[step].path}`)));
    socket.once("error", reject);
    socket.once("close", resolve);
    socket.once("connect", send);
    socket.on("data", (chunk) => {
      buffered += chunk;
      if (!isWhole(buffered)) return;
      const answer = buffered;
      buffered = "";
      onAnswer(answer);
    });
  });
}

/** One answer at a time is under way, so it is whole when its declared length is there. */
function isWhole(text) {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1];
  if (length !== undefined) return text.length >= end + 4 + Number(length);
  return /\r\ntransfer-encoding: *chunked/i.test(text.slice(0, end)) ? text.endsWith("0\r\n\r\n") : true;
}
