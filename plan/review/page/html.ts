/** Text that is HTML already. */
export class Html {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

type Part = Html | string | number | undefined | false | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that are not seen, or that change the direction in which a text is read. Line feeds and tabs are not among them. */
const invisible =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;

const visible = (text: string) =>
  text.replace(
    invisible,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );

/** A text in which nothing is HTML, and in which all characters are seen. */
export const escaped = (text: string) =>
  visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");

function textOf(part: Part): string {
  if (part === undefined || part === false) {
    return "";
  }
  if (part instanceof Html) {
    return part.toString();
  }
  return typeof part === "object" ? part.map(textOf).join("") : escaped(String(part));
}

/** HTML from a template. What is put into it is escaped, unless it is made by this function itself. */
export function markup(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(parts.map((part, index) => part + textOf(values[index])).join(""));
}

/** The name of an element that a link can open, such as `staging-network/aws_vpc.network`. */
export const anchor = (...names: readonly string[]) => visible(names.join("/")).replace(/\s/g, "_");

/** A link to an element of the page. */
export const link = (to: string, text: Part) => markup`<a href="#${encodeURIComponent(to)}">${text}</a>`;
