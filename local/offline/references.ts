/** The parts of a reference to a resource, such as `helm_release.loki["a"].metadata[0].name`. */
export interface Reference {
  /** Type and name: `helm_release.loki`. */
  readonly address: string;
  /** Instance: `["a"]`, or nothing. */
  readonly instance: string;
  /** Attribute: `.metadata[0].name`, or nothing. */
  readonly path: string;
}

// Does not match the <type>.<name> in data.<type>.<name>: there, `data.` is part of the address.
const reference = /(?<![\w.-])((?:data\.)?[a-z]\w*\.[A-Za-z_][\w-]*)(\[[^\]]*\])?((?:\.\w+|\[\d+\])*)/g;

/** Arguments whose strings are references without `${…}`. */
const bareArguments = ["depends_on", "replace_triggered_by"];

/** Applies a function to each `${…}` of a string. Other text, and text that is escaped by `$${`, is not changed. */
function mapInterpolations(text: string, map: (expression: string) => string): string {
  const start = text.search(/(?<!\$)\$\{/);
  if (start < 0) {
    return text;
  }
  let depth = 0;
  let end = start + 1;
  do {
    depth += text[end] === "{" ? 1 : text[end] === "}" ? -1 : 0;
    end += 1;
  } while (depth > 0 && end < text.length);
  return text.slice(0, start) + map(text.slice(start, end)) + mapInterpolations(text.slice(end), map);
}

/** Replaces each reference in a part of a configuration by the result of a function. */
export function mapReferences(value: unknown, map: (found: Reference) => string, bare = false): unknown {
  if (typeof value === "string") {
    const mapExpression = (expression: string) =>
      expression.replace(reference, (_, address: string, instance = "", path: string) =>
        map({ address, instance: String(instance), path }),
      );
    return bare ? mapExpression(value) : mapInterpolations(value, mapExpression);
  }
  if (Array.isArray(value)) {
    return value.map((item) => mapReferences(item, map, bare));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        mapReferences(item, map, bareArguments.includes(key)),
      ]),
    );
  }
  return value;
}

/** The addresses that a part of a configuration refers to. */
export function addressesIn(value: unknown): string[] {
  const addresses = new Set<string>();
  mapReferences(value, ({ address, instance, path }) => {
    addresses.add(address);
    return address + instance + path;
  });
  return [...addresses];
}
