/** Tables and the steps through their pages. */

import { h } from "./dom.js";

/**
 * A table. `columns`: {title, cell(row), number: right-aligned, main: heads its row, minor: left out on a phone,
 * wide: a line of its own there}.
 * `stacked` turns rows into cards on a phone; others scroll inside their frame.
 */
export function table({ caption, columns, rows, stacked = false, captionHidden = true }) {
  const role = (name) => (stacked ? { role: name } : {}); // a display of its own takes a table's roles away
  const cell = (column, row) =>
    h(column.main ? "th" : "td", { scope: column.main && "row", class: classes(column), "data-title": column.title, ...role(column.main ? "rowheader" : "cell") }, column.cell(row));
  const head = columns.map((column) => h(column.title ? "th" : "td", { scope: column.title && "col", class: classes(column), ...role(column.title ? "columnheader" : "cell") }, column.title));
  const made = h(
    "table",
    { class: stacked ? "stacked" : null, ...role("table") },
    h("caption", { class: captionHidden ? "visually-hidden" : null }, caption),
    h("thead", role("rowgroup"), h("tr", role("row"), head)),
    h("tbody", role("rowgroup"), rows.map((row) => h("tr", role("row"), columns.map((column) => cell(column, row))))),
  );
  return h("div", { class: "table-frame", tabindex: stacked ? null : 0, role: "region", "aria-label": caption }, made);
}

function classes(column) {
  return ["number", "minor", "main", "wide"].filter((name) => column[name]).join(" ") || null;
}

/** Steps through pages: `previous` and `next` are functions, or null where there is none. */
export function pager({ words, previous, next }) {
  const step = (text, onclick) => h("button", { type: "button", class: "secondary", onclick, disabled: !onclick }, text);
  return h("nav", { class: "pager", "aria-label": "Pages" }, step("Previous", previous), h("span", { class: "muted" }, words), step("Next", next));
}
