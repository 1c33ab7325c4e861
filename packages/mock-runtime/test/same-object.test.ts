import { expect, test } from "vitest";
import { play } from "./playground.js";

const names = (text: string) => Object.keys(JSON.parse(text).data[0]);

test("each subscription is told of one object in its own words, whoever was told before", async () => {
  const { mock, create, texts } = await play();
  const settings = [
    { fields: "name" },
    {},
    { fields: "name" },
    { include_raw: true },
    { fields: "name", include_raw: true },
  ];
  const ids: string[] = [];
  for (const setting of [...settings, ...settings])
    ids.push(await create({ connection_id: "c1", ...setting }));
  const data = { id: "1", name: "Ada", age: 36, raw: { Id: 1 } };
  await mock.emit({ connection_id: "c1", object_type: "crm_contact", event: "updated", data });
  const told = Object.fromEntries(texts().map((text) => [JSON.parse(text).webhook.id, names(text)]));
  const some = ["id", "name"];
  const wanted = [some, ["id", "name", "age"], some, ["id", "name", "age", "raw"], ["id", "name", "raw"]];
  expect(ids.map((id) => told[id])).toEqual([...wanted, ...wanted]);
});

test("an object that its owner changes and sends again is told as it is then, and one under way as it was", async () => {
  const { mock, create, texts, url } = await play();
  await create({ connection_id: "c1" });
  const data = { id: "1", tags: ["a"] };
  const change = { connection_id: "c1", object_type: "crm_contact", event: "updated", data } as const;
  const first = mock.emit(change);
  data.tags.push("b");
  await first;
  await mock.emit(change);
  const byHand = mock.deliver({ url, data });
  data.tags.push("c");
  await byHand;
  await mock.deliver({ url, data });
  const tags = texts().map((text) => JSON.parse(text).data[0].tags.join(""));
  expect(tags).toEqual(["a", "ab", "ab", "abc"]);
});
