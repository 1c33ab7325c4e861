/**
 * The extensions that a spec may use: where each may stand (`on`) and what it must look like (JSON Schema 2020-12).
 * Plain data. specs/README.md says the same for people.
 */

/* oxlint-disable unicorn/no-thenable -- `then` is a keyword of JSON Schema, and nothing here is awaited */

const name = { type: "string", minLength: 1 } as const;

const field = (description: string) => ({ ...name, description }) as const;

const names = (description: string) =>
  ({ type: "array", items: name, minItems: 1, uniqueItems: true, description }) as const;

const retry = (description: string) =>
  ({
    type: "object",
    description,
    required: ["schedule", "retries"],
    additionalProperties: false,
    properties: {
      schedule: {
        enum: ["fibonacci", "immediate"],
        description: "How long the n-th retry waits: start × F(n+1), or not at all.",
      },
      unit: { enum: ["minutes"], description: "Unit of `start`." },
      start: { type: "number", exclusiveMinimum: 0, description: "Wait before the first retry." },
      retries: { type: "integer", minimum: 0, description: "Attempts after the first one." },
    },
    if: { properties: { schedule: { const: "fibonacci" } } },
    then: { required: ["unit", "start"] },
    else: { properties: { unit: false, start: false } },
  }) as const;

export const extensionSchemas = {
  "x-hookspec-packages": {
    on: ["document"],
    schema: {
      type: "array",
      items: { enum: ["types", "client", "mock-server"] },
      minItems: 1,
      uniqueItems: true,
      description: "The packages that the document becomes. Default: all of them.",
    },
  },
  "x-hookspec-method": {
    on: ["operation"],
    schema: {
      type: "string",
      pattern: "^[A-Za-z_$][A-Za-z0-9_$]*$",
      description: "Name of the client's method. Default: made from the operationId.",
    },
  },
  "x-hookspec-action": {
    on: ["operation"],
    schema: {
      type: "object",
      description:
        "What the operation does to the state of a mock. Default: inferred from collection and item paths.",
      required: ["kind"],
      additionalProperties: false,
      properties: {
        kind: {
          enum: ["list", "create", "get", "replace", "patch", "remove", "trigger", "resume", "example"],
          description: "The deed. `example` changes nothing and answers the spec's example.",
        },
        resource: field("Name of the component schema of one item. Required unless the kind is `example`."),
        item: field(
          "Path parameter that holds the item's id. Required unless the kind is list, create or example.",
        ),
      },
      allOf: [
        { if: { properties: { kind: { enum: ["list", "create"] } } }, then: { required: ["resource"] } },
        {
          if: { properties: { kind: { enum: ["get", "replace", "patch", "remove", "trigger", "resume"] } } },
          then: { required: ["resource", "item"] },
        },
      ],
    },
  },
  "x-hookspec-paging": {
    on: ["operation"],
    schema: {
      type: "object",
      description: "A list is given out in pages. Default: in one piece.",
      required: ["limit", "offset", "default"],
      additionalProperties: false,
      properties: {
        limit: field("Query parameter: most items of a page."),
        offset: field("Query parameter: position of the first item, from 0."),
        default: { type: "integer", minimum: 1, description: "Items of a page when `limit` is absent." },
      },
    },
  },
  "x-hookspec-sort": {
    on: ["operation"],
    schema: {
      type: "object",
      description: "How a list is ordered. Default: in the order of creation.",
      required: ["by", "fields", "default"],
      additionalProperties: false,
      properties: {
        by: field("Query parameter that names the sort key."),
        order: field("Query parameter that holds `asc` or `desc`."),
        fields: {
          type: "object",
          minProperties: 1,
          additionalProperties: name,
          description: "Value of the `by` parameter → field of the resource.",
        },
        default: names(
          "Fields that order the list when nothing is asked for; the last one always breaks ties.",
        ),
      },
    },
  },
  "x-hookspec-field": {
    on: ["parameter"],
    schema: {
      type: "object",
      description: "The field that a parameter filters (list) or fills (create). Default: none.",
      required: ["name"],
      additionalProperties: false,
      properties: {
        name: field("Field of the resource."),
        compare: {
          enum: ["eq", "gt", "gte", "lt", "lte"],
          default: "eq",
          description: "How a filter compares the field (left) with the parameter (right).",
        },
      },
    },
  },
  "x-hookspec-prefix": {
    on: ["securityScheme"],
    schema: {
      ...name,
      description: 'Text before the API key in its header, e.g. `"bearer "`. Default: none.',
    },
  },
  "x-hookspec-extensible": {
    on: ["schema"],
    schema: {
      type: "boolean",
      description: "The enum may grow: readers must survive unknown values. Default: false.",
    },
  },
  "x-hookspec-unset": {
    on: ["schema"],
    schema: {
      enum: ["none", "strings", "all"],
      description:
        'Which optional members of a request `null` unsets (and `""`, where they are strings). Default: none.',
    },
  },
  "x-hookspec-resource": {
    on: ["schema"],
    schema: {
      type: ["object", "boolean"],
      description:
        "Fields that a server keeps itself; `false`: this is no resource. Default: `id` identifies, nothing else is kept.",
      if: { type: "boolean" },
      then: { enum: [false] },
      required: ["id"],
      additionalProperties: false,
      properties: {
        id: field("Identifies an item."),
        createdAt: field("Set once, to the time of creation."),
        updatedAt: field("Set at each change that a caller makes."),
        owner: field("Holds the id of the workspace that the item belongs to."),
        immutable: {
          type: "array",
          items: name,
          uniqueItems: true,
          default: [],
          description: "Fields that a caller may set at creation only.",
        },
      },
    },
  },
  "x-hookspec-subscription": {
    on: ["schema"],
    schema: {
      type: "object",
      description:
        "Items of this schema are subscriptions: which field plays which role. Default: they are not.",
      required: [
        "url",
        "source",
        "objectType",
        "event",
        "events",
        "mode",
        "interval",
        "lastRun",
        "runs",
        "select",
        "raw",
        "initialSync",
      ],
      additionalProperties: false,
      properties: {
        url: field("Where deliveries are POSTed."),
        source: field("Whose changes are delivered."),
        objectType: field("The type of object whose changes are delivered."),
        event: field("The event subscribed to, single form."),
        events: field("The events subscribed to, list form."),
        changes: {
          type: "object",
          description:
            "The event's values for an object that is new, for one that changed and for one that is gone. Default: created, updated, and removals are not told.",
          required: ["created", "updated"],
          additionalProperties: false,
          properties: {
            created: field("Value: new."),
            updated: field("Value: changed."),
            deleted: field("Value: gone."),
          },
        },
        mode: {
          type: "object",
          description: "How changes are noticed, and which value says so.",
          required: ["field", "virtual", "native", "none"],
          additionalProperties: false,
          properties: {
            field: field("The field."),
            virtual: field("Value: the source is polled. Also the default of the field."),
            native: field("Value: the source reports each event."),
            none: field("Value: nothing is delivered."),
          },
        },
        interval: {
          type: "object",
          description: "Time between two polls.",
          required: ["field", "unit", "minimum", "default"],
          additionalProperties: false,
          properties: {
            field: field("The field."),
            unit: { enum: ["minutes"], description: "Unit of the field, `minimum` and `default`." },
            minimum: { type: "number", exclusiveMinimum: 0, description: "Less is refused." },
            default: { type: "number", exclusiveMinimum: 0, description: "When the caller gives none." },
          },
        },
        lastRun: field("Time of the last poll."),
        runs: {
          type: "object",
          description: "Start times of the latest polls.",
          required: ["field", "keep"],
          additionalProperties: false,
          properties: {
            field: field("The field, an array of strings."),
            keep: { type: "integer", minimum: 0, description: "How many are kept." },
          },
        },
        select: {
          type: "object",
          description: "Comma-separated names of the members to deliver.",
          required: ["field", "always"],
          additionalProperties: false,
          properties: {
            field: field("The field."),
            always: {
              type: "array",
              items: name,
              uniqueItems: true,
              description: "Members delivered in any case.",
            },
          },
        },
        raw: {
          type: "object",
          description: "Whether the source's own object is delivered too.",
          required: ["field", "member"],
          additionalProperties: false,
          properties: {
            field: field("The field, a boolean."),
            member: field("Member of a delivered object that holds it."),
          },
        },
        initialSync: field("Query parameter of create operations: deliver what exists already, first."),
        paused: field("Boolean field: a caller has suspended the subscription."),
        healthy: field("Boolean field: false once retries are used up."),
        filters: field("Object field: names of members, and the values that a delivered object has there."),
        pageLimit: field("Number field: most objects in one delivery, where that is less than its pageSize."),
      },
    },
  },
  "x-hookspec-delivery": {
    on: ["webhookOperation"],
    schema: {
      type: "object",
      description:
        "How a delivery is made up, and what happens when it fails. Default: nothing is sent for this webhook.",
      required: ["subscription", "data", "nonce", "kind", "pageSize", "success", "retry"],
      additionalProperties: false,
      properties: {
        subscription: {
          type: "object",
          description: "The subscription that the delivery answers to.",
          required: ["schema", "member"],
          additionalProperties: false,
          properties: {
            schema: field("Component schema that carries x-hookspec-subscription."),
            member: field("Member of the body that holds it."),
          },
        },
        data: field("Member of the body: array of changed objects."),
        nonce: field("Member of the body: random text, new for each delivery."),
        kind: {
          type: "object",
          description: "Why the delivery was made, and which value says so.",
          required: ["field", "initialPage", "initialLast", "virtual", "native"],
          additionalProperties: false,
          properties: {
            field: field("Member of the body."),
            initialPage: field("Value: a page of an initial sync."),
            initialLast: field("Value: the last page of an initial sync."),
            virtual: field("Value: changes found by a poll."),
            native: field("Value: an event of the source."),
          },
        },
        pageSize: { type: "integer", minimum: 1, description: "Most objects in one delivery." },
        success: {
          type: "array",
          items: { type: "string", pattern: "^[1-5]([0-9]{2}|XX)$" },
          minItems: 1,
          uniqueItems: true,
          description: "Statuses that count as delivered, each like `204` or `2XX`.",
        },
        retry: {
          type: "object",
          description: "What follows a failed attempt.",
          required: ["virtual", "native"],
          additionalProperties: false,
          properties: {
            virtual: retry("Deliveries of polls and initial syncs."),
            native: retry("Deliveries of events."),
          },
        },
      },
    },
  },
  "x-hookspec-signing": {
    on: ["webhookOperation"],
    schema: {
      type: "array",
      minItems: 1,
      description: "The signatures of a delivery, all sent. Default: deliveries are not signed.",
      items: {
        type: "object",
        required: ["field", "algorithm", "over", "encoding", "secret"],
        additionalProperties: false,
        properties: {
          field: field("Member of the body that holds the signature."),
          algorithm: {
            enum: ["hmac-sha1", "hmac-sha256", "hmac-sha512"],
            description: "HMAC (RFC 2104) and its hash.",
          },
          over: names(
            "Members signed, joined without a delimiter: of an array or object its JSON text as it stands in the body, of a string its decoded UTF-8 bytes.",
          ),
          encoding: { enum: ["base64", "hex"], description: "How the signature is written." },
          secret: { enum: ["namespace"], description: "Whose secret is the key: that of the workspace." },
          deprecated: {
            type: "boolean",
            default: false,
            description: "Senders should move to another of the signatures.",
          },
        },
      },
    },
  },
} as const;
