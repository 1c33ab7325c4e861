// A consumer's program: it is compiled by several compilers, and run by none.
import { createMockServer, type DeliveryReport } from "@hookspec/webhook-mock-server";

// The one thing that the mock server takes from Node's types (or the library `esnext.disposable`).
declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

export async function emit(): Promise<readonly DeliveryReport[]> {
  const mock = createMockServer({ secret: "s", apiKeys: ["k"], clock: { now: () => 0 } });
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
  return response.ok ? reports : mock.deliveries;
}
