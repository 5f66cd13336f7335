import { defineConfig } from "vitest/config";

const root = import.meta.dirname;
const outside = ["node_modules/**", "bench/peers/**", ".next/**", ".build/**", "e2e/**"];

export default defineConfig({
  resolve: { alias: { "@": root } },
  test: {
    // One worker less than there are processors is the default: on two, nothing would run beside another.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx,mjs}"],
          exclude: [...outside, "**/*.db.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: ["**/*.db.test.ts"],
          exclude: outside,
          // Raises one PostgreSQL for the run; testDatabase() gives each file its own database in it.
          globalSetup: ["bin/testing/postgres.ts"],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          fileParallelism: true,
        },
      },
      {
        extends: true,
        test: {
          name: "conformance",
          include: ["e2e/conformance/*.conformance.test.ts"],
          exclude: ["node_modules/**"],
          globalSetup: ["bin/testing/postgres.ts"],
          testTimeout: 300_000,
          hookTimeout: 30_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: ["e2e/faults/*.fault.test.ts"],
          exclude: ["node_modules/**"],
          testTimeout: 90_000,
          fileParallelism: false,
          // Each fault begins where the one before it left the house.
          sequence: { concurrent: false, shuffle: false },
        },
      },
    ],
  },
});
