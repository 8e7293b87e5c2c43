/** The dropped files: those that failed first, with what to do. */

import { badge, button, card, empty, link, notice } from "../components.js";
import { h } from "../dom.js";
import { count, counted } from "../format.js";
import { table } from "../table.js";

const STATES = { clean: ["good", "used"], failed: ["bad", "failed"], ignored: ["info", "not needed"], gone: ["info", "taken away"] };
const ORDER = ["failed", "clean", "ignored", "gone"];
const SHOWN = 50;

/** The files with their rows; a file's rejected rows open in the card of `rejects`. */
export function filesCard(files, rejects) {
  const there = files.filter((one) => one.status !== "gone" && !isDescription(one));
  if (!there.length) return card({ title: "Files" }, empty("No file yet", "Files you upload or drop into the bucket are listed here.", link("Upload a file", "upload", { className: "button" })));
  const failed = there.filter((one) => one.status === "failed");
  const sorted = there.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || b.key.localeCompare(a.key));
  return card({ title: "Files", lead: summary(there) },
    failed.length > 0 && notice("bad", `${counted(failed.length, "file")} could not be used`, h("p", null, "Forecasts rest on the other files, and still stand.")),
    filesTable(sorted.slice(0, SHOWN), rejects),
    sorted.length > SHOWN && h("details", null, h("summary", null, `Show the other ${count(sorted.length - SHOWN)} files`), filesTable(sorted.slice(SHOWN), rejects)));
}

/** The dataset's settings lie beside its files; they are no file of rows unless something is wrong with them. */
function isDescription({ key, status }) {
  return key.endsWith("/dataset.json") && status === "clean";
}

function summary(files) {
  const sum = (name) => files.reduce((total, one) => total + (one[name] ?? 0), 0);
  return `${counted(files.length, "file")}: ${count(sum("rows_read"))} rows read = ${count(sum("rows_kept"))} used + ${count(sum("rows_rejected"))} set aside + ${count(sum("rows_duplicate"))} exact repeats.`;
}

function filesTable(files, rejects) {
  const columns = [
    { title: "File", main: true, cell: (file) => [file.key.split("/").slice(2).join("/") || file.key, reason(file)] },
    { title: "State", cell: (file) => badge(...STATES[file.status]) },
    { title: "Rows", number: true, cell: (file) => count(file.rows_read) },
    { title: "Used", number: true, cell: (file) => count(file.rows_kept) },
    { title: "Set aside", number: true, cell: (file) => (file.rows_rejected ? button(count(file.rows_rejected), { kind: "quiet", label: `${counted(file.rows_rejected, "row")} of ${file.key} set aside: show`, onclick: () => rejects.open(file.key) }) : "0") },
  ];
  return table({ caption: "Files of the dataset", columns, rows: files, stacked: true });
}

function reason(file) {
  if (!file.reason) return null;
  return [h("span", { class: "hint reason" }, file.reason), file.what_to_do && h("span", { class: "hint" }, h("strong", null, "What to do: "), file.what_to_do)];
}
