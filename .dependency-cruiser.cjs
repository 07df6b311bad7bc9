/** The order of the house (README, "The map"): imports go from right to left only. */
const layers = [
  "^grammar/",
  "^compiler/graph/",
  "^compiler/kernels/",
  "^compiler/operators/",
  "^compiler/check/",
  "^compiler/import/",
  "^compiler/passes/",
  "^compiler/lower/",
  "^compiler/emit/",
  "^compiler/weights/",
  "^compiler/compile\\.ts$",
  "^compiler/index\\.ts$",
];

/** The compiler may see the runtime's plain-data contract, with what it means, and nothing else; its door gives both. */
const contract = "^runtime/(program|needs|recipes)\\.ts$";
const both = "^runtime/index\\.ts$";

const forward = layers.map((layer, i) => ({
  name: `order:${layer}`,
  severity: "error",
  from: { path: layer },
  to: {
    path: "^(grammar|compiler|runtime|spec|examples)/",
    pathNot: [...layers.slice(0, i + 1), contract, ...(layer.includes("index") ? [both] : [])],
  },
}));

module.exports = {
  forbidden: [
    ...forward,
    {
      name: "runtime-alone",
      severity: "error",
      from: { path: "^runtime/" },
      to: { path: "^(grammar|compiler|spec|examples)/" },
    },
    {
      name: "runtime-has-no-dependency",
      severity: "error",
      from: { path: "^runtime/", pathNot: "^runtime/node/" },
      to: { dependencyTypes: ["npm", "core"], dependencyTypesNot: ["type-only", "type-import"] },
    },
    {
      name: "nobody-needs-node",
      severity: "error",
      from: { path: "^runtime/", pathNot: "^runtime/node/" },
      to: { path: "^runtime/node/" },
    },
    {
      name: "pure",
      comment: "the compiler runs in a browser: only the command line touches the machine",
      severity: "error",
      from: { path: "^(grammar|compiler)/", pathNot: "^compiler/cli/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "ts-morph-only-in-emit",
      severity: "error",
      from: { path: "^(grammar|compiler|runtime|spec)/", pathNot: "^(compiler/emit/|spec/emit/)" },
      to: { path: "ts-morph" },
    },
    {
      name: "import-is-a-door",
      comment: "the passes and what follows them know nothing of ONNX files",
      severity: "error",
      from: { path: "^compiler/(passes|lower|emit)/" },
      to: { path: "^compiler/import/" },
    },
    {
      name: "nobody-imports-spec",
      severity: "error",
      from: { path: "^(grammar|compiler|runtime)/", pathNot: "^compiler/cli/" },
      to: { path: "^spec/" },
    },
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "/golden/|^dist/" },
  },
};
