import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["spec/**/*.spec.ts"],
    // The software adapter loads a Vulkan driver into the process, which Node's worker threads cannot do.
    pool: "forks",
    // Half of a test's time is one thread's: two files at a time, even on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
