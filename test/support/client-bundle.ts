import { writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { linkPackages, temporaryFolder } from "./folders.js";

/** What a page would load of a module of its own: one minified file. */
export async function browserBundle(code: string): Promise<string> {
  const folder = temporaryFolder();
  linkPackages(folder);
  const input = path.join(folder, "app.mjs");
  writeFileSync(input, code);
  const bundle = await rolldown({ input, platform: "browser" });
  const { output } = await bundle.generate({ minify: true, codeSplitting: false });
  return output[0].code;
}

export const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length;
