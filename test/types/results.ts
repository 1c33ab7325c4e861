// A consumer's program: it is compiled by several compilers, and run by none.
import {
  createWebhookCaller,
  createWebhookClient,
  getWebhook,
  listAllWebhook,
  logger,
  unwrap,
  type CallOptions,
  type GetResult,
} from "@hookspec/webhook-client";
import { validators } from "@hookspec/webhook-client/validators";
import type { Problem, Webhook } from "@hookspec/webhook-types";

const client = createWebhookClient({ apiKey: "key", server: "europe", retries: 1, timeout: 1000, fetch });

export async function narrowed(id: string): Promise<Webhook | string> {
  const result = await client.get({ id });
  if (result.ok) {
    const status: 200 = result.status;
    return status === 200 ? result.data : "";
  }
  // @ts-expect-error: a failure has no data
  const none = result.data;
  const title: string = result.error.title ?? none;
  if (result.status === 404) {
    const problem: Problem = result.error;
    return problem.detail ?? title;
  }
  return `${result.error.status} ${title} ${result.response.headers.get("retry-after") ?? ""}`;
}

export function errorIsAnObject(result: GetResult): object {
  if (result.ok) return {};
  // @ts-expect-error: never undefined
  const absent: undefined = result.error;
  return result.error ?? absent;
}

export async function bodyless(id: string): Promise<[undefined, Webhook]> {
  const removed: undefined = unwrap(await client.remove({ id }));
  // @ts-expect-error: there is no body
  return [removed, removed];
}

export async function wholeWebhookGoesBack(id: string): Promise<Webhook> {
  const got = await client.get({ id });
  if (!got.ok) throw new Error(got.error.title);
  await client.patch({ id, body: got.data });
  return unwrap(await client.update({ id, body: got.data }));
}

export async function listing(): Promise<string[]> {
  const options: CallOptions = { signal: AbortSignal.timeout(1), timeout: 5, headers: { "x-trace": "1" } };
  const page: Webhook[] = unwrap(
    await client.list({ limit: 2, sort: "updated_at", order: "desc", object: "crm_contact" }, options),
  );
  const urls = page.map(({ hook_url }) => hook_url);
  for await (const webhook of client.list.all({ connection_id: "c" })) urls.push(webhook.hook_url);
  await client.list();
  // @ts-expect-error: sort has no such value
  await client.list({ sort: "size" });
  // @ts-expect-error: a parameter that list has not
  await client.list({ limits: 2 });
  return urls;
}

/** The status alone tells what there is, and no case is forgotten. */
export function byStatus(result: GetResult): Webhook | Problem | number {
  switch (result.status) {
    case 200:
      return result.data;
    case 401:
    case 404:
    case 429:
      return result.error;
    case "unexpected":
      return result.error.status;
  }
}

export async function throwing(id: string): Promise<Webhook> {
  for await (const page of client.orThrow.list.all({ updated_gte: new Date() }).pages())
    if (page[0]) return page[0];
  const none: undefined = await client.orThrow.remove({ id });
  // @ts-expect-error: there is nothing to narrow
  const { ok } = await client.orThrow.get({ id });
  return none ?? ok ?? client.orThrow.get({ id });
}

export async function treeShaken(id: string): Promise<Webhook[]> {
  const caller = createWebhookCaller({ apiKey: "key" });
  // @ts-expect-error: an id is needed
  await getWebhook(caller, {});
  const result: GetResult = await getWebhook(client, { id });
  for await (const webhook of listAllWebhook(caller, { limit: 5 }))
    if (result.ok) return [webhook, result.data];
  return [];
}

export const checked = createWebhookClient({ validate: "throw", validators, hooks: [logger()] });
// @ts-expect-error: no such mode
createWebhookClient({ validate: "on", validators });
