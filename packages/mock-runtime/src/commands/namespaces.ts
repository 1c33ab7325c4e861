import type { NewNamespace, Snapshot } from "@hookspec/mock-control-client";
import { listed, namespaceLine } from "./lines.js";
import { readJsonFile, readTextFile } from "./read-json.js";
import type { Call, Subcommand } from "./subcommand.js";

/** What runs, its parts, and their state as a whole. */
export const namespaceCommands: Readonly<Record<string, Subcommand>> = {
  info: {
    parameters: "",
    summary: "print what is mocked, and the namespace: its clock, secret and keys",
    async run({ control, print }) {
      const info = await control.ask(control.client.info());
      print(info, [`${info.title} ${info.version}`, namespaceLine(info.namespace)]);
      return 0;
    },
  },
  namespaces: {
    parameters: "",
    summary: "list the namespaces",
    async run({ control, print }) {
      const namespaces = await control.ask(control.client.listNamespaces());
      print(namespaces, listed(namespaces, namespaceLine, "namespaces"));
      return 0;
    },
  },
  "create-namespace": {
    parameters: "<name>",
    summary: "make a namespace: state, secret, clock and log of its own",
    help: `  --seed <text>        same seed and name, same ids and secret
  --secret <text>      signs its deliveries
  --api-key <key>      requests with this key belong to it; may be repeated
  --clock <kind>       real or virtual
  --now <time>         when its virtual clock starts`,
    options: {
      seed: { type: "string" },
      secret: { type: "string" },
      "api-key": { type: "string", multiple: true },
      clock: { type: "string" },
      now: { type: "string" },
    },
    async run(call) {
      const { control, print } = call;
      const namespace = await control.ask(control.client.createNamespace({ body: newNamespaceOf(call) }));
      print(namespace, namespaceLine(namespace));
      return 0;
    },
  },
  "delete-namespace": {
    parameters: "<name>",
    summary: "delete a namespace and all that it holds",
    async run({ control, args: [name = ""], print }) {
      print(await control.ask(control.client.deleteNamespace({ name })), "deleted");
      return 0;
    },
  },
  reset: {
    parameters: "",
    summary: "empty the namespace: state, log and faults; ids and a virtual clock start again",
    async run({ control, print }) {
      print(await control.ask(control.client.reset()), "reset");
      return 0;
    },
  },
  snapshot: {
    parameters: "",
    summary: "print the whole state as JSON, for restore",
    async run({ control, io }) {
      io.out(JSON.stringify(await control.ask(control.client.snapshot())));
      return 0;
    },
  },
  restore: {
    parameters: "<file>",
    summary: "put a saved state in the place of the present one; - reads standard input",
    async run({ control, args: [file = ""], print }) {
      // The mock checks it, and changes nothing when it is no snapshot.
      const body = (await readJsonFile(file)) as Snapshot;
      print(await control.ask(control.client.restore({ body })), "restored");
      return 0;
    },
  },
  export: {
    parameters: "",
    summary: "print the whole state as lines of JSON, for import or for --state",
    async run({ control, io }) {
      io.out((await (await control.ask(control.client.export())).text()).trimEnd());
      return 0;
    },
  },
  import: {
    parameters: "<file>",
    summary:
      "put exported state, or a file of --state, in the place of the present one; - reads standard input",
    async run({ control, args: [file = ""], print }) {
      const body = await readTextFile(file);
      print(await control.ask(control.client.import({ body })), "imported");
      return 0;
    },
  },
};

/** The mock checks the values and says what it accepts. */
function newNamespaceOf({ args: [name], values }: Call): NewNamespace {
  const { "api-key": apiKeys, ...rest } = values;
  return { ...rest, name, ...(apiKeys !== undefined && { apiKeys }) } as NewNamespace;
}
