/** Stands in the place of a value that is not shown. */
export const sensitiveText = "(sensitive value)";

/** Ends of names of secrets. A name such as `password_secret_arn` only refers to one. */
const secretName = new RegExp(
  [
    "(password|passwd|passphrase|(?<![a-z])pass|credentials?|token|connection[-_.]?string)",
    "((private|api|access|secret|signing|encryption|client|master)[-_.]?(access[-_.]?)?key)(?![-_.]?id)",
    "(?<!existing[-_.]?)secret",
    "secret[-_.]?key[-_.]?base",
  ]
    .map((name) => `(${name}[-_]?\\d*$)`)
    .join("|"),
  "i",
);

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
  (typeof value === "string" || typeof value === "number") &&
  value !== "" &&
  (secretName.test(name) || secretParent.test(path) || withPassword.test(String(value)));
