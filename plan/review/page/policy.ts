import type { Review } from "../review";
import { groupsOf, policyGroups, verdictTitles } from "../summary";
import { markup, type Html } from "./html";
import { rowList } from "./risks";

/** What the rules say, by verdict and rule, and what was not checked. */
export function policySection(review: Review): Html {
  const list = rowList(review);
  const { notes } = review.policy;
  return markup`<section id="policy" aria-labelledby="policy-title">
<h2 id="policy-title">Policy</h2>
${policyGroups(review.policy).map(
  ({
    verdict,
    rule,
    rows,
  }) => markup`<h3 class="policy-title ${verdict}">${verdictTitles[verdict]}: ${rule} <span class="count">${rows.length}</span></h3>
<ul class="risk-rows">
${groupsOf(rows).map((group) => list.group(group))}</ul>
`,
)}${
    notes.length > 0 &&
    markup`<ul>
${notes.map((note) => markup`<li>${note}</li>\n`)}</ul>
`
  }</section>
`;
}
