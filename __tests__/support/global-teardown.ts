import { rmSync } from "node:fs";
import { preparedFolder } from "./prepared";

/** Runs once after all suites. */
export default function remove(): void {
  rmSync(process.env[preparedFolder] ?? "", { recursive: true, force: true });
}
