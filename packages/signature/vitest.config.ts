import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // package.json's imports point into dist, which may be older than the sources.
  resolve: { alias: { "#crypto": fileURLToPath(new URL("src/crypto.node.ts", import.meta.url)) } },
  test: { name: "signature", include: ["src/**/*.test.ts", "test/**/*.test.ts"] },
});
