/** Stands in the place of a value that is not shown. */
export const sensitiveText = "(sensitive value)";

/** Ends of names of secrets. A name such as `password_secret_arn` only refers to one. */
const secretName =
  /(password|passwd|passphrase|credentials?|token|private_?key|api_?key|secret_?key|(?<!existing_?)secret|connection_?string)[-_]?\d*$/i;

/** Names of Terraform, Helm and Kubernetes below which all values may be secrets. */
const secretParent =
  /(^|\.)(stringData|binaryData|set_sensitive|secret_string|secret_binary|\w+_wo)(\.|\[|$)/;

/** A URL with a password. */
const withPassword = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/**
 * Whether a value is not shown, besides what Terraform marks as sensitive.
 *
 * @param path Names that lead to the value, such as `spec.template.env[2].value`.
 * @param name The last name; of a variable of an environment, its own name.
 */
export const isSecret = (path: string, name: string, value: unknown): boolean =>
  typeof value === "string" &&
  value !== "" &&
  (secretName.test(name) || secretParent.test(path) || withPassword.test(value));
