/**
 * What each folder may import: the picture of the project. A folder imports only what is listed; kit imports nothing.
 * Checked by `npm run check`.
 */
const rooms = {
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
  local: ["terraform", "stacks", "config", "modules"],
  commands: ["importable", "local", "terraform", "stacks", "config", "modules"],
  "main.ts": ["local", "stacks", "config", "modules", "terraform"],
};

const below = (path) => (path.endsWith(".ts") ? `^${path}$` : `^${path}/`);

module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room} imports only ${allowed.join(", ") || "nothing of the project"}`,
      severity: "error",
      from: { path: below(room) },
      to: { path: Object.keys(rooms).map(below), pathNot: [room, ...allowed].map(below) },
    })),
    { name: "no cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "only tests import tests",
      severity: "error",
      from: { pathNot: "^__tests__/" },
      to: { path: "^__tests__/" },
    },
    {
      name: "no file without a user",
      severity: "error",
      from: { orphan: true, path: "^(config|importable|local|modules|stacks|terraform)/.*\\.ts$" },
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
