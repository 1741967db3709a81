import js from "@eslint/js";
import tseslint from "typescript-eslint";
import terms from "./eslint/terms.cjs";

export default tseslint.config(
  {
    ignores: [
      "build/",
      "dist/",
      "cdktf.out/",
      "plan.out/",
      "drift.out/",
      "graph.out/",
      ".local/",
      "node_modules/",
      "coverage/",
    ],
  },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    rules: {
      // Importing the root of a provider package loads all resources: 60 s and 2 GB instead of 0.6 s.
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "cdktf",
              importNames: ["DataResource"],
              message:
                "It runs `terraform version` at each synthesis: TerraformData of modules/kit/terraform-data.ts.",
            },
          ],
          patterns: [
            {
              regex: "^@cdktf/provider-[a-z]+(/lib)?(/index)?$",
              message: "Import the class by its path, such as @cdktf/provider-aws/lib/vpc.",
            },
          ],
        },
      ],
      // `const { kubeconfig, ...settings } = platform` is how a field is left out.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/no-invalid-void-type": "off",
      "@typescript-eslint/no-extraneous-class": "off",
    },
  },
  {
    files: ["modules/**/*.ts"],
    ignores: ["modules/kit/**"],
    plugins: { modules: { rules: { terms } } },
    rules: { "modules/terms": "error" },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", module: "writable" } },
  },
  {
    // The script of the page of a plan review runs in a browser.
    files: ["plan/review/page/*.js"],
    languageOptions: { sourceType: "script", globals: { document: "readonly", window: "readonly" } },
  },
);
