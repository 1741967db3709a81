/** A value in which the name of an output takes the place of each text that stands for its value. */
export function named<T>(value: T, placeholders: ReadonlyMap<string, string>): T {
  if (typeof value === "string") {
    const replace = (text: string, [placeholder, name]: readonly [string, string]) =>
      text.replaceAll(placeholder, name);
    return [...placeholders].reduce<string>(replace, value) as T;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const parts = Object.entries(value).map(
    ([key, part]) => [key, named(part as unknown, placeholders)] as const,
  );
  return (Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as T;
}
