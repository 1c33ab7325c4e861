import type { MockDefinition, ParameterDefinition } from "../src/definition.js";
import type { JsonSchema } from "../src/samples/schema.js";
import { validatorOf } from "./schema-validator.js";

const city: ParameterDefinition = {
  name: "city",
  in: "path",
  required: true,
  style: "simple",
  explode: false,
  type: "string",
};

const forecast: JsonSchema = {
  type: "object",
  properties: {
    sky: { enum: ["clear", "rain", "snow"] },
    degrees: { type: "integer", minimum: -30, maximum: 45 },
    at: { type: "string", format: "date-time" },
    station: { $ref: "Station" },
  },
  required: ["sky", "degrees", "station"],
};

const checkForecast = validatorOf({
  type: "object",
  properties: { sky: { type: "string", enum: ["clear", "rain", "snow"] }, degrees: { type: "integer" } },
  required: ["sky", "degrees"],
});

const json = { status: 200, mediaType: "application/json" };

/** An API without state: examples, schemas and several documented statuses. */
export const weatherDefinition: MockDefinition = {
  name: "weather",
  title: "Weather API",
  version: "1.0.0",
  basePaths: [""],
  security: { key: { type: "apiKey", in: "query", name: "key" } },
  resources: {},
  schemas: { Station: { type: "object", properties: { name: { type: "string" } }, required: ["name"] } },
  operations: [
    {
      id: "getForecast",
      method: "GET",
      path: "/forecast/{city}",
      action: { kind: "example" },
      parameters: [city],
      success: json,
      security: [],
      responses: {
        "200": {
          mediaType: "application/json",
          examples: {
            sunny: { sky: "clear", degrees: 25 },
            "wet, cold": { sky: "rain", degrees: 4 },
            wrong: { sky: 5 },
          },
          schema: forecast,
          validate: checkForecast,
        },
        "404": {
          mediaType: "application/problem+json",
          examples: { unknown: { status: 404, title: "No such city" } },
        },
        "5XX": {
          mediaType: "application/json",
          examples: {},
          schema: { type: "object", properties: { reason: { const: "storm" } }, required: ["reason"] },
        },
      },
    },
    {
      id: "getRecords",
      method: "GET",
      path: "/records/{city}",
      action: { kind: "example" },
      parameters: [city],
      success: json,
      security: [["key"]],
      responses: {
        "200": { mediaType: "application/json", examples: {}, schema: { type: "array", items: forecast } },
      },
    },
    {
      id: "getBulletin",
      method: "GET",
      path: "/bulletin",
      action: { kind: "example" },
      parameters: [],
      success: { status: 200, mediaType: "text/plain", example: "Fair." },
      security: [],
    },
    {
      id: "getMystery",
      method: "GET",
      path: "/mystery",
      action: { kind: "example" },
      parameters: [],
      success: json,
      security: [],
    },
  ],
};
