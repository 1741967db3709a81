import { Testing, type App } from "cdktf";
import { preparedPath } from "./prepared";
import "./stack-traces";

/** An app for a synthesis in memory. cdktf creates a folder for each app: this one is removed after all suites. */
export const testApp = (): App => Testing.app({ outdir: preparedPath("app") });
