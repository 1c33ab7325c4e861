import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { describeAnswer } from "../exchange.js";
import { label, mustTake, notRefused, notTaken, stillAlive, taken, wrongRuns } from "../judge.js";
import type { Fault, Stage, Trick } from "../stage.js";

const unseen = "whether the handler ran";
const megabyte = 1_048_576;

/** HTTP as other clients and worse networks speak it. */
export const transportTricks: readonly Trick[] = [
  {
    id: "chunked",
    title: "A chunked body is taken",
    sends: "a good delivery in chunks, without a content-length",
    accepts: "2xx",
    why: "HTTP/1.1 senders and proxies may send bodies in chunks (RFC 9112, section 7.1). A receiver that reads content-length bytes sees none.",
    severity: "error",
    unseen,
    play: async (stage) => mustTake(stage, await stage.compose(), { chunked: true }),
  },
  {
    id: "keep-alive",
    title: "A connection can be used again",
    sends: "a good delivery, a forged one and a good one over one connection",
    accepts: "2xx, a refusal, 2xx; the receiver may close the connection properly between them",
    why: "Senders keep connections open. A receiver that answers a refusal without reading its body takes the rest of that body for the next request.",
    severity: "error",
    unseen,
    play: playKeepAlive,
  },
  {
    id: "other-methods",
    title: "GET and HEAD are no deliveries",
    sends: "GET and HEAD to the URL, without a body",
    accepts: "any answer below 500 but 410, and the handler does not run",
    why: "Browsers, link previews and health probes call URLs. They must neither count as deliveries nor break the receiver.",
    severity: "error",
    unseen: "whether the handler ran",
    play: playOtherMethods,
  },
  {
    id: "slow-sender",
    title: "A body that comes slowly is taken",
    sends: "a good delivery in 20 pieces, spread over a second (less with a short --timeout)",
    accepts: "2xx",
    why: "Over a bad network a body arrives in pieces. A receiver that takes the first piece for the whole fails only in production.",
    severity: "error",
    unseen,
    play: async (stage) => mustTake(stage, await stage.compose(), { dripMs: stage.paceMs }),
  },
  {
    id: "slow-reader",
    title: "A sender that reads the answer slowly does no harm",
    sends:
      "a good delivery whose answer we leave unread for a second (less with a short --timeout), and a second delivery meanwhile",
    accepts: "2xx to both, and the second does not wait for the first to be read",
    why: "A receiver that waits for its answer to be read can be stopped for everyone by one slow connection.",
    severity: "error",
    unseen,
    play: playSlowReader,
  },
  {
    id: "large-body",
    title: "A delivery of 1 MB is taken",
    sends: "a good delivery with 1 MB of data",
    accepts: "2xx",
    why: "A page of an initial sync can be that large, and common body parsers stop at 100 KB with 413: the sync then never ends. Raise the limit, but keep one.",
    severity: "error",
    unseen,
    play: async (stage) => {
      const filler = { note: "x".repeat(1000) };
      const objects = Array.from({ length: megabyte / 1011 }, () => filler);
      return mustTake(stage, await stage.compose({ data: JSON.stringify(objects) }));
    },
  },
  {
    id: "half-sent",
    title: "A body that stops half-way does no harm",
    sends: "half of a good delivery, then a closed connection; a good delivery afterwards",
    accepts: "the good delivery is taken, and the half is not handled",
    why: "Connections break. An error event of the request that nobody listens to ends a Node process, and others leak what they had begun.",
    severity: "error",
    unseen: "whether the handler ran for the half",
    play: async (stage) => {
      const half = await stage.compose();
      await stage.post(half.body, { hangUp: "half-sent" });
      return [...(await wrongRuns(stage, [half], 0)), ...(await stillAlive(stage))];
    },
  },
  {
    id: "deep-nesting",
    title: "A deeply nested body does no harm",
    sends: "a forged delivery whose data is nested 50,000 levels deep; a good delivery afterwards",
    accepts: "a 4xx other than 410, and the good delivery is taken",
    why: "It costs an attacker 100 KB and no secret. Code that walks JSON by recursion overflows its stack, and the whole process may go with it. Bound the depth before anything walks the body.",
    severity: "error",
    unseen: "whether the handler ran",
    play: playDeepNesting,
  },
];

async function playKeepAlive(stage: Stage): Promise<Fault[]> {
  const Agent = stage.url.protocol === "https:" ? HttpsAgent : HttpAgent;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const first = await stage.post((await stage.compose()).body, { agent });
    const forged = await stage.compose({ secret: `not-${stage.secret}` });
    // A refusal is judged by the checks of signatures; here only that the connection survives it.
    const refused = await stage.post(forged.body, { agent });
    const last = await stage.post((await stage.compose()).body, { agent });
    return [
      ...label("the first", notTaken(stage, first)),
      ...(refused.kind === "silent" ? [{ came: `the forged one: ${describeAnswer(refused)}` }] : []),
      ...label("the one after the refusal", notTaken(stage, last)),
    ];
  } finally {
    agent.destroy();
  }
}

async function playOtherMethods(stage: Stage): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const method of ["GET", "HEAD"]) {
    const answer = await stage.post(Buffer.alloc(0), { method });
    const fine = answer.kind === "answered" && answer.status < 500 && answer.status !== 410;
    if (!fine) faults.push({ came: `${method}: ${describeAnswer(answer)}`, severity: "warning" });
  }
  return [...faults, ...(await wrongRuns(stage, [], 0))];
}

async function playSlowReader(stage: Stage): Promise<Fault[]> {
  const slow = await stage.compose();
  const quick = await stage.compose();
  let begin = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const reading = stage.post(slow.body, { readAfterMs: stage.paceMs, onAnswer: begin });
  // Which of two that start together comes first is anyone's guess.
  await Promise.race([begun, reading]);
  const [answer, meanwhile] = await Promise.all([reading, stage.post(quick.body)]);
  // Quick to begin the one answer, and hardly one to the other before the first was read: not merely slow.
  const waited = meanwhile.ms >= 0.8 * stage.paceMs && answer.ms < stage.paceMs / 2;
  return [
    ...(waited && taken(stage, meanwhile)
      ? [{ came: `the one meanwhile: ${describeAnswer(meanwhile)}, when the other was read at last` }]
      : []),
    ...label("the one read slowly", notTaken(stage, answer)),
    ...label("the one meanwhile", notTaken(stage, meanwhile)),
    ...(taken(stage, answer) && taken(stage, meanwhile) ? await wrongRuns(stage, [slow, quick], 2) : []),
  ];
}

async function playDeepNesting(stage: Stage): Promise<Fault[]> {
  const levels = 50_000;
  const deep = await stage.compose({
    data: `${"[".repeat(levels)}${"]".repeat(levels)}`,
    secret: `not-${stage.secret}`,
  });
  const answer = await stage.post(deep.body);
  return [
    ...label("the nested one", notRefused(stage, answer)),
    ...(await wrongRuns(stage, [deep], 0)),
    ...(await stillAlive(stage)),
  ];
}
