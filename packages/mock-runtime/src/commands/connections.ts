import { connectionLine, listed, reportLine } from "./lines.js";
import { readObjects } from "./read-json.js";
import type { Subcommand } from "./subcommand.js";

/** The third parties whose objects subscriptions watch. */
export const connectionCommands: Readonly<Record<string, Subcommand>> = {
  connections: {
    parameters: "",
    summary: "list the connections and how many objects they have",
    async run({ control, print }) {
      const connections = await control.ask(control.client.listConnections());
      print(connections, listed(connections, connectionLine, "connections"));
      return 0;
    },
  },
  connect: {
    parameters: "<connection>",
    summary: "make a connection known, without objects: a mock with --strict wants one",
    async run({ control, args: [source = ""], print }) {
      const connection = await control.ask(control.client.createConnection({ source }));
      print(connection, connectionLine(connection));
      return 0;
    },
  },
  disconnect: {
    parameters: "<connection>",
    summary: "delete a connection with its objects and its subscriptions",
    async run({ control, args: [source = ""], print }) {
      print(await control.ask(control.client.deleteConnection({ source })), "deleted");
      return 0;
    },
  },
  objects: {
    parameters: "<connection> <object-type>",
    summary: "list the objects of one type at a connection",
    async run({ control, args: [source = "", objectType = ""], print }) {
      const objects = await control.ask(control.client.listObjects({ source, objectType }));
      print(objects, listed(objects, JSON.stringify, "objects"));
      return 0;
    },
  },
  upsert: {
    parameters: "<connection> <object-type> <json>",
    summary: "create or replace an object, or a list of them, at a connection",
    async run({ control: { client, ask }, args: [source = "", objectType = "", json = ""], print }) {
      const body = await readObjects(json);
      if (!Array.isArray(body)) {
        const { outcome } = await ask(client.upsertObject({ source, objectType, body }));
        print({ outcome }, outcome);
        return 0;
      }
      const loaded = await ask(client.loadObjects({ source, objectType, body }));
      print(loaded, `${loaded.created} created, ${loaded.updated} updated, ${loaded.unchanged} unchanged`);
      return 0;
    },
  },
  remove: {
    parameters: "<connection> <object-type> <id>",
    summary: "remove an object from a connection",
    async run({ control: { client, ask }, args: [source = "", objectType = "", id = ""], print }) {
      print(await ask(client.removeObject({ source, objectType, id })), "removed");
      return 0;
    },
  },
  emit: {
    parameters: "<connection> <object-type> <event> <json>",
    summary: "POST a change to every subscription that wants it, at once; exit code 1 when one fails",
    async run({
      control: { client, ask },
      args: [source = "", objectType = "", event = "", json = ""],
      print,
    }) {
      const body = { source, objectType, event, data: await readObjects(json) };
      const reports = await ask(client.emit({ body }));
      print(reports, listed(reports, reportLine, "subscription wants it"));
      return reports.every(({ ok }) => ok) ? 0 : 1;
    },
  },
};
