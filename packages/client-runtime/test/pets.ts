import type { ClientDefinition, OperationDefinition } from "../src/definition.js";
import { json } from "../src/serialise/body.js";
import { inHeader } from "../src/transport/auth.js";
import type { Timing } from "../src/transport/timing.js";

/** What an emitted client would pass for a small API. */
export const definition: ClientDefinition = {
  name: "pets",
  servers: { main: "https://api.example.com/v1", eu: "https://eu.example.com/v1" },
  auth: { key: [inHeader, "authorization", "bearer "] },
};

export const getPet: OperationDefinition = {
  id: "getPet",
  method: "GET",
  path: "/pets/{id}",
  query: "tags since",
  required: "id",
  responses: { json: "200 404 4XX", none: "503" },
};

export const createPet: OperationDefinition = {
  id: "createPet",
  method: "POST",
  path: "/pets",
  required: "body",
  body: [json, "application/json"],
  responses: { json: "201 422" },
};

export const replacePet: OperationDefinition = {
  ...createPet,
  id: "replacePet",
  method: "PUT",
  path: "/pets/{id}",
  required: "id body",
};

export const removePet: OperationDefinition = {
  id: "removePet",
  method: "DELETE",
  path: "/pets/{id}",
  required: "id",
  responses: { none: "200" },
};

/** Waits for nothing and writes down how long it would have waited; chance always gives the longest wait. */
export function recordedTiming(now = 0): Timing & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    random: () => 1,
    wait: async (ms) => void waits.push(ms),
  };
}
