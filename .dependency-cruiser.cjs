/**
 * Imports that each folder may use: only the listed folders. `modules/kit` may use none. Checked by `npm run check`.
 */
const folders = {
  "modules/kit": [],
  "modules/versions.ts": [],
  "modules/aws": ["modules/kit", "modules/versions.ts"],
  "modules/kubernetes": ["modules/kit", "modules/versions.ts"],
  "modules/addons": ["modules/kit", "modules/versions.ts", "modules/aws", "modules/kubernetes"],
  "modules/app": [
    "modules/kit",
    "modules/versions.ts",
    "modules/aws",
    "modules/kubernetes",
    "modules/addons",
  ],
  "modules/layers": ["modules"],
  config: ["modules"],
  stacks: ["config", "modules"],
  importable: ["modules"],
  terraform: ["modules/kit", "modules/versions.ts"],
  destroy: ["terraform", "modules"],
  local: ["destroy", "terraform", "stacks", "config", "modules"],
  plan: ["importable", "terraform", "stacks", "config", "modules"],
  commands: ["plan", "importable", "local", "destroy", "terraform", "stacks", "config", "modules"],
  "main.ts": ["local", "stacks", "config", "modules", "terraform"],
};

const below = (path) => (path.endsWith(".ts") ? `^${path}$` : `^${path}/`);

module.exports = {
  forbidden: [
    ...Object.entries(folders).map(([folder, allowed]) => ({
      name: `${folder} imports only ${allowed.join(", ") || "nothing of the project"}`,
      severity: "error",
      from: { path: below(folder) },
      to: { path: Object.keys(folders).map(below), pathNot: [folder, ...allowed].map(below) },
    })),
    { name: "no cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "only tests import tests",
      severity: "error",
      from: { pathNot: "^__tests__/" },
      to: { path: "^__tests__/" },
    },
    {
      name: "no file that is not imported",
      severity: "error",
      from: {
        orphan: true,
        path: "^(config|destroy|importable|local|modules|plan|stacks|terraform)/.*\\.ts$",
      },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(build|dist|cdktf\\.out|node_modules)/" },
  },
};
