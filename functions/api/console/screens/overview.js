/** Overview: what customers will spend, what is at risk, and the one thing to do next. */

import { bars, intervals } from "../charts/rows.js";
import { lines } from "../charts/lines.js";
import { card, empty, facts, icon, link, panel, withheld } from "../components.js";
import { h } from "../dom.js";
import { axisMoney, between, count, counted, day, daysAgo, exactMoney, inHundred, inWords, label, share, totalMoney } from "../format.js";
import { table } from "../table.js";

const MOST_BARS = 4;
const STALE_AFTER_DAYS = 30;
const GONE = "already left";

/** Draw the overview of the chosen dataset. */
export function show(view) {
  if (!view.dataset) return view.body.replaceChildren(firstSteps());
  view.body.replaceChildren(panel(() => view.get("api/overview"), (answer) => draw(answer, view), { lines: 8 }));
}

function firstSteps() {
  const steps = h("ol", { class: "steps" },
    h("li", null, "Export your orders from your shop as a CSV file: customer, date and amount are enough."),
    h("li", null, "Upload the file. You see how it was understood before anything is kept."),
    h("li", null, "A few minutes later every customer has a forecast."));
  return card({ title: "Start with a file of orders" }, steps, h("div", { class: "actions" }, link("Upload a file", "upload", { className: "button" })));
}

function draw(answer, view) {
  const data = { ...answer, currency: answer.currency ?? view.dataset.currency };
  const isShop = data.kind !== "subscribers";
  return [
    freshness(data, isShop ? "orders" : "customers"),
    next(data.next_action),
    h("div", { class: "columns wide-first" }, isShop ? spending(data) : subscribers(data), atRisk(data, isShop)),
    segments(data, isShop),
    h("div", { class: "columns" }, isShop && trends(data), trust(data)),
  ].filter(Boolean);
}

/** What the page rests on: "Based on orders to 3 May 2024, 12 days old." */
function freshness({ as_of: asOf, days_old: daysOld }, what) {
  if (!asOf) return h("p", { class: "freshness" }, icon("info"), `Based on the ${what} as they were uploaded.`);
  const old = daysOld > STALE_AFTER_DAYS;
  const age = daysOld === undefined || daysOld === null ? "" : daysOld > 0 ? `, ${count(daysOld)} ${daysOld === 1 ? "day" : "days"} old` : `, from ${daysAgo(0)}`;
  return h("p", { class: `freshness ${old ? "stale" : ""}` }, icon(old ? "warn" : "good"), `Based on ${what} to ${day(asOf)}${age}.`, old && " Upload newer files for a newer forecast.");
}

function next(action) {
  if (!action) return null;
  const to = action.screen && link("Show me", action.screen, { query: Object.fromEntries(new URLSearchParams(action.query)), className: "button" });
  return h("section", { class: "card next", "aria-label": "What to do next" },
    h("div", { class: "next-words" }, h("p", { class: "caption muted" }, "Next step"), h("p", { class: "next-text" }, action.text)), to);
}

function spending({ totals, currency }) {
  const known = totals.filter((one) => one.expected !== null);
  if (!known.length) return card({ title: "Expected spend" }, empty("No forecast yet", "There are too few orders for a forecast of the whole."), missing(totals));
  const main = known.find((one) => one.horizon_days === 90) ?? known[0];
  const form = (value) => totalMoney(value, currency);
  const rows = totals.map((one) => ({
    label: inDays(one.horizon_days), value: one.expected, low: one.low, high: one.high, text: form(one.expected),
    note: one.low !== null ? `${form(one.low)} to ${form(one.high)}` : "no range", reason: one.withheld && "Not shown, see below",
  }));
  const likely = between(main.low, main.high, form);
  return card({ title: "Expected spend of all customers" },
    h("div", { class: "tight" },
      h("p", { class: "headline" }, form(main.expected)),
      h("p", null, `in the next ${main.horizon_days} days. ${likely ? `Likely ${likely} (8 in 10).` : "No range can be given yet."}`)),
    intervals({
      describe: "Expected spend of all customers by how far ahead, with the range it lies in 8 times in 10",
      rows, form: (value) => axisMoney(value, currency), exact: (value) => exactMoney(value, currency), large: true,
      columns: ["Ahead", "Expected", "Low (8 in 10)", "High (8 in 10)"],
    }),
    missing(totals));
}

