import { defineConfig } from "vitest/config";

export default defineConfig({
  // Some tests start processes or the compiler: on a busy machine that takes longer than the default of 5 s.
  test: { name: "generator", include: ["src/**/*.test.ts", "test/**/*.test.ts"], testTimeout: 30_000 },
});
