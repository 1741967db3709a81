// Jest's transformer: TypeScript to JavaScript, a file at a time. Types are checked by `tsc`, which every npm script runs
// first. Jest keeps the results, so that TypeScript is loaded only for files that have changed.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const compilerOptions = { target: "es2022", module: "commonjs", sourceMap: true, esModuleInterop: true };
const version = require("typescript/package.json").version;

export default {
  process(source, path) {
    const typescript = require("typescript");
    const { options } = typescript.convertCompilerOptionsFromJson(compilerOptions, ".");
    const { outputText, sourceMapText } = typescript.transpileModule(source, {
      fileName: path,
      compilerOptions: options,
    });
    return { code: outputText, map: sourceMapText };
  },
  getCacheKey(source, path, { configString }) {
    const parts = [source, path, configString, version, JSON.stringify(compilerOptions)];
    return createHash("sha256").update(parts.join("\0")).digest("hex");
  },
};
