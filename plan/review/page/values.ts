import type { AttributeChange } from "../review";
import { markup, type Html } from "./html";

/** JSON over several lines, if it is long; else the text itself. */
function laidOut(text: string): string {
  if (text.length < 60 || !/^[[{]/.test(text)) {
    return text;
  }
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text; // It only looks like JSON.
  }
}

/** Words, spaces and single other characters. */
const tokensOf = (text: string) => text.match(/\w+|\s+|[^\w\s]/gu) ?? [];

const equalStart = (one: readonly string[], other: readonly string[]) => {
  const length = one.findIndex((token, index) => token !== other[index]);
  return length < 0 ? one.length : length;
};

/** How much of what is equal is shown beside a difference. */
const context = 160;

const startOf = (text: string) =>
  text.length > 2 * context
    ? markup`<i>${text.length - context} equal characters</i> …${text.slice(-context)}`
    : markup`${text}`;

const endOf = (text: string) =>
  text.length > 2 * context
    ? markup`${text.slice(0, context)}… <i>${text.length - context} equal characters</i>`
    : markup`${text}`;

/** Two values in which the parts that differ are marked. */
export function markedValues(before: string, after: string): readonly [before: Html, after: Html] {
  const [old, made] = [tokensOf(laidOut(before)), tokensOf(laidOut(after))];
  const start = equalStart(old, made);
  const [oldRest, madeRest] = [old.slice(start), made.slice(start)];
  const end = equalStart(oldRest.toReversed(), madeRest.toReversed());
  const middle = (rest: readonly string[]) => rest.slice(0, rest.length - end).join("");
  const head = startOf(old.slice(0, start).join(""));
  const tail = endOf(end === 0 ? "" : oldRest.slice(-end).join(""));
  // A mark on all of a value says nothing more than the value.
  const isAll = start + end === 0;
  const mark = (kind: "del" | "ins", text: string) =>
    text === "" || isAll
      ? markup`${text}`
      : kind === "del"
        ? markup`<del>${text}</del>`
        : markup`<ins>${text}</ins>`;
  return [
    markup`<code>${head}${mark("del", middle(oldRest))}${tail}</code>`,
    markup`<code>${head}${mark("ins", middle(madeRest))}${tail}</code>`,
  ];
}

const value = (text: string | undefined) =>
  text === undefined
    ? markup`<span class="none">none</span>`
    : text === ""
      ? markup`<span class="none">empty</span>`
      : markup`<code>${laidOut(text)}</code>`;

function row({ path, before, after, forces }: AttributeChange, isOneSided: boolean): Html {
  const [old, made] =
    before === undefined || after === undefined
      ? [value(before), value(after)]
      : before === "" || after === ""
        ? [value(before), value(after)]
        : markedValues(before, after);
  const name = markup`<th scope="row"><code>${path}</code>${forces && markup` <b class="forces">forces the replacement</b>`}</th>`;
  return isOneSided
    ? markup`<tr>${name}<td>${before === undefined ? made : old}</td></tr>`
    : markup`<tr>${name}<td class="before">${old}</td><td class="after">${made}</td></tr>`;
}

/** A table of attributes. If all are new, or all are removed, it has one column of values. */
export function attributeTable(attributes: readonly AttributeChange[], caption: string): Html {
  if (attributes.length === 0) {
    return markup`<p class="none">No attribute to show.</p>`;
  }
  const isNew = attributes.every(({ before }) => before === undefined);
  const isRemoved = attributes.every(({ after }) => after === undefined);
  const columns = isNew ? ["After"] : isRemoved ? ["Before"] : ["Before", "After"];
  return markup`<table class="attributes${columns.length === 1 && " one-sided"}">
<caption>${caption}</caption>
<thead><tr><th scope="col">Attribute</th>${columns.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${attributes.map((attribute) => markup`${row(attribute, columns.length === 1)}\n`)}</tbody>
</table>`;
}
