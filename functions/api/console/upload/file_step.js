/** First step: which file, and into which dataset. */

import { button, card, field, notice, select } from "../components.js";
import { fill, h, uniqueId } from "../dom.js";
import { bytes } from "../format.js";
import { table } from "../table.js";
import { FORMATS, glance } from "./glance.js";

const MOST_BYTES = 2_000_000_000;
const NEW = "";
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** The step's content; it goes on once the file lies in the bucket and has been looked at. */
export function draw(wizard) {
  const chosen = h("div", { class: "chosen-file", "aria-live": "polite" });
  const take = async (file) => {
    wizard.takes(file);
    wizard.rows = file.size ? await glance(file).catch(() => null) : null;
    showChosen();
  };
  const showChosen = () => fill(chosen, wizard.file && fileCard(wizard));
  if (wizard.file) showChosen();
  return [dropZone(take, Boolean(wizard.file)), chosen];
}

function dropZone(take, isSmall) {
  const id = uniqueId("file");
  const input = h("input", { type: "file", id, class: "visually-hidden", onchange: (event) => event.target.files[0] && take(event.target.files[0]) });
  const zone = h("div", { class: `drop ${isSmall ? "small" : ""}` },
    h("p", { class: "drop-title" }, "Drop a file of orders or of subscribers here"),
    h("p", null, h("span", { class: "pick" }, input, h("label", { for: id, class: "button" }, "Choose a file"))),
    h("p", { class: "hint" }, `${FORMATS}. Up to ${bytes(MOST_BYTES)}. Column names do not matter: you can say what they mean in the next step.`));
  const over = (event) => { event.preventDefault(); zone.classList.add("over"); };
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
  return zone;
}

function fileCard(wizard) {
  const { file, rows } = wizard;
  const tooMuch = file.size > MOST_BYTES && `This file has ${bytes(file.size)}; up to ${bytes(MOST_BYTES)} can be uploaded. Split it, or pack it as .gz.`;
  const nothing = file.size === 0 && "This file is empty. Choose another one.";
  const wrong = tooMuch || nothing;
  const sentence = rows ? "The first rows, as they stand in the file:" : "Your browser cannot look inside this kind of file. The columns are shown once it is uploaded.";
  return card({ title: file.name, lead: bytes(file.size) },
    wrong ? notice("bad", "This file cannot be uploaded", h("p", null, wrong)) : [
      h("p", { class: "muted" }, sentence),
      rows && rowsTable(rows),
      datasetForm(wizard),
    ]);
}

function rowsTable([header, ...rows]) {
  const columns = header.map((title, at) => ({ title: title || `column ${at + 1}`, cell: (row) => row[at] ?? "" }));
  return table({ caption: "The first rows of the file", columns, rows });
}

function datasetForm(wizard) {
  const names = (wizard.view.datasets ?? []).map((one) => one.name);
  const holder = h("form", { class: "stack", novalidate: true });
  const name = h("input", { value: wizard.newName, autocomplete: "off", spellcheck: "false", oninput: (event) => { wizard.newName = event.target.value; } });
  const which = select([...names.map((one) => [one, one]), [NEW, "A new dataset"]], { value: wizard.dataset ?? NEW, onchange: () => { wizard.dataset = which.value || null; show(); } });
  const show = (error) => {
    fill(holder,
      names.length > 0 && field({ label: "Add it to", hint: "Files of one dataset are joined: a shop, a brand or a subscription.", control: which, className: "narrow" }),
      !wizard.dataset && field({ label: "Name of the new dataset", hint: "Letters, digits, dots and dashes, such as my-shop.", error, control: name, className: "narrow" }),
      h("div", { class: "actions" }, button("Upload and look at the columns", { kind: "primary", type: "submit", needs: "operate" })));
    if (error) name.focus();
  };
  holder.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = wizard.dataset ?? wizard.newName.trim();
    if (!NAME.test(wanted)) show("Give it a name of letters, digits, dots and dashes that begins with a letter or a digit.");
    else wizard.upload(wanted);
  });
  if (!names.length) wizard.dataset = null;
  show();
  return holder;
}
