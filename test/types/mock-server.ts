// A consumer's program: it is compiled by several compilers, and run by none.
import { createMockServer, type DeliveryHook, type DeliveryReport } from "@hookspec/webhook-mock-server";

export async function emit(): Promise<readonly DeliveryReport[]> {
  const mock = createMockServer({
    secret: "s",
    apiKeys: ["k"],
    clock: "virtual",
    now: "2024-01-01T00:00:00Z",
  });
  const url: string = await mock.listen({ port: 0 });
  const response: Response = await mock.fetch(`${url}/unified/webhook`);
  // @ts-expect-error: a change names its connection
  await mock.emit({ object_type: "crm_contact", event: "updated", data: {} });
  const reports = await mock.emit({
    connection_id: "c",
    object_type: "crm_contact",
    event: "updated",
    data: [{ id: "1" }],
  });
  // @ts-expect-error: a delivery has a nonce, and more
  await mock.webhooks.delivery.send(`${url}/hook`, { data: [] });
  await mock.webhooks.delivery.send(`${url}/hook`);
  const hook: DeliveryHook = async ({ attempt, body }, next) => {
    const { status } = await next({ body, headers: { "x-attempt": String(attempt) } });
    return status < 300 ? undefined : { status: 503 };
  };
  mock.onDelivery(hook)();
  // @ts-expect-error: a hook answers with a status
  mock.onDelivery(() => ({ body: "" }));
  // @ts-expect-error: no webhook has such a type
  mock.on("getUnifiedWebhook", () => ({ body: { webhook_type: 1 } }));
  await mock.close();
  return response.ok ? reports : [];
}
