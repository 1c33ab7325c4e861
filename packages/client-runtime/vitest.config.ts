import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { name: "client-runtime", include: ["src/**/*.test.ts", "test/**/*.test.ts"] },
});
