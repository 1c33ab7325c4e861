import type { EventSourceMessage } from "eventsource-parser";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { Call } from "./subcommand.js";

/**
 * Hands on what happens in the mock from now on, until the command is stopped. Throws an Error when the mock ends first. `act` gets
 * the data of each event of that name.
 */
export async function follow(
  { control, io }: Call,
  name: "request" | "delivery",
  act: (data: unknown) => Promise<void> | void,
): Promise<number> {
  const ended = new AbortController();
  void io.stopped().then(() => ended.abort());
  const stream = await control.ask(control.client.events({}, { signal: ended.signal }));
  io.error("Following from now on. Ctrl-C ends it.");
  try {
    for await (const { event, data } of messagesOf(stream)) {
      if (event === name) await act(JSON.parse(data));
    }
  } catch (error) {
    if (ended.signal.aborted) return 0;
    throw error;
  }
  if (ended.signal.aborted) return 0;
  throw new Error("The mock has ended. Start it again to follow it.");
}

function messagesOf(bytes: ReadableStream<Uint8Array>): AsyncIterable<EventSourceMessage> {
  return bytes.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
}
