import type { ClientDefinition, OperationDefinition, ParameterDefinition } from "../src/definition.js";
import type { Timing } from "../src/transport/timing.js";

/** What an emitted client would pass for a small API. */
export const definition: ClientDefinition = {
  name: "pets",
  servers: { main: "https://api.example.com/v1", eu: "https://eu.example.com/v1" },
  auth: { in: "header", name: "authorization", prefix: "bearer " },
};

export const id: ParameterDefinition = {
  key: "id",
  name: "id",
  in: "path",
  required: true,
  style: "simple",
  explode: false,
};

export const query = (key: string, more: Partial<ParameterDefinition> = {}): ParameterDefinition => ({
  key,
  name: key,
  in: "query",
  style: "form",
  explode: true,
  ...more,
});

export const getPet: OperationDefinition = {
  id: "getPet",
  method: "GET",
  path: "/pets/{id}",
  parameters: [id, query("tags"), query("since")],
  responses: { 200: "json", 404: "json", "4XX": "json", 503: "none" },
};

export const createPet: OperationDefinition = {
  id: "createPet",
  method: "POST",
  path: "/pets",
  parameters: [],
  body: { mediaType: "application/json", required: true },
  responses: { 201: "json", 422: "json" },
};

export const replacePet: OperationDefinition = {
  ...createPet,
  id: "replacePet",
  method: "PUT",
  path: "/pets/{id}",
  parameters: [id],
};

export const removePet: OperationDefinition = {
  id: "removePet",
  method: "DELETE",
  path: "/pets/{id}",
  parameters: [id],
  responses: { 200: "none" },
};

/** Waits for nothing and writes down how long it would have waited; chance always gives the longest wait. */
export function recordedTiming(now = 0): Timing & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    random: () => 1,
    wait: async (ms, signal) => {
      waits.push(ms);
      signal?.throwIfAborted();
    },
  };
}
