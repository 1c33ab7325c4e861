import type { MockDefinition } from "../definition.js";
import type { Delivery } from "../deliveries/report.js";
import { show } from "../json.js";
import { Problem } from "../problems.js";
import type { SubscriptionView } from "../subscriptions/view.js";
import {
  anyText,
  listOf,
  object,
  objectOrList,
  oneOf,
  readMembers,
  readQuery,
  text,
  texts,
} from "./members.js";
import { limitOf } from "./requests.js";
import { answer, orRefuse, prefix, type ControlOperation, type ControlRequest } from "./operation.js";

const kinds = ["initialPage", "initialLast", "virtual", "native"] as const;

const filters = {
  limit: limitOf.kind,
  status: oneOf("pending", "delivered", "failed", "cancelled"),
  subscription: text,
  source: text,
  objectType: text,
  url: text,
  kind: oneOf(...kinds, "webhook"),
  trigger: oneOf("poll", "native", "initial", "emit", "manual"),
  poll: text,
  batch: text,
};

const replacement = { text, by: anyText };
const newDelivery = {
  subscription: text,
  data: listOf(object),
  kind: oneOf(...kinds),
  url: text,
  nonce: anyText,
  secret: text,
  omit: listOf(text),
  replace: object,
  headers: texts,
};

const change = { source: text, objectType: text, event: text, data: objectOrList };

/** Subscriptions as the mock sees them, and what is sent to them. */
export function deliveryOperations({ subscription, delivery, title }: MockDefinition): ControlOperation[] {
  const subscriptionPath = `${prefix}subscriptions/{id}`;
  const deliveryPath = `${prefix}deliveries/{id}`;

  return [
    {
      id: "listSubscriptions",
      method: "GET",
      path: `${prefix}subscriptions`,
      act: ({ workspace }) => answer(workspace.subscriptions),
    },
    {
      id: "getSubscription",
      method: "GET",
      path: subscriptionPath,
      act: (request) => answer(subscriptionOf(request)),
    },
    {
      id: "resumeSubscription",
      method: "POST",
      path: `${subscriptionPath}/resume`,
      async act(request) {
        await subscriptionOf(request).resume();
        return answer(subscriptionOf(request));
      },
    },
    {
      id: "listDeliveries",
      method: "GET",
      path: `${prefix}deliveries`,
      act({ workspace, query }) {
        const { limit, ...filter } = readQuery(query, filters);
        return answer(limitOf.take(workspace.deliveries.filter(filter), limit));
      },
    },
    {
      id: "getDelivery",
      method: "GET",
      path: deliveryPath,
      act: (request) => answer(deliveryOf(request)),
    },
    {
      id: "resendDelivery",
      method: "POST",
      path: `${deliveryPath}/resend`,
      async act(request) {
        const { id } = deliveryOf(request);
        return answer(await orRefuse(409, () => request.workspace.deliveries.resend(id)));
      },
    },
    {
      id: "cancelDelivery",
      method: "POST",
      path: `${deliveryPath}/cancel`,
      async act(request) {
        const cancelled = deliveryOf(request);
        await orRefuse(409, () => request.workspace.deliveries.cancel(cancelled.id));
        return answer(cancelled);
      },
    },
    {
      id: "sendDelivery",
      method: "POST",
      path: `${prefix}deliveries`,
      hasBody: true,
      async act({ workspace, body }) {
        const { replace, ...asked } = readMembers(body, newDelivery, ["data"]);
        const swap = replace && readMembers(replace, replacement, ["text", "by"]);
        if (asked.url !== undefined && !URL.canParse(asked.url))
          throw new Problem(422, `url is ${show(asked.url)}. Pass an absolute URL.`);
        const sent = await orRefuse(422, () =>
          workspace.deliver({
            ...asked,
            ...(swap && { tamper: (signed: string) => signed.replaceAll(swap.text, () => swap.by) }),
          }),
        );
        return answer(sent, 201);
      },
    },
    {
      id: "emit",
      method: "POST",
      path: `${prefix}emit`,
      hasBody: true,
      async act({ workspace, body }) {
        const read = readMembers(body, change, ["source", "objectType", "event", "data"]);
        if (subscription === undefined || delivery === undefined)
          throw new Problem(422, `${title} delivers nothing: its spec declares no webhook.`);
        const named = {
          [subscription.source]: read.source,
          [subscription.objectType]: read.objectType,
          [subscription.event]: read.event,
          [delivery.data]: read.data,
        };
        return answer(await orRefuse(422, () => workspace.emit(named)));
      },
    },
  ];
}

function subscriptionOf({ workspace, path }: ControlRequest): SubscriptionView {
  const found = workspace.subscription(path["id"] ?? "");
  if (found !== undefined) return found;
  throw new Problem(
    404,
    `There is no subscription ${show(path["id"])}. GET ${prefix}subscriptions lists those that there are.`,
  );
}

function deliveryOf({ workspace, path }: ControlRequest): Delivery {
  const [found] = workspace.deliveries.filter({ id: path["id"] ?? "" });
  if (found !== undefined) return found;
  throw new Problem(
    404,
    `There is no delivery ${show(path["id"])} in the log. GET ${prefix}deliveries lists those that there are.`,
  );
}
