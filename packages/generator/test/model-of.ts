import { parseSpec, type SpecDocument } from "../src/load/document.js";
import type { JsonObject } from "../src/load/json.js";
import type { ApiModel, NamedSchema } from "../src/model/api-model.js";
import { toModel } from "../src/model/to-model.js";
import { Printer, type Statements } from "../src/print.js";

/** A document made of a fragment, with the least that a document needs. */
export function documentWith(fragment: object): SpecDocument {
  const whole = { openapi: "3.1.0", info: { title: "Pets", version: "1" }, ...fragment };
  return parseSpec(JSON.stringify(whole), "pets.json");
}

export function modelWith(fragment: object): ApiModel {
  return toModel(documentWith(fragment), "pets");
}

/** The model of a document that holds those component schemas only. */
export function schemasWith(schemas: JsonObject): readonly NamedSchema[] {
  return modelWith({ components: { schemas } }).schemas;
}

/** The finished text of statements, without the banner. */
export function printed(statements: Statements): string {
  const { text } = new Printer("pets.json").typescript("file.ts", statements);
  return text.slice(text.indexOf("\n\n") + 2);
}
