import { deliveryMistakes } from "./delivery-rules";
import { line, type Mistake } from "./mistakes";
import { nameMistakes } from "./names";
import { relationMistakes } from "./relations";
import { replicationMistakes } from "./replication-rules";
import type { Configuration } from "./schema";
import { parseConfiguration } from "./schema-mistakes";
import { textMistakes } from "./texts";

/** The configuration is invalid. The message has a line for each error; nothing was written. */
export class ConfigurationError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

const isInside = (path: Mistake["path"], outer: Mistake["path"]) =>
  outer.every((key, index) => key === path[index]);

/**
 * Checks accounts and stages.
 *
 * @throws {ConfigurationError} with all errors, one line each: stage, path, given value, accepted values.
 */
export function checkConfiguration(input: unknown): Configuration {
  const { configuration, valid, mistakes, between } = parseConfiguration(input);
  // What is required of a value that is itself wrong is not a second mistake.
  const relations = [
    ...relationMistakes(valid),
    ...deliveryMistakes(valid),
    ...replicationMistakes(valid),
  ].filter(
    ({ owner, path }) => !mistakes.some((other) => other.owner === owner && isInside(path, other.path)),
  );
  const all = [...nameMistakes(input), ...mistakes, ...textMistakes(valid), ...between, ...relations];
  if (configuration === undefined || all.length > 0) {
    throw new ConfigurationError([...new Set(all.map(line))]);
  }
  return configuration;
}