function subscribers({ segments: found, currency, customers }) {
  const here = found.filter((one) => one.segment !== GONE);
  const leaving = here.reduce((sum, one) => sum + one.customers * (one.mean_churn_probability ?? 0), 0);
  const worth = here.reduce((sum, one) => sum + (one.expected_spend ?? 0), 0);
  const staying = here.reduce((sum, one) => sum + one.customers, 0);
  return card({ title: "Your subscribers" },
    h("div", { class: "tight" },
      h("p", { class: "headline" }, totalMoney(worth, currency)),
      h("p", null, "expected from subscribers over their likely stay.")),
    facts([["Subscribers", count(staying)], ["Expected to leave", `about ${count(leaving)}`], ["Already left", count(customers - staying)]]),
    bySegment(here, currency, false));
}

function atRisk({ at_risk: risk, segments: found, currency }, isShop) {
  const ahead = found[0]?.churn_horizon_days; // of the risk; the value at risk may look further
  const will = isShop ? `likely to place no order in ${ahead} days` : "likely to leave";
  const value = risk.value === null ? null : totalMoney(risk.value, currency);
  if (isShop && !ahead) return card({ title: "Money at risk" }, h("p", null, withheld("who stays away can only be told with a forecast.")));
  if (!risk.customers) return card({ title: "Money at risk" }, h("p", null, `No customer stands out as ${will}.`));
  const rows = found.filter((one) => one.value_at_risk > 0).toSorted((a, b) => b.value_at_risk - a.value_at_risk).slice(0, MOST_BARS)
    .map((one) => ({ label: label(one.segment), value: one.value_at_risk, text: totalMoney(one.value_at_risk, currency) }));
  return card({ title: "Money at risk" },
    h("div", { class: "tight" },
      h("p", { class: "headline" }, value ?? "—"),
      h("p", null, value ? `expected from ${counted(risk.customers, "customer")} at high risk: ${will}.`
        : `${counted(risk.customers, "customer")} ${risk.customers === 1 ? "is" : "are"} ${will}. What they are worth is not known yet.`)),
    h("p", null, link("See these customers", "customers", { query: { risk: "high", sort: "risk" } })),
    rows.length > 1 && bars({
      title: "By segment, at any risk", describe: "Money at risk by segment", rows, form: (one) => totalMoney(one, currency), exact: (one) => exactMoney(one, currency), columns: ["Segment", "Money at risk"],
    }));
}

function segments({ segments: found, currency }, isShop) {
  if (!found.length) return card({ title: "Segments" }, empty("No segments yet", "They appear with the first forecast."));
  const ordered = found.toSorted((a, b) => (b.expected_spend ?? -1) - (a.expected_spend ?? -1));
  return card({ title: "Segments", lead: "Groups of customers who are alike, and what to do for each." }, isShop && bySegment(ordered, currency, true),
    table({ caption: "What to do for each segment", stacked: true, rows: ordered, columns: actionColumns(ordered) }));
}

/** Expected spend by segment as bars, with every number of a segment in the table. */
function bySegment(found, currency, isShop) {
  const known = found.filter((one) => one.expected_spend !== null);
  if (!known.length) return null;
  const form = (value) => totalMoney(value, currency);
  const rows = known.map((one) => ({ ...one, label: label(one.segment), value: one.expected_spend, text: form(one.expected_spend) })).toSorted((a, b) => b.value - a.value);
  const [best] = rows;
  return bars({
    title: `${best.label} bring the most: ${best.text}${best.value_horizon_days ? ` in ${best.value_horizon_days} days` : ""}`,
    describe: "Expected spend by segment", form, rows, table: { columns: numberColumns(currency, isShop), rows: found },
  });
}

function actionColumns(found) {
  const explained = found.some((one) => one.meaning);
  return [
    { title: "Segment", main: true, cell: (one) => link(label(one.segment), "customers", { query: { segment: one.segment } }) },
    { title: "Customers", number: true, cell: (one) => count(one.customers) },
    { title: "Share", number: true, cell: (one) => share(one.customers_share) },
    ...(explained ? [{ title: "How they buy", minor: true, cell: (one) => one.meaning }] : []),
    { title: "What to do", wide: true, cell: (one) => one.action },
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
  return [card({ title: "How spend develops" }, spend), card({ title: "How risk develops" }, risk)];
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
    model?.in_words && h("p", null, inWords(model.in_words)),
    h("p", { class: "muted" }, icon("info"), ` Forecast of ${day(scoredAt?.slice(0, 10))}. `, link("How the model was chosen", "model")));
}

function inDays(days) {
  return `Next ${days} days`;
}

/** Why there is no total, horizon by horizon. */
function missing(totals) {
  return totals.filter((one) => one.withheld).map((one) => h("p", null, h("strong", null, `${inDays(one.horizon_days)}: `), withheld(one.withheld)));
}
