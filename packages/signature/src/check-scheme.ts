import { digestBytes } from "./algorithms.js";
import type { SigningScheme } from "./scheme.js";

/**
 * A scheme may come from a hand-written spec. What is wrong with it is the configuration's fault, never the delivery's, so it throws.
 */
export function checkScheme(scheme: SigningScheme): void {
  if (!Array.isArray(scheme) || scheme.length === 0) {
    throw new TypeError(
      "The signing scheme is empty. Pass the declarations of x-hookspec-signing, at least one.",
    );
  }
  const fields = new Set<string>();
  for (const { field, algorithm, over, encoding } of scheme) {
    const fail = (what: string): never => {
      throw new TypeError(`The signing scheme's field "${field}" ${what}`);
    };
    if (fields.has(field)) fail("is declared twice. Declare one signature for each field.");
    fields.add(field);
    if (!Object.hasOwn(digestBytes, algorithm)) {
      fail(`has algorithm "${algorithm}". Accepted: ${Object.keys(digestBytes).join(", ")}.`);
    }
    if (encoding !== "base64" && encoding !== "hex") {
      fail(`has encoding "${String(encoding)}". Accepted: base64, hex.`);
    }
    // Without this, one signature over nothing would be valid for every body.
    if (over.length === 0) fail("signs nothing. Name the signed members in its `over`.");
    if (new Set(over).size < over.length) fail("signs a member twice. Name each once in its `over`.");
    if (over.includes(field)) fail("signs itself. Remove it from its `over`.");
  }
}
