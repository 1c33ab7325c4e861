// A consumer's program: it is compiled by several compilers, and run by none.
import { createMockServer, type DeliveryReport } from "@hookspec/webhook-mock-server";

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
  await mock.close();
  return response.ok ? reports : [];
}
