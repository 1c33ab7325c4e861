import type { Json } from "../../load/json.js";
import type { Rule } from "./rule.js";

const object = (properties: Json, required: readonly string[] = []): Json => ({ type: "object", properties, ...(required.length === 0 ? {} : { required }) });
const a = { type: "string" };
const one = object({ a });
const none = object({});
const needed = object({ a }, ["a"]);

/** What cannot be told, and changes of the members of an object; ids differ by whether the object is sent or received. */
export const memberRules: readonly Rule[] = [
  { id: "inclusion-unproven", what: "A pattern, `not`, `if`, another keyword or a composition changed, in a request or in a response", why: "What cannot be proven to include the old counts as breaking.", wire: "breaking", source: "major", at: "requestSchema", base: { type: "string", pattern: "^a" }, revision: { type: "string", pattern: "^[ab]" } },
  { id: "new-required-request-property", what: "A request must hold a new member", why: "Requests without it are refused, whether it has a default or not.", wire: "breaking", source: "major", at: "requestSchema", base: none, revision: needed },
  { id: "new-optional-request-property", what: "A request may hold a new member", why: "Nobody has to send it.", wire: "info", source: "minor", at: "requestSchema", base: none, revision: one },
  { id: "request-property-removed", what: "A member of requests is gone", why: "It is ignored, or worse refused; code that sets it no longer compiles.", wire: "warning", source: "major", at: "requestSchema", base: one, revision: none },
  { id: "request-property-forbidden", what: "A member of requests is gone from a closed object", why: "Requests that hold it are refused.", wire: "breaking", source: "major", at: "requestSchema", base: one, revision: { type: "object", additionalProperties: false } },
  { id: "request-property-became-required", what: "A member of requests became required", why: "Requests without it are refused, whether it has a default or not.", wire: "breaking", source: "major", at: "requestSchema", base: one, revision: needed },
  { id: "request-property-became-optional", what: "A member of requests became optional", why: "Sending it is still fine.", wire: "info", source: "minor", at: "requestSchema", base: needed, revision: one },
  { id: "request-property-became-read-only", what: "A member of requests became read-only", why: "What callers set is ignored from now on.", wire: "breaking", source: "patch", at: "requestSchema", base: one, revision: object({ a: { type: "string", readOnly: true } }) },
  { id: "request-property-became-not-read-only", what: "A read-only member may be sent", why: "What was ignored has an effect now; nobody has to send it.", wire: "info", source: "minor", at: "requestSchema", base: object({ a: { type: "string", readOnly: true } }), revision: one },
  { id: "response-required-property-removed", what: "A member that was always there is gone", why: "Readers rely on it.", wire: "breaking", source: "major", at: "responseSchema", base: needed, revision: none },
  { id: "response-optional-property-removed", what: "A member that was sometimes there is gone", why: "Readers had to do without it at times, but code that reads it no longer compiles.", wire: "warning", source: "major", at: "responseSchema", base: one, revision: none },
  { id: "response-required-property-added", what: "A new member is always there", why: "Readers ignore what they do not know.", wire: "info", source: "minor", at: "responseSchema", base: none, revision: needed },
  { id: "response-optional-property-added", what: "A new member may be there", why: "Readers ignore what they do not know.", wire: "info", source: "minor", at: "responseSchema", base: none, revision: one },
  { id: "response-property-became-optional", what: "A member may be absent", why: "Readers rely on it.", wire: "breaking", source: "major", at: "responseSchema", base: needed, revision: one },
  { id: "response-property-became-required", what: "A member is always there", why: "Readers get what they had to do without at times.", wire: "info", source: "minor", at: "responseSchema", base: one, revision: needed },
  { id: "response-property-became-write-only", what: "A member left the responses", why: "Readers find it no more.", wire: "breaking", source: "major", at: "responseSchema", base: needed, revision: object({ a: { type: "string", writeOnly: true } }, ["a"]) },
  { id: "response-property-became-not-write-only", what: "A write-only member is part of responses", why: "Readers ignore what they do not know.", wire: "info", source: "minor", at: "responseSchema", base: object({ a: { type: "string", writeOnly: true } }), revision: one },
];
