/** Second step: which column is what. */

import { badge, button, card, field, notice, select } from "../components.js";
import { fill, h } from "../dom.js";
import { count, label } from "../format.js";
import { table } from "../table.js";
import { fieldsOf, joinedTable, missing, stateOf, unused } from "./mapping.js";

const STATES = {
  matched: () => badge("good", "matched"),
  guessed: () => badge("warn", "guessed"),
  needed: () => badge("bad", "needed"),
  none: () => h("span", { class: "muted" }, "not in this file"),
};
const KINDS = [["orders", "orders: who bought what, and when"], ["subscribers", "subscribers: one row per customer"]];
const NONE = "";

/** The step's content. */
export function draw(wizard) {
  const joined = joinedTable(wizard.preview.table);
  if (joined) return recognised(wizard, joined);
  const holder = h("div", { class: "stack" });
  const show = (errors = []) => fill(holder, errors.length > 0 && summary(errors), fieldsCard(wizard, show), ignored(wizard), rowsOf(wizard.preview), actions(wizard, show));
  show();
  return holder;
}

function summary(errors) {
  const box = notice("bad", "Before you go on", h("ul", null, errors.map((text) => h("li", null, text))));
  box.setAttribute("role", "alert");
  return box;
}

function fieldsCard(wizard, show) {
  const { columns, refusal, needed } = wizard.preview;
  const byName = new Map(columns.map((one) => [one.name, one]));
  const chooser = (one) => select([[NONE, one.isOptional || one.isMoney ? "not in this file" : "choose a column"], ...columns.map(({ name }) => [name, name])], {
    value: wizard.mapping[one.field] ?? NONE,
    "aria-label": `Column for “${one.title}”`,
    onchange: (event) => { wizard.takesColumn(one.field, event.target.value || null); redraw(one.field); },
    "data-field": one.field,
  });
  const redraw = (name) => { show(); document.querySelector(`[data-field="${name}"]`)?.focus(); };
  const samples = (one) => byName.get(wizard.mapping[one.field])?.samples ?? [];
  const shown = [
    { title: "What we need", main: true, cell: (one) => [h("span", { class: "field-name" }, one.title), h("span", { class: "hint" }, one.meaning)] },
    { title: "Column in your file", cell: chooser },
    { title: "Samples", cell: (one) => h("span", { class: "samples" }, samples(one).length ? samples(one).map((text) => h("code", null, text)) : "—") },
    { title: "State", cell: (one) => [STATES[stateOf(one.field, wizard.kind, wizard.mapping, columns)](), explanation(wizard, one)] },
  ];
  return card({ lead: `${wizard.preview.file_name}: ${count(columns.length)} columns. Correct what was guessed wrong.` },
    needed.length > 0 && notice("warn", "Not understood yet", h("p", null, refusal)),
    !needed.length && columns.some((one) => one.state === "guessed") && notice("info", "Some columns were guessed from their values", h("p", null, "Look at those marked, correct them, then continue.")),
    kindChoice(wizard, show),
    table({ caption: "What is needed and the column it is taken from", columns: shown, rows: fieldsOf(wizard.kind), stacked: true }));
}

/** A table of several: nothing to choose, and what it was recognised as. */
function recognised(wizard, words) {
  const { columns } = wizard.preview;
  const shown = [
    { title: "Column in your file", main: true, cell: (one) => one.name },
    { title: "Holds", cell: (one) => (one.field ? label(one.field) : "—") },
    { title: "Samples", cell: (one) => h("span", { class: "samples" }, one.samples.map((text) => h("code", null, text))) },
  ];
  return [
    notice("good", `Recognised: this file holds ${words}`, h("p", null, "It is joined with the other files of the dataset; nothing has to be chosen.")),
    card({}, table({ caption: "Columns of the file", columns: shown, rows: columns, stacked: true })),
    actions(wizard, () => {}),
  ];
}

function kindChoice(wizard, show) {
  const choose = (event) => { wizard.kind = event.target.value; wizard.sets({ kind: wizard.kind }); show(); };
  const control = select(KINDS, { value: wizard.kind, onchange: choose });
  return field({ label: "This file holds", control, className: "narrow" });
}

function explanation(wizard, { field: name }) {
  const found = wizard.preview.columns.find((one) => one.field === name && one.name === wizard.mapping[name]);
  return found?.state === "guessed" && h("span", { class: "hint" }, found.explanation);
}

function ignored(wizard) {
  const left = unused(wizard.preview.columns, wizard.mapping);
  if (!left.length) return h("p", { class: "muted" }, "Every column is used.");
  return h("p", { class: "prose" }, h("strong", null, `Not used (${left.length}): `), left.map((one) => one.name).join(", "), ". They stay in your file and do no harm.");
}

function rowsOf({ header, rows }) {
  const columns = header.map((title, at) => ({ title, cell: (row) => row[at] ?? "" }));
  return h("details", null, h("summary", null, `Look at ${count(rows.length)} rows of the file`), table({ caption: "Rows of the file", columns, rows }));
}

function actions(wizard, show) {
  const next = () => {
    const errors = wizard.isCorrected || wizard.preview.needed.length ? missing(wizard.kind, wizard.mapping) : [];
    if (errors.length) show(errors);
    else wizard.look("values");
  };
  return h("div", { class: "actions" }, button("Continue", { kind: "primary", onclick: next }), button("Choose another file", { onclick: () => wizard.to("file") }));
}
