import { signs } from "../picture/signs";
import type { Action, ChangeReview, ObjectChange, Review, RiskRow, StackReview } from "../review";
import { actions, changesText, counted, oneChartText, ownAttributes, riskName } from "../summary";
import { anchor, markup, type Html } from "./html";
import { attributeTable } from "./values";

const actionMark = (action: Action) =>
  markup`<span class="action ${action}"><span aria-hidden="true">${signs[action]}</span> ${action}</span>`;

function objectMarkup({ object, action, attributes }: ObjectChange): Html {
  return markup`<li>${actionMark(action)} <code>${object}</code>
${attributes.length > 0 && attributeTable(attributes, `Fields of ${object}`)}</li>
`;
}

function changeBody(change: ChangeReview, risks: readonly RiskRow[]): Html {
  const { address, previousAddress, objects } = change;
  const own = ownAttributes(change);
  return markup`${previousAddress !== undefined && markup`<p>Its address before: <code>${previousAddress}</code></p>`}
${
  risks.length > 0 &&
  markup`<ul class="risks">${risks.map(({ risk, sentence }) => markup`<li><b>${riskName(risk)}</b>: ${sentence}</li>`)}</ul>`
}
${(own.length > 0 || !objects) && attributeTable(own, `Attributes of ${address}`)}
${change.isOfOneChart && markup`<p>${oneChartText}</p>`}
${
  objects &&
  markup`<h5>Objects of the release</h5>
${objects.length === 0 ? markup`<p class="none">No object changes.</p>` : markup`<ul class="objects">${objects.map(objectMarkup)}</ul>`}`
}`;
}

function changeMarkup(id: string, stack: string, change: ChangeReview, risks: readonly RiskRow[]): Html {
  const { address, action, effect } = change;
  const kinds = [...new Set(risks.map(({ risk }) => risk))];
  return markup`<details class="change" id="${id}" data-action="${action}" data-risks="${kinds.join(" ")}" data-stack="${stack}">
<summary>${actionMark(action)} <code class="address">${address}</code>${effect !== "none" && effect !== "in place" && markup` <span class="effect">${effect}</span>`}${kinds.map((risk) => markup` <span class="risk">${riskName(risk)}</span>`)}</summary>
<div class="body">${changeBody(change, risks)}</div>
</details>
`;
}

const group = (
  title: Html,
  count: number,
  body: readonly Html[],
  isOpen: boolean,
) => markup`<details class="group"${isOpen && markup` open`}>
<summary>${title} <span class="count" data-all="${count}">${count}</span></summary>
${body}</details>
`;

function list(title: string, names: readonly string[]): Html | undefined {
  return names.length === 0
    ? undefined
    : markup`<div class="names"><h4>${title}</h4>
<ul>${names.map((name) => markup`<li><code>${name}</code></li>`)}</ul></div>
`;
}

function stackMarkup(stack: StackReview, risks: readonly RiskRow[], isOpen: boolean): Html {
  const { stack: name, changes, outputs, drift, mocked, provisional } = stack;
  const modules = [...new Set(changes.map(({ module }) => module))].sort();
  const text = changesText(stack) || "nothing to apply";
  const change = (one: ChangeReview, ...prefix: readonly string[]) =>
    changeMarkup(
      anchor(...prefix, name, one.address),
      name,
      one,
      prefix.length > 0
        ? []
        : risks.filter(({ stack: of, address }) => of === name && address === one.address),
    );
  return markup`<details class="stack" id="${anchor("stack", name)}"${isOpen && markup` open`}>
<summary><h3>${name}</h3> ${stack.outcome === "planned" ? text : markup`no plan: ${stack.outcome}`}</summary>
${stack.reason !== undefined && markup`<pre>${stack.reason}</pre>`}
${list("Mocks stand in for these outputs; the plan cannot be applied", mocked)}${list(
    "Outputs that are not published yet, or change: planned again before the apply",
    provisional.filter((one) => !mocked.includes(one)),
  )}${modules.map((module) => {
    const of = changes.filter((one) => one.module === module);
    const title = markup`<h4>${module === "" ? "the stack itself" : module}</h4>`;
    return group(
      title,
      of.length,
      of.map((one) => change(one)),
      true,
    );
  })}${
    outputs.length > 0 &&
    markup`<details class="group outputs" open><summary><h4>outputs</h4> ${counted(outputs.length, "change")}</summary>
${attributeTable(outputs, `Outputs of ${name}`)}</details>
`
  }${
    drift.length > 0 &&
    markup`<details class="group drift" open><summary><h4>changed outside of Terraform</h4> ${drift.length}</summary>
<p>This is not part of the change: it differs from the state already.</p>
${drift.map((one) => change(one, "drift"))}</details>
`
  }</details>
`;
}

function filterForm(review: Review, total: number): Html {
  const all = review.stacks.flatMap(({ changes, drift }) => [...changes, ...drift]);
  const counts = new Map(
    actions.map((action) => [action, all.filter((one) => one.action === action).length]),
  );
  const risks = [...new Set(review.risks.map(({ risk }) => risk))];
  return markup`<form id="filter" hidden>
<label>Text <input type="search" name="text" autocomplete="off" spellcheck="false" placeholder="address, module, value"></label>
<label>Action <select name="action"><option value="">all</option>${actions
    .filter((action) => counts.get(action))
    .map(
      (action) => markup`<option value="${action}">${action} (${counts.get(action)})</option>`,
    )}</select></label>
<label>Risk <select name="risk"><option value="">all</option><option value="any">any risk</option>${risks.map(
    (risk) => markup`<option value="${risk}">${riskName(risk)}</option>`,
  )}</select></label>
<span class="buttons"><button type="button" name="expand">Expand all</button>
<button type="button" name="collapse">Collapse all</button></span>
<output name="shown">${total} of ${total} changes</output>
</form>
`;
}

/** With more changes than this, stacks are folded at first. */
const fewChanges = 40;

/** All changes, by stack and module. */
export function changesSection(review: Review, stacks: readonly StackReview[]): Html {
  const total = stacks.reduce((sum, { changes, drift }) => sum + changes.length + drift.length, 0);
  return markup`<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">All changes</h2>
${filterForm(review, total)}${stacks.map((stack) =>
    stackMarkup(stack, review.risks, total <= fewChanges || stack.outcome === "failed"),
  )}</section>
`;
}
