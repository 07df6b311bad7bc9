import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["spec/**/*.spec.ts"],
    // The software adapter loads a Vulkan driver into the process, which Node's worker threads cannot do.
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
