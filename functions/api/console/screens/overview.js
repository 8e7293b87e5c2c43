/** Overview: what customers will spend, what is at risk, and the one thing to do next. */

import { bars, intervals } from "../charts/rows.js";
import { lines } from "../charts/lines.js";
import { card, empty, freshness, icon, link, panel, table } from "../components.js";
import { h } from "../dom.js";
import { axisMoney, between, count, counted, day, exactMoney, inHundred, label, share, totalMoney } from "../format.js";

/** Draw the overview of the chosen dataset. */
export function show(view) {
  if (!view.dataset) return view.body.replaceChildren(firstSteps());
  view.body.replaceChildren(panel(() => view.get("api/overview"), draw, { lines: 8 }));
}

function firstSteps() {
  const steps = h("ol", { class: "steps" },
    h("li", null, "Export your orders from your shop as a CSV file: customer, date and amount are enough."),
    h("li", null, "Upload the file. You see how it was understood before anything is kept."),
    h("li", null, "A few minutes later every customer has a forecast."));
  return card({ title: "Start with a file of orders" }, steps, h("div", { class: "actions" }, link("Upload a file", "upload", { className: "button" })));
}

function draw(data) {
  const isShop = data.kind !== "subscribers";
  return [
    freshness({ ...data, what: isShop ? "orders" : "customers" }),
    next(data.next_action),
    h("div", { class: "columns wide-first" }, isShop ? spending(data) : staying(data), h("div", { class: "column" }, atRisk(data, isShop), trust(data))),
    segments(data, isShop),
    isShop && trends(data),
  ].filter(Boolean);
}

function next(action) {
  if (!action) return null;
  const to = action.screen && link("Show me", action.screen, { query: action.query ?? {}, className: "button" });
  return h("section", { class: "card next", "aria-label": "What to do next" },
    h("div", { class: "next-words" }, h("p", { class: "caption muted" }, "Next step"), h("p", { class: "next-text" }, action.text)), to);
}

function spending({ totals, currency }) {
  const known = totals.filter((one) => one.expected !== null);
  if (!known.length) return card({ title: "Expected spend" }, empty("No forecast yet", reasons(totals) ?? "There are not enough orders yet for a forecast of the whole."));
  const main = known.find((one) => one.horizon_days === 90) ?? known[0];
  const form = (value) => totalMoney(value, currency);
  const rows = totals.map((one) => ({
    label: inDays(one.horizon_days), value: one.expected, low: one.low, high: one.high, text: form(one.expected),
    note: one.low !== null ? `${form(one.low)} to ${form(one.high)}` : "no range", reason: one.withheld && `Not shown: ${one.withheld}`,
  }));
  const likely = between(main.low, main.high, form);
  return card({ title: "Expected spend of all customers" },
    h("div", { class: "stack" },
      h("p", { class: "headline" }, form(main.expected)),
      h("p", null, `in the next ${main.horizon_days} days. ${likely ? `Likely ${likely} (8 in 10).` : "No range can be given yet."}`)),
    intervals({
      describe: "Expected spend of all customers by how far ahead, with the range it lies in 8 times in 10",
      rows, form: (value) => axisMoney(value, currency), exact: (value) => exactMoney(value, currency), large: true,
      columns: ["Ahead", "Expected", "Low (8 in 10)", "High (8 in 10)"],
    }));
}

function staying({ totals, currency, customers, at_risk: risk }) {
  const known = totals.find((one) => one.expected !== null);
  const words = known ? h("p", { class: "headline" }, totalMoney(known.expected, currency)) : h("p", { class: "headline" }, count(customers));
  const said = known ? "expected from customers who stay, by the recurring amount they pay." : `customers, ${counted(risk.customers, "of whom is", "of whom are")} at high risk of leaving.`;
  return card({ title: "Your subscribers" }, h("div", { class: "stack" }, words, h("p", null, said)));
}

function atRisk({ at_risk: risk, currency }, isShop) {
  const will = isShop ? `likely to place no order in ${risk.horizon_days} days` : "likely to leave";
  const value = risk.value === null ? null : totalMoney(risk.value, currency);
  if (!risk.customers) return card({ title: "Money at risk" }, h("p", null, `No customer stands out as ${will}.`));
  return card({ title: "Money at risk" },
    h("div", { class: "stack" },
      h("p", { class: "headline" }, value ?? "—"),
      h("p", null, value ? `expected from ${counted(risk.customers, "customer")} who ${risk.customers === 1 ? "is" : "are"} ${will}.`
        : `${counted(risk.customers, "customer")} ${risk.customers === 1 ? "is" : "are"} ${will}. What they are worth is not known yet.`)),
    h("p", null, link("See these customers", "customers", { query: { risk: "high", sort: "risk" } })));
}

