/** Third step: how dates and money are to be read. Asked only where the file does not say it by itself. */

import { button, card, field, icon, notice, select } from "../components.js";
import { fill, h, uniqueId } from "../dom.js";

const RETURNS = [["net", "lower what a customer has spent"], ["drop", "are left out"]];
const CURRENCY = /^[A-Z]{3}$/;

/** The step's content; subscribers have no order dates to ask about. */
export function draw(wizard) {
  const holder = h("div", { class: "stack" });
  const show = (errors = {}) => fill(holder, dates(wizard, errors.dates), money(wizard, errors.currency), actions(wizard, show));
  show();
  return holder;
}

function dates(wizard, error) {
  const read = wizard.dateChoices ?? wizard.preview.dates;
  if (!read) return null;
  if (read.ambiguous) return card({ title: "Dates", lead: "This file's dates can be read in more than one way." }, choices(wizard, read, error));
  const example = h("p", { class: "example" }, h("code", null, read.raw), " → ", h("strong", null, read.read));
  return card({ title: "Dates", lead: "This is how a date of the file is read." }, read.read ? example : notice("warn", `“${read.raw}” could not be read as a date`, h("p", null, "Choose another column for the order date, or write all dates alike.")));
}

function choices(wizard, { raw, choices: all }, error) {
  const name = uniqueId("dates");
  const row = ({ date_format: form, read }) => {
    const id = uniqueId("date");
    const input = h("input", { type: "radio", name, id, value: form, checked: wizard.settings.date_format === form, onchange: () => wizard.sets({ date_format: form }) });
    return h("div", { class: "choice" }, input, h("label", { for: id }, h("code", null, raw), " is ", h("strong", null, read)));
  };
  return h("fieldset", null,
    h("legend", null, `Which day is ${raw}?`),
    error && h("p", { class: "error", role: "alert" }, icon("bad"), error),
    all.map(row));
}

function money(wizard, error) {
  const told = wizard.preview.money ?? {};
  const currency = h("input", { value: wizard.settings.currency ?? told.currency ?? "", maxlength: 3, size: 5, autocomplete: "off", spellcheck: "false", oninput: (event) => wizard.sets({ currency: event.target.value.trim().toUpperCase() || null }) });
  const returns = select(RETURNS, { value: wizard.settings.returns ?? told.returns ?? "net", onchange: (event) => wizard.sets({ returns: event.target.value }) });
  return card({ title: "Money", lead: marks(told) },
    field({ label: "Currency", hint: "Three letters, such as EUR. Empty where amounts have none.", error, control: currency, className: "narrow" }),
    wizard.kind !== "subscribers" && field({ label: "Returns and refunds", hint: "Lines with a negative quantity or amount.", control: returns, className: "narrow" }));
}

function marks({ decimal_mark: mark }) {
  return mark ? `Decimal mark: ${mark}` : "How amounts are read.";
}

function actions(wizard, show) {
  const next = () => {
    const errors = problems(wizard);
    if (Object.keys(errors).length) show(errors);
    else wizard.look("check");
  };
  const back = button("Back", { onclick: () => wizard.to("match") });
  return [
    !wizard.preview.dates && !wizard.preview.money && notice("info", "Nothing to ask here", h("p", null, "This file has neither dates nor money to read.")),
    h("div", { class: "actions" }, button("Check the whole file", { kind: "primary", onclick: next }), back),
  ];
}

function problems({ dateChoices, settings }) {
  const found = {};
  if (dateChoices && !settings.date_format) found.dates = "Choose one: dates read the wrong way round move orders by months.";
  if (settings.currency && !CURRENCY.test(settings.currency)) found.currency = "Write the currency as three letters, such as EUR.";
  return found;
}
