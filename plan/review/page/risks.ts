import { riskTitles, type Review, type RiskRow } from "../review";
import { counted, groupsOf, risksOf, type RowGroup } from "../summary";
import { anchor, link, markup, type Html } from "./html";

/** Rows of one cause, from this number on, are folded. */
const many = 4;

/** Lists of what is said about resources. */
export class RowList {
  constructor(private readonly isChange: (row: { stack: string; address: string }) => boolean) {}

  section({ risk, rows }: ReturnType<typeof risksOf>[number]): Html {
    const own = rows.filter(({ cause }) => cause === undefined);
    const keyOf = ({ stack, cause }: RiskRow) => JSON.stringify([stack, cause]);
    const keys = [...new Set(rows.filter(({ cause }) => cause !== undefined).map(keyOf))];
    return markup`<h3 id="${anchor("risk", risk)}" class="risk-title ${risk}">${riskTitles[risk]} <span class="count">${rows.length}</span></h3>
<ul class="risk-rows">
${groupsOf(own).map((group) => this.group(group))}${keys.map((key) => this.followers(rows.filter((row) => keyOf(row) === key)))}</ul>
`;
  }

  /** Rows that say the same. */
  group({ addresses, stack, sentence }: RowGroup): Html {
    const several = addresses.map((address) => markup`${this.address({ stack, address })}<br>`);
    return markup`<li>${several}<span class="stack-name">${stack}</span> <span class="sentence">${sentence}</span></li>
`;
  }

  private row(row: RiskRow): Html {
    return markup`<li>${this.address(row)} <span class="stack-name">${row.stack}</span><br><span class="sentence">${row.sentence}</span></li>
`;
  }

  private followers(rows: readonly RiskRow[]): Html {
    const [{ stack, cause = "" } = { stack: "" }] = rows;
    const because = markup`because of ${this.address({ stack, address: cause })} <span class="stack-name">${stack}</span>`;
    const list = markup`<ul>
${rows.map((row) => this.row(row))}</ul>`;
    return rows.length < many
      ? markup`<li>${counted(rows.length, "resource")} ${because}${list}</li>
`
      : markup`<li>${counted(rows.length, "resource")} ${because}<details><summary>show ${rows.length}</summary>${list}</details></li>
`;
  }

  private address(row: { readonly stack: string; readonly address: string }): Html {
    const text = markup`<code class="address">${row.address}</code>`;
    return this.isChange(row) ? link(anchor(row.stack, row.address), text) : text;
  }
}

/** Lists that link to the changes of a review. */
export function rowList(review: Review): RowList {
  const changes = new Set(
    review.stacks.flatMap(({ stack, changes: of }) => of.map(({ address }) => `${stack} ${address}`)),
  );
  return new RowList(({ stack, address }) => changes.has(`${stack} ${address}`));
}

/** What a reviewer must know first. */
export function risksSection(review: Review): Html {
  const risks = rowList(review);
  const found = risksOf(review);
  return markup`<section id="risks" aria-labelledby="risks-title">
<h2 id="risks-title">Risks</h2>
${found.length === 0 ? markup`<p>No risk was found.</p>` : found.map((one) => risks.section(one))}</section>
`;
}