function segments({ segments: found, currency }, isShop) {
  if (!found.length) return card({ title: "Segments" }, empty("No segments yet", "They appear with the first forecast."));
  const ordered = found.toSorted((a, b) => (b.expected_spend ?? -1) - (a.expected_spend ?? -1));
  const days = ordered[0].value_horizon_days;
  const worth = ordered.some((one) => one.expected_spend !== null);
  const form = (value) => totalMoney(value, currency);
  const best = ordered[0];
  const drawing = worth && bars({
    title: `${label(best.segment)} bring the most: ${form(best.expected_spend)}${days ? ` in ${days} days` : ""}`,
    describe: "Expected spend by segment", form,
    rows: ordered.map((one) => ({ ...one, label: label(one.segment), value: one.expected_spend, text: form(one.expected_spend) })),
    table: { columns: numberColumns(currency, isShop), rows: ordered },
  });
  return card({ title: "Segments", lead: "Groups of customers who buy alike, and what to do for each." }, drawing,
    table({ caption: "What to do for each segment", stacked: true, rows: ordered, columns: actionColumns() }));
}

function actionColumns() {
  return [
    { title: "Segment", main: true, cell: (one) => link(label(one.segment), "customers", { query: { segment: one.segment } }) },
    { title: "Customers", number: true, cell: (one) => count(one.customers) },
    { title: "Share", number: true, cell: (one) => share(one.customers_share) },
    { title: "How they buy", minor: true, cell: (one) => one.meaning ?? "—" },
    { title: "What to do", cell: (one) => one.action },
  ];
}

function numberColumns(currency, isShop) {
  return [
    { title: "Segment", main: true, cell: (one) => label(one.segment) },
    { title: "Customers", number: true, cell: (one) => count(one.customers) },
    { title: "Expected spend", number: true, cell: (one) => h("data", { value: one.expected_spend ?? "" }, exactMoney(one.expected_spend, currency)) },
    { title: "Money at risk", number: true, cell: (one) => h("data", { value: one.value_at_risk ?? "" }, exactMoney(one.value_at_risk, currency)) },
    { title: isShop ? "Place no order" : "Leave", number: true, cell: (one) => inHundred(one.mean_churn_probability) },
  ];
}

function trends({ trend, currency, totals }) {
  const days = (totals.find((one) => one.horizon_days === 90) ?? totals[0])?.horizon_days;
  if (trend.length < 2) return card({ title: "How it develops" }, empty("The trend starts with the second forecast", "Each new file of orders adds a point."));
  const oldest = trend.toSorted((a, b) => a.as_of.localeCompare(b.as_of));
  const of = (one) => one.totals.find((total) => total.horizon_days === days) ?? {};
  const axis = { form: (value) => axisMoney(value, currency), exact: (value) => exactMoney(value, currency) };
  const spend = lines({
    title: developed("Expected spend", oldest.map((one) => of(one).expected), `in the ${days} days ahead`),
    describe: `Expected spend in the ${days} days after each forecast, with its range`,
    series: [{ points: oldest.map((one) => ({ x: one.as_of, y: of(one).expected, low: of(one).low, high: of(one).high })) }], y: { ...axis, title: "Expected" }, height: 180,
  });
  const risk = lines({
    title: developed("Money at risk", oldest.map((one) => one.at_risk_value), ""),
    describe: "Money at risk at each forecast",
    series: [{ points: oldest.map((one) => ({ x: one.as_of, y: one.at_risk_value })) }], y: { ...axis, title: "At risk" }, height: 180,
  });
  return h("div", { class: "columns" }, card({ title: "How spend develops" }, spend), card({ title: "How risk develops" }, risk));
}

/** The takeaway of a trend: the last step, in words. */
function developed(what, values, ahead) {
  const [before, now] = values.filter((one) => Number.isFinite(one)).slice(-2);
  if (now === undefined || !before) return `${what} ${ahead}`.trim();
  const change = now / before - 1;
  const step = Math.abs(change) < 0.005 ? "is unchanged" : `is ${change > 0 ? "up" : "down"} ${share(Math.abs(change))}`;
  return `${what} ${ahead} ${step} since the last forecast`.replace("  ", " ");
}

function trust({ model, coverage_in_words: coverage, scored_at: scoredAt }) {
  return card({ title: "How far to trust this" },
    coverage && h("p", null, coverage),
    model?.in_words && h("p", null, model.in_words),
    h("p", { class: "muted" }, icon("info"), ` Forecast of ${day(scoredAt?.slice(0, 10))}. `, link("How the model was chosen", "model")));
}

function inDays(days) {
  return `Next ${days} days`;
}

function reasons(totals) {
  const told = [...new Set(totals.map((one) => one.withheld).filter(Boolean))];
  return told.length ? `Not shown: ${told.join(" ")}` : null;
}
