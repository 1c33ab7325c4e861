// GET of one item and a validated POST, 64 connections, every server in a process of its own.
import { load, loadOn } from "../../lib/load.mjs";
import { target } from "../../lib/report.mjs";
import { interleave, medianOf, spreadOf } from "../../lib/rounds.mjs";
import { create, createBody, collection, getOne, json, key } from "../api.mjs";
import { contenders, start } from "../contenders.mjs";

/** Milliseconds: the slow ones need not answer all requests of the warm-up. */
const warmUp = 1000;

export const getScenario = (context) =>
  compare(context, {
    title: "GET one item",
    plan: async (server, { id }) => getOne(id ?? (await createOne(server.port))),
    what: "GET one ÷ raw node:http",
    least: 0.8,
    note: "Requests a second over 64 connections from a process of its own.",
  });

export const postScenario = (context) =>
  compare(context, {
    title: "POST: create an item, validated",
    plan: async (_server, { created }) => create(created),
    what: "validated POST ÷ raw node:http",
    least: 0.35,
    note:
      "hookspec, fastify and Prism check the body, raw node:http and Mockoon do not; all but Prism store what they were sent. " +
      "hookspec also checks credentials, fills read-only fields and settles `event` with `events`.",
  });

async function compare(context, { title, plan, what, least, note }) {
  const [rounds, ms] = context.quick ? [2, 300] : [5, 1500];
  const servers = contenders(context);
  const started = [];
  try {
    const runs = [];
    for (const contender of servers) {
      const run = await prepare(contender, plan, ms);
      runs.push(run);
      if (run.server) started.push(run.server);
    }
    const results = await interleave(runs, rounds);
    const rows = results.map(({ name, samples, failure }) => row(name, samples, failure, results[0].samples));
    const [, ours] = rows;
    const targets = [target(what, ours.ratio, { least, unit: " ×", byCpu: ours.byCpu })];
    const text = await context.explain(targets, "the server", (args) => serve(servers[1], plan, args));
    return { title, note, columns, rows, targets, text };
  } finally {
    await Promise.all(started.map((server) => server.stop()));
  }
}

const columns = [
  { title: "server", member: "name" },
  { title: "requests/s", member: "perSecond" },
  { title: "÷ raw", member: "ratio" },
  { title: "± %", member: "spread" },
  { title: "p99 ms", member: "p99" },
  { title: "CPU µs each", member: "cpuUs" },
  { title: "÷ raw by CPU", member: "byCpu" },
  { title: "server busy", member: "serverBusy" },
  { title: "peak MB", member: "peakMb" },
];

function row(name, samples, failure, raw) {
  if (samples.length === 0) return { name, failure: failure ?? "no sample" };
  const perSecond = medianOf(samples, "perSecond");
  return {
    name,
    perSecond,
    ratio: perSecond / medianOf(raw, "perSecond"),
    cpuUs: medianOf(samples, "cpuUs"),
    byCpu: medianOf(raw, "cpuUs") / medianOf(samples, "cpuUs"),
    spread: spreadOf(samples, "perSecond"),
    p99: medianOf(samples, "p99"),
    serverBusy: medianOf(samples, "serverBusy"),
    peakMb: samples.at(-1).peakMb,
    samples: samples.map((sample) => Math.round(sample.perSecond)),
    failure,
  };
}

async function prepare(contender, plan, ms) {
  const { name } = contender;
  try {
    const server = await start(contender);
    const requests = await plan(server, contender);
    // Warm, by a number of requests: a fresh process is several times slower than one whose hot functions are compiled.
    await load({ port: server.port, plan: requests, requests: 8000, ms: warmUp });
    return { name, server, measure: () => loadOn(server, { plan: requests, ms }) };
  } catch (error) {
    return { name, measure: () => Promise.reject(error) };
  }
}

async function createOne(port) {
  const response = await fetch(`http://127.0.0.1:${port}${collection}`, {
    method: "POST",
    headers: { ...key, ...json },
    body: JSON.stringify(createBody),
  });
  return (await response.json()).id;
}

async function serve(contender, plan, args) {
  const server = await start(contender, args);
  await load({ port: server.port, plan: await plan(server, contender), ms: 1500 });
  await server.stop();
}
