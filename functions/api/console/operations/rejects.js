/** Rows that were set aside, a page at a time: of one file, or of those lost where files are joined. */

import { button, card, empty, panel } from "../components.js";
import { fill, h } from "../dom.js";
import { count, label } from "../format.js";
import { pager, table } from "../table.js";

const PAGE = 50;

/** `{element, open(key)}`: the card, and the way to show a file's rows in it. */
export function rejectsCard(view) {
  const element = h("div", { class: "panel" });
  const open = (key) => {
    show(view, element, key);
    element.querySelector("h2").focus();
    element.scrollIntoView({ block: "start" });
  };
  show(view, element, view.query.get("file"));
  return { element, open };
}

function show(view, element, file) {
  const path = `api/datasets/${encodeURIComponent(view.dataset.name)}/rejects`;
  const pages = [0];
  const turn = () => rows.reload();
  const rows = panel(() => view.get(path, { file, offset: pages.at(-1), limit: PAGE }), (answer) => page(answer, pages, turn), { words: "Loading the rows" });
  const title = file ? `Rows of ${file.split("/").slice(2).join("/") || file} set aside` : "Rows set aside where files are joined";
  const lead = file ? "Each with its line in the file and the reason." : "Choose the number beside a file above to see the rows it lost.";
  const back = file && button("Show those of the joined files", { kind: "quiet", onclick: () => show(view, element, null) });
  fill(element, card({ title, lead, actions: back }, rows));
  element.querySelector("h2").tabIndex = -1;
}

function page({ columns, rows, next_offset: next }, pages, turn) {
  if (!rows.length) return empty("No row was set aside", null);
  const place = new Map(columns.map((name, at) => [name, at]));
  const shown = columns.map((name) => ({ title: label(name), main: name === "line_number", cell: (row) => cellOf(name, row[place.get(name)]) }));
  return [
    table({ caption: "Rows set aside", columns: shown, rows }),
    pager({
      words: `Rows ${count(pages.at(-1) + 1)} to ${count(pages.at(-1) + rows.length)}`,
      previous: pages.length > 1 ? () => { pages.pop(); turn(); } : null,
      next: next === null ? null : () => { pages.push(next); turn(); },
    }),
  ];
}

function cellOf(name, text) {
  if (name === "raw") return h("code", { class: "raw" }, text);
  return name === "reason" ? label(text) : text;
}
