/** Fourth step: what the whole file came to. Fifth: the last word before it counts. */

import { badge, button, card, facts, notice, save } from "../components.js";
import { h } from "../dom.js";
import { count, counted } from "../format.js";

const LEVELS = { error: ["bad", "error"], warning: ["warn", "warning"] };

/** What is wrong with the file, grouped by what to do about it. */
export function drawCheck(wizard) {
  const { counts, findings, ready, refusal } = wizard.preview;
  const groups = Map.groupBy(findings, (one) => one.what_to_do);
  const errors = findings.filter((one) => one.level === "error").length;
  return [
    verdict(ready, refusal, errors, findings.length),
    counts && card({ title: "Rows" }, rowFacts(counts)),
    findings.length > 0 && card({ title: "What was found", lead: "Grouped by what helps. Nothing here is lost: rows set aside can be downloaded." },
      [...groups].map(([fix, found]) => group(fix, found)), counts?.rows_rejected > 0 && rejects(wizard)),
    h("div", { class: "actions" },
      ready && button("Continue", { kind: "primary", onclick: () => wizard.to("confirm") }),
      button("Change the columns", { onclick: () => wizard.to("match") }),
      !ready && button("Choose another file", { onclick: () => wizard.to("file") })),
  ];
}

/** "48,210 rows → 47,996 orders, 9,120 customers, 214 skipped; 1,034 already present". */
export function drawConfirm(wizard) {
  const { counts } = wizard.preview;
  return [
    card({ title: `Add ${wizard.preview.file_name} to ${wizard.target}` },
      h("p", { class: "confirm-sentence" }, counts ? `${wizard.preview.sampled ? "Of the beginning that was looked at: " : ""}${sentence(counts)}` : `${wizard.preview.file_name} is read as a whole once it is added.`),
      counts?.already_present > 0 && h("p", { class: "muted" }, "What is already present is not counted twice."),
      h("p", { class: "muted" }, "Features and forecasts follow by themselves. Today's forecasts stay until the new ones are complete.")),
    h("div", { class: "actions" },
      button(`Add to ${wizard.target}`, { kind: "primary", needs: "operate", onclick: () => wizard.confirm() }),
      button("Back", { onclick: () => wizard.to("check") })),
  ];
}

function sentence({ rows_read: read, orders, customers, rows_rejected: rejected, rows_duplicate: repeated, already_present: present }) {
  const came = [
    orders !== null && counted(orders, "order"),
    customers !== null && counted(customers, "customer"),
    `${count(rejected + repeated)} skipped`,
  ].filter(Boolean).join(", ");
  return `${counted(read, "row")} → ${came}${present ? `; ${count(present)} already present` : ""}.`;
}

function verdict(ready, refusal, errors, all) {
  if (!ready) return notice("bad", "This file cannot be added as it is", h("p", null, refusal ?? "Correct what is named below, or choose another file. Nothing was changed."));
  if (!all) return notice("good", "Nothing was found wrong", h("p", null, "Every row can be used."));
  const words = errors ? `${counted(errors, "error")} and ${counted(all - errors, "warning")}` : counted(all, "warning");
  return notice("warn", `The file can be added, with ${words}`, h("p", null, "Read what becomes of these rows, then go on or correct the file."));
}

function rowFacts(counts) {
  return facts([
    ["Rows read", count(counts.rows_read)],
    ["Used", count(counts.rows_kept)],
    ["Set aside", count(counts.rows_rejected)],
    ["Exact repeats", count(counts.rows_duplicate)],
    ["Orders", count(counts.orders)],
    ["Customers", count(counts.customers)],
  ]);
}

function group(fix, found) {
  const line = (one) => h("li", null, badge(...LEVELS[one.level]), h("span", null, one.message));
  return h("div", { class: "finding" }, h("h3", null, fix || "Nothing to do"), h("ul", null, found.map(line)));
}

function rejects(wizard) {
  const download = async () => wizard.guarded(async () => save(await wizard.view.get(`api/uploads/${wizard.uploadId}/rejects.csv`, { dataset: wizard.target })));
  return h("p", null, button("Download the rows set aside (CSV)", { onclick: download }));
}
