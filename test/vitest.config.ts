import { defineConfig } from "vitest/config";

// Many of these tests run real compilers and installers: seconds each, more on a busy machine.
export default defineConfig({
  test: { name: "acceptance", include: ["**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
});
