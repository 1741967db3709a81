/** The text between brackets that begins at an index, split at the commas outside of other brackets and of strings. */
function splitAt(type: string, start: number): { readonly parts: string[]; readonly end: number } {
  const parts = [""];
  let depth = 0;
  for (const { 0: token, index } of type.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[^"]/g)) {
    if (/^[)\]}]$/.test(token) && depth === 0) {
      return { parts: parts.map((part) => part.trim()).filter(Boolean), end: start + index };
    }
    depth += /^[([{]$/.test(token) ? 1 : /^[)\]}]$/.test(token) ? -1 : 0;
    if (token === "," && depth === 0) {
      parts.push("");
    } else {
      parts[parts.length - 1] += token;
    }
  }
  throw new Error(`type without a closing bracket: ${type}`);
}

/**
 * The type of a variable by attribute: `database.multi_az` of an object, `workers.*.cpu` of a map or list of objects. The
 * object itself is there as well, without its attributes.
 */
export function attributesOf(type: string, path: string): Map<string, string> {
  const opening = "object({";
  const [before = "", inner] = type.split(opening, 2);
  if (inner === undefined || before.includes('"')) {
    return new Map([[path, type]]);
  }
  const { parts, end } = splitAt(type, before.length + opening.length);
  const prefix = /(map|list|set)\($/.test(before) ? `${path}.*.` : `${path}.`;
  const attributes = parts.flatMap((part) => {
    const separator = part.indexOf(" = ");
    return [...attributesOf(part.slice(separator + " = ".length), prefix + part.slice(0, separator))];
  });
  return new Map([[path, `${before}object${type.slice(end + "})".length)}`], ...attributes]);
}
