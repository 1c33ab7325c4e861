import type { Json } from "../../load/json.js";
import type { Rule } from "./rule.js";

const answer = (more: Readonly<Record<string, Json>> = {}): Json => ({ description: "ok", ...more });
const json: Json = { "application/json": { schema: {} } };
const header = (more: Readonly<Record<string, Json>> = {}): Json => ({ "x-a": { schema: { type: "string" }, ...more } });

/** Changes of what comes back, and of what a webhook's receiver may answer. */
export const responseRules: readonly Rule[] = [
  { id: "response-success-status-added", what: "A success may come with another status", why: "Callers that ask for the one they know take it for a failure.", wire: "warning", source: "minor", at: "responses", base: { "200": answer() }, revision: { "200": answer(), "202": answer() } },
  { id: "response-success-status-removed", what: "A success status is gone", why: "Callers wait for it in vain.", wire: "breaking", source: "major", at: "responses", base: { "200": answer(), "202": answer() }, revision: { "200": answer() } },
  { id: "response-non-success-status-added", what: "A failure may come with another status", why: "Callers must expect any failure.", wire: "info", source: "minor", at: "responses", base: { "200": answer() }, revision: { "200": answer(), "404": answer() } },
  { id: "response-non-success-status-removed", what: "A failure status is gone", why: "Callers that act on it have nothing to act on, and cannot tell what replaced it.", wire: "breaking", source: "major", at: "responses", base: { "200": answer(), "404": answer() }, revision: { "200": answer() } },
  { id: "response-media-type-added", what: "An answer may come in another media type", why: "Callers get what they accept.", wire: "info", source: "minor", at: "responses", base: { "200": answer({ content: json }) }, revision: { "200": answer({ content: { "application/json": { schema: {} }, "text/plain": { schema: {} } } }) } },
  { id: "response-media-type-removed", what: "An answer comes in a media type no more", why: "Callers that accept only that one get nothing.", wire: "breaking", source: "major", at: "responses", base: { "200": answer({ content: { "application/json": { schema: {} }, "text/plain": { schema: {} } } }) }, revision: { "200": answer({ content: json }) } },
  { id: "response-header-added", what: "An answer has a new header", why: "Callers ignore what they do not know.", wire: "info", source: "none", at: "headers", base: {}, revision: header() },
  { id: "required-response-header-removed", what: "A header that was always there is gone", why: "Callers rely on it.", wire: "breaking", source: "none", at: "headers", base: header({ required: true }), revision: {} },
  { id: "optional-response-header-removed", what: "A header that was sometimes there is gone", why: "Callers that act on it have nothing to act on, and no compiler tells them.", wire: "breaking", source: "none", at: "headers", base: header(), revision: {} },
  { id: "response-header-became-optional", what: "A header may be absent", why: "Callers rely on it.", wire: "breaking", source: "none", at: "headers", base: header({ required: true }), revision: header() },
  { id: "response-header-became-required", what: "A header is always there", why: "Callers get what they had to do without at times.", wire: "info", source: "none", at: "headers", base: header(), revision: header({ required: true }) },
  { id: "response-header-serialization-changed", what: "A header is written differently", why: "Callers read it wrongly.", wire: "breaking", source: "none", at: "headers", base: header(), revision: header({ explode: true }) },
  { id: "response-links-changed", what: "Links of an answer changed", why: "Links are hints.", wire: "info", source: "none", at: "responses", base: { "200": answer() }, revision: { "200": answer({ links: { next: { operationId: "list" } } }) } },
  { id: "webhook-payload-added", what: "A webhook carries a body", why: "Receivers ignore what they do not know.", wire: "info", source: "minor", at: "webhook", base: {}, revision: { requestBody: { content: json } } },
  { id: "webhook-payload-removed", what: "A webhook carries no body any more", why: "Receivers rely on it.", wire: "breaking", source: "major", at: "webhook", base: { requestBody: { content: json } }, revision: {} },
  { id: "webhook-payload-became-optional", what: "A webhook may come without its body", why: "Receivers rely on it.", wire: "breaking", source: "major", at: "webhook", base: { requestBody: { required: true, content: json } }, revision: { requestBody: { content: json } } },
  { id: "webhook-payload-became-required", what: "A webhook always has its body", why: "Receivers get what they had to do without at times.", wire: "info", source: "minor", at: "webhook", base: { requestBody: { content: json } }, revision: { requestBody: { required: true, content: json } } },
  { id: "webhook-payload-media-type-added", what: "A webhook may come in another media type", why: "Receivers do not choose it, and may not read it.", wire: "breaking", source: "major", at: "webhook", base: { requestBody: { content: json } }, revision: { requestBody: { content: { "application/json": { schema: {} }, "text/plain": { schema: {} } } } } },
  { id: "webhook-payload-media-type-removed", what: "A webhook comes in one media type less", why: "Receivers read the others already.", wire: "info", source: "patch", at: "webhook", base: { requestBody: { content: { "application/json": { schema: {} }, "text/plain": { schema: {} } } } }, revision: { requestBody: { content: json } } },
  { id: "webhook-payload-encoding-changed", what: "Parts of a webhook's form are written differently", why: "Receivers read them wrongly.", wire: "breaking", source: "patch", at: "webhook", base: { requestBody: { content: { "multipart/form-data": { schema: {} } } } }, revision: { requestBody: { content: { "multipart/form-data": { schema: {}, encoding: { a: { contentType: "text/csv" } } } } } } },
  { id: "webhook-response-status-added", what: "A receiver may answer another status", why: "Nobody has to answer it.", wire: "info", source: "minor", at: "webhook", base: {}, revision: { responses: { "200": answer(), "202": answer() } } },
  { id: "webhook-response-status-removed", what: "A receiver may no longer answer a status", why: "Receivers that answer it fail.", wire: "breaking", source: "major", at: "webhook", base: { responses: { "200": answer(), "202": answer() } }, revision: {} },
  { id: "webhook-response-body-added", what: "A receiver must answer a body", why: "Receivers answer none.", wire: "breaking", source: "major", at: "webhook", base: {}, revision: { responses: { "200": answer({ content: json }) } } },
  { id: "webhook-response-body-removed", what: "A receiver need answer no body", why: "A body that nobody reads does no harm.", wire: "info", source: "minor", at: "webhook", base: { responses: { "200": answer({ content: json }) } }, revision: {} },
  { id: "webhook-response-header-added", what: "A receiver must answer a header", why: "Receivers answer none.", wire: "breaking", source: "major", at: "webhook", base: {}, revision: { responses: { "200": answer({ headers: header({ required: true }) }) } } },
  { id: "webhook-response-header-removed", what: "A receiver need not answer a header", why: "A header that nobody reads does no harm.", wire: "info", source: "patch", at: "webhook", base: { responses: { "200": answer({ headers: header({ required: true }) }) } }, revision: {} },
];

/** What only the emitted declarations show. */
export const declarationRules: readonly Rule[] = [
  { id: "export-added", what: "A package exports something new", why: "Nobody has to import it.", wire: "info", source: "minor", at: "document", base: {}, revision: { components: { schemas: { A: { type: "string" } } } } },
  { id: "export-removed", what: "A package exports something no more", why: "Imports of it fail to compile.", wire: "info", source: "major", at: "document", base: { components: { schemas: { A: { type: "string" } } } }, revision: {} },
  { id: "export-changed", what: "A package declares something differently", why: "Code that fitted may not compile.", wire: "info", source: "major", at: "document", base: { components: { schemas: { A: { type: "string" } } } }, revision: { components: { schemas: { A: { type: "number" } } } } },
];
