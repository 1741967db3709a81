import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";
import type { Subject } from "./markdown";
import { changesSection } from "./page/changes";
import { anchor, link, markup, Html } from "./page/html";
import { pictureSection } from "./page/picture";
import { policySection } from "./page/policy";
import { risksSection } from "./page/risks";
import type { Review, StackReview } from "./review";
import {
  actions,
  countsOf,
  hasChanges,
  hasPolicy,
  outcomeOf,
  reportedStacks,
  stateOf,
  verdictOf,
} from "./summary";

const fileOf = (name: string) => readFileSync(projectPath("plan", "review", "page", name), "utf8");
const styles = ["colours.css", "page.css", "changes.css", "picture.css"];
const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

function stackTable(stacks: readonly StackReview[]): Html {
  const used = actions.filter((action) => countsOf(stacks)[action] > 0);
  const total = countsOf(stacks);
  const number = (count: number) => markup`<td class="number">${count || ""}</td>`;
  const outputs = stacks.reduce((sum, stack) => sum + stack.outputs.length, 0);
  return markup`<div class="scroll" role="group" tabindex="0" aria-label="Changes by stack">
<table class="stacks">
<caption>Changes by stack</caption>
<thead><tr><th scope="col">Stack</th>${used.map((action) => markup`<th scope="col" class="number">${action}</th>`)}<th scope="col" class="number">outputs</th><th scope="col">State</th></tr></thead>
<tbody>
${stacks.map((stack) => {
  const counts = countsOf([stack]);
  const drift = stack.drift.length > 0 ? `${stack.drift.length} changed outside of Terraform` : "";
  const state = [stateOf(stack), drift].filter((text) => text !== "").join("; ");
  return markup`<tr class="${stack.outcome}"><th scope="row">${link(anchor("stack", stack.stack), stack.stack)}</th>${used.map((action) => number(counts[action]))}${number(stack.outputs.length)}<td>${state}</td></tr>
`;
})}</tbody>
${stacks.length > 1 && markup`<tfoot><tr><th scope="row">All</th>${used.map((action) => number(total[action]))}${number(outputs)}<td></td></tr></tfoot>`}
</table></div>
`;
}

const costsSection = ({ costs }: Review) => markup`<section id="costs" aria-labelledby="costs-title">
<h2 id="costs-title">Cost</h2>
<ul>
${costs.map((line) => markup`<li>${line}</li>\n`)}</ul>
</section>
`;

/** A review as one HTML page that loads nothing, and can be read without its script. */
export function pageOf(review: Review, { commit, base, stage }: Subject): string {
  const [style, script] = [styles.map(fileOf).join("\n"), fileOf("page.js")];
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  const stacks = reportedStacks(review);
  const verdict = verdictOf(review);
  const title = `Plan review${stage === undefined ? "" : ` of ${stage}`}`;
  const picture = pictureSection(review);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}: ${verdict}</title>
<style>${new Html(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="verdict ${outcomeOf(review)}">${verdict}</p>
<nav aria-label="Sections">${hasPolicy(review) && markup`${link("policy", "Policy")} `}${link("risks", "Risks")} ${link("changes", "All changes")}${picture && markup` ${link("picture", "What uses what changes")}`}</nav>
</header>
<main>
${stacks.length > 0 && stackTable(stacks)}${hasPolicy(review) && policySection(review)}${(review.risks.length > 0 || stacks.some(hasChanges)) && risksSection(review)}${review.costs.length > 0 && costsSection(review)}${stacks.length > 0 && changesSection(review, stacks)}${picture}</main>
<footer>Commit <code>${commit}</code>${base !== undefined && markup`, compared with <code>${base}</code>`}. Sensitive values are not in this page.</footer>
<script>${new Html(script)}</script>
</body>
</html>
`.toString();
}
