import { prefix, type ControlOperation } from "./operation.js";

/** The log as server-sent events (WHATWG HTML, section 9.2), from now on. */
export const eventOperations: readonly ControlOperation[] = [
  {
    id: "streamEvents",
    method: "GET",
    path: `${prefix}events`,
    act: ({ workspace }) => ({
      status: 200,
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
      body: "",
      transport: {
        kind: "stream",
        open({ write, end }) {
          // A comment: the reader sees at once that it is connected.
          write(": from now on\n\n");
          return workspace.watch({
            request: (record) => write(eventOf("request", record)),
            delivery: (report) => write(eventOf("delivery", report)),
            end,
          });
        },
      },
    }),
  },
];

function eventOf(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
