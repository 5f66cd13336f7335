/*
 * Which part of the house may import which. Rooms of lib/ stand on one another: a room imports only
 * from rooms below it. Type imports count as well, since a type that is known is a dependency.
 */
const ROOMS_FROM_TOP_TO_BOTTOM = [
  "gate",
  "search",
  "decisions",
  "reviews",
  "servers",
  "policy",
  "limits",
  "stdio",
  "factors",
  "vault",
  "directory",
  "tenants",
  "people",
  "credentials",
  "tokens",
  "identity",
  "notices",
  "access",
  "ledger",
  "db",
  "crypto",
  "telemetry",
  "kernel",
  "client",
];

const TESTS = "\\.(test|db\\.test|spec)\\.(tsx?|mjs)$|/(testing|support)/";

/** A room must not import from the rooms above it. */
const downward = ROOMS_FROM_TOP_TO_BOTTOM.slice(1).map((room, index) => {
  const above = ROOMS_FROM_TOP_TO_BOTTOM.slice(0, index + 1);
  return {
    name: `lib-${room}-imports-downward`,
    comment: `lib/${room} stands below ${above.join(", ")}: it must not know them.`,
    severity: "error",
    from: { path: `^lib/${room}/`, pathNot: TESTS },
    to: { path: `^lib/(${above.join("|")})/` },
  };
});

module.exports = {
  forbidden: [
    ...downward,
    {
      name: "every-room-has-a-place",
      comment: "A room of lib/ that is not in the order above is under no rule: give it its place.",
      severity: "error",
      from: {},
      to: { path: "^lib/[^/]+/", pathNot: `^lib/(${ROOMS_FROM_TOP_TO_BOTTOM.join("|")})/` },
    },
    {
      name: "nothing-imports-app-or-bin",
      comment:
        "app and bin put the rooms together; nothing else knows them, but what measures them.",
      severity: "error",
      from: { path: "^(lib|components)/" },
      to: { path: "^(app|bin|bench)/" },
    },
    {
      name: "product-knows-no-bench",
      comment: "The bench measures the product from outside and is no part of it.",
      severity: "error",
      from: { path: "^(app|bin)/" },
      to: { path: "^bench/" },
    },
    {
      name: "bench-knows-no-page",
      severity: "error",
      from: { path: "^bench/" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "lib-knows-no-component",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^components/" },
    },
    {
      name: "app-and-bin-apart",
      comment: "The console and the other processes share rooms of lib/, not each other's parts.",
      severity: "error",
      from: { path: "^app/" },
      to: { path: "^bin/" },
    },
    {
      name: "bin-knows-no-page",
      severity: "error",
      from: { path: "^bin/" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "components-touch-no-database",
      comment:
        "Components show what they are given. They know types and pure faces, never the database.",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^lib/db/|^node_modules/(pg|@prisma)/" },
    },
    {
      name: "no-react-in-lib",
      comment: "Rooms work without a browser and without Next.",
      severity: "error",
      from: { path: "^lib/", pathNot: TESTS },
      to: { path: "^node_modules/(react|react-dom|next)/" },
    },
    {
      name: "database-client-in-lib-db-only",
      comment: "lib/db is the only door to Postgres; bin/database raises the embedded server.",
      severity: "error",
      from: {
        path: "^(lib|app|components|bin|bench)/",
        pathNot: `^lib/db/|^bin/database/|^bench/|${TESTS}`,
      },
      to: { path: "^node_modules/(pg|@prisma)/|^lib/db/generated/" },
    },
    {
      name: "no-circles",
      comment: "Two files that need each other are one file, or one too few.",
      severity: "error",
      from: { pathNot: "^lib/db/generated/" },
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "An import that resolves to nothing hides what it would have broken.",
      severity: "error",
      from: { pathNot: "^lib/db/generated/" },
      to: { couldNotResolve: true },
    },
    {
      name: "no-tests-in-the-product",
      severity: "error",
      from: {
        pathNot: `${TESTS}|^e2e/|^bench/|^bin/test\\.mjs$|^bin/testing/|^vitest|config\\.ts$`,
      },
      to: {
        path: "\\.(test|db\\.test|spec)\\.tsx?$|^(lib|bin)/.*testing/|^node_modules/(vitest|@playwright)/",
      },
    },
    {
      name: "declared-packages-only",
      comment: "A package that only another package brought along may vanish with it.",
      severity: "error",
      from: { path: "^(lib|app|components|bin|bench)/", pathNot: "^lib/db/generated/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.build)/" },
    // The alias of tsconfig.json is added by bin/make/check-imports.mjs.
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".d.ts", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
