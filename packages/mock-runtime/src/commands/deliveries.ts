import type {
  AttemptReport,
  Delivery,
  ListDeliveriesParams,
  NewDelivery,
} from "@hookspec/mock-control-client";
import { isObject, show } from "../json.js";
import { follow } from "./follow.js";
import { deliveryLine, deliveryLines, listed, reportLine, subscriptionLine } from "./lines.js";
import { readJson } from "./read-json.js";
import type { Call, Subcommand } from "./subcommand.js";

/** Subscriptions, and what was sent to them. */
export const deliveryCommands: Readonly<Record<string, Subcommand>> = {
  subscriptions: {
    parameters: "",
    summary: "list the subscriptions: health, next poll, what is pending",
    async run({ control, print }) {
      const subscriptions = await control.ask(control.client.listSubscriptions());
      print(subscriptions, listed(subscriptions, subscriptionLine, "subscriptions"));
      return 0;
    },
  },
  subscription: {
    parameters: "<subscription>",
    summary: "print one of them",
    async run({ control, args: [id = ""], print }) {
      const subscription = await control.ask(control.client.getSubscription({ id }));
      print(subscription, subscriptionLine(subscription));
      return 0;
    },
  },
  resume: {
    parameters: "<subscription>",
    summary: "go on with an unhealthy subscription",
    async run({ control, args: [id = ""], print }) {
      const subscription = await control.ask(control.client.resumeSubscription({ id }));
      print(subscription, subscriptionLine(subscription));
      return 0;
    },
  },
  deliveries: {
    parameters: "",
    summary: "list the latest deliveries, oldest first",
    help: `  --status <status>    pending, delivered, failed or cancelled
  --subscription <id>  to this subscription
  --source <id>        about this connection
  --object-type <type> about this type of object
  --to <url>           to this receiver
  --kind <kind>        initialPage, initialLast, virtual, native or webhook
  --trigger <cause>    poll, native, initial, emit or manual
  --poll <id>          of changes that this poll found
  --batch <id>         of this poll or initial sync
  --limit <number>     at most so many (default 100)
  --follow             each attempt from now on, until Ctrl-C`,
    options: {
      status: { type: "string" },
      subscription: { type: "string" },
      source: { type: "string" },
      "object-type": { type: "string" },
      to: { type: "string" },
      kind: { type: "string" },
      trigger: { type: "string" },
      poll: { type: "string" },
      batch: { type: "string" },
      limit: { type: "string" },
      follow: { type: "boolean" },
    },
    async run(call) {
      const { control, values, print } = call;
      const filter = filterOf(values);
      // Also before following: it finds a filter that cannot be meant.
      const deliveries = await control.ask(control.client.listDeliveries(filter));
      if (values["follow"] === true) return followDeliveries(call, filter);
      print(deliveries, listed(deliveries, deliveryLine, "deliveries"));
      return 0;
    },
  },
  delivery: {
    parameters: "<delivery>",
    summary: "print a delivery with its attempts and its body",
    async run({ control, args: [id = ""], print }) {
      const delivery = await control.ask(control.client.getDelivery({ id }));
      print(delivery, deliveryLines(delivery));
      return 0;
    },
  },
  deliver: {
    parameters: "<json>",
    summary: "send a delivery as told, right or wrong on purpose; exit code 1 when it fails",
    help: `  <json>               {"url":…} or {"subscription":…}, and "data":[…]; also kind, nonce, secret, omit, replace, headers`,
    async run({ control, args: [json = ""], print }) {
      const body = await readJson(json);
      if (!isObject(body))
        throw new Error(
          `The delivery is ${show(body)}. Pass an object, e.g. '{"url":"http://localhost:3000/hook","data":[{"id":"1"}]}'.`,
        );
      // The mock checks it and says what it accepts.
      const delivery = await control.ask(control.client.deliver({ body: body as unknown as NewDelivery }));
      print(delivery, deliveryLine(delivery));
      return delivery.status === "delivered" ? 0 : 1;
    },
  },
  resend: {
    parameters: "<delivery>",
    summary: "send a delivery again, byte by byte; exit code 1 when it fails",
    async run({ control, args: [id = ""], print }) {
      const report = await control.ask(control.client.resendDelivery({ id }));
      print(report, reportLine(report));
      return report.ok ? 0 : 1;
    },
  },
  cancel: {
    parameters: "<delivery>",
    summary: "cancel a pending delivery",
    async run({ control, args: [id = ""], print }) {
      const delivery = await control.ask(control.client.cancelDelivery({ id }));
      print(delivery, deliveryLine(delivery));
      return 0;
    },
  },
};

/** The mock checks the values and says what it accepts. */
function filterOf({ "object-type": objectType, to: url, ...values }: Call["values"]): ListDeliveriesParams {
  const { status, subscription, source, kind, trigger, poll, batch, limit } = values;
  const given = { status, subscription, source, objectType, url, kind, trigger, poll, batch, limit };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** An event tells of one attempt; its delivery tells whether the filter fits. */
function followDeliveries(call: Call, { limit: _limit, ...filter }: ListDeliveriesParams): Promise<number> {
  const { control, print } = call;
  return follow(call, "delivery", async (data) => {
    const report = data as AttemptReport;
    const delivery = await control.ask(control.client.getDelivery({ id: report.id }));
    const fits = Object.entries(filter).every(([name, value]) => delivery[name as keyof Delivery] === value);
    if (fits) print(report, reportLine(report));
  });
}
