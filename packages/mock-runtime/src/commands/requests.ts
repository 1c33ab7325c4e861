import type { ListRequestsParams, RequestRecord } from "@hookspec/mock-control-client";
import { isObject, show } from "../json.js";
import { fitsPattern } from "../pattern.js";
import { follow } from "./follow.js";
import { faultLine, listed, requestLine } from "./lines.js";
import { readJson } from "./read-json.js";
import type { Call, Subcommand } from "./subcommand.js";

/** The log of requests, and the rules by which requests and deliveries go wrong. */
export const requestCommands: Readonly<Record<string, Subcommand>> = {
  requests: {
    parameters: "",
    summary: "list the latest requests to the API, oldest first",
    help: `  --operation <id>     of this operationId
  --method <method>    of this method
  --path <path>        of this path; * stands for any text
  --status <number>    answered with this status
  --limit <number>     at most so many (default 100)
  --follow             each request from now on, until Ctrl-C`,
    options: {
      operation: { type: "string" },
      method: { type: "string" },
      path: { type: "string" },
      status: { type: "string" },
      limit: { type: "string" },
      follow: { type: "boolean" },
    },
    async run(call) {
      const { control, values, print } = call;
      const { follow: following, ...filter } = values;
      // The mock checks the values and says what it accepts, also before following.
      const requests = await control.ask(control.client.listRequests(filter as ListRequestsParams));
      if (following === true) return followRequests(call);
      print(requests, listed(requests, requestLine, "requests"));
      return 0;
    },
  },
  "clear-requests": {
    parameters: "",
    summary: "empty the log of requests",
    async run({ control, print }) {
      print(await control.ask(control.client.clearRequests()), "removed");
      return 0;
    },
  },
  faults: {
    parameters: "",
    summary: "list the faults and how often they fired",
    async run({ control, print }) {
      const faults = await control.ask(control.client.listFaults());
      print(faults, listed(faults, faultLine, "faults"));
      return 0;
    },
  },
  "add-fault": {
    parameters: "<json>",
    summary: `add a fault, e.g. '{"path":"/*","status":503,"times":2}'`,
    async run({ control, args: [json = ""], print }) {
      const body = await readJson(json);
      if (!isObject(body))
        throw new Error(`The fault is ${show(body)}. Pass an object, e.g. '{"status":503}'.`);
      const fault = await control.ask(control.client.addFault({ body }));
      print(fault, faultLine(fault));
      return 0;
    },
  },
  "clear-faults": {
    parameters: "[<fault>]",
    summary: "remove all faults, or the one with this id",
    async run({ control: { client, ask }, args: [id], print }) {
      print(await ask(id === undefined ? client.clearFaults() : client.removeFault({ id })), "removed");
      return 0;
    },
  },
};

function followRequests(call: Call): Promise<number> {
  const { operation, method, path, status } = call.values;
  return follow(call, "request", (data) => {
    const request = data as RequestRecord;
    const fits =
      (operation === undefined || request.operation === operation) &&
      (method === undefined || request.method === String(method).toUpperCase()) &&
      (status === undefined || String(request.status) === status) &&
      (path === undefined || fitsPath(String(path), request.path));
    if (fits) call.print(request, requestLine(request));
  });
}

/** As the log does it: without the query unless the pattern has one. */
function fitsPath(pattern: string, path: string): boolean {
  return fitsPattern(pattern, pattern.includes("?") ? path : (path.split("?", 1)[0] ?? ""));
}
