/** One customer: what to expect, why, and what it rests on. The address does not say who. */

import { diverging, intervals } from "../charts/rows.js";
import { lines, lollipops } from "../charts/lines.js";
import { card, empty, facts, link, notice, panel, risk, withheld } from "../components.js";
import { fill, h } from "../dom.js";
import { axisMoney, between, count, counted, customerMoney, day, exactMoney, figures, inHundred, inWords, label } from "../format.js";
import { table } from "../table.js";

const REASON = /^associated with: (.*) \(([+-]\D*)([\d.,]+)\s*(.*)\)$/s;
const LABELLED_ORDERS = 3;
const MOST_ORDERS_LISTED = 50;
const FEATURES_OF_USE = /^(?!customer_id$|as_of$|attributes$)/;

/** Draw the customer that the history entry names. */
export function show(view) {
  const who = view.state.customer;
  if (!who) {
    view.heading("Which customer?");
    return fill(view.body, card({}, empty("Choose a customer", "Customers are not named in addresses, so a link cannot lead to one.", link("Go to the list", "customers", { className: "button" }))));
  }
  view.heading(h("bdi", null, who));
  const path = `api/customers/${encodeURIComponent(who)}`;
  fill(view.body, panel(() => view.get(path), (customer) => drawn(customer, view), { lines: 10 }));
}

function drawn(customer, view) {
  const currency = view.dataset?.currency;
  const isShop = Array.isArray(customer.score.horizons);
  return [
    summary(customer, currency, isShop),
    h("div", { class: "columns wide-first" },
      h("div", { class: "column" }, isShop ? forecast(customer.score, currency) : worth(customer.score, currency), reasons(customer.score)),
      h("div", { class: "column" }, staying(customer.score, isShop), isShop ? nextOrder(customer.score) : null)),
    isShop && orders(customer, currency),
    isShop && history(customer, currency),
    dataUsed(customer),
  ].filter(Boolean);
}

function summary({ customer_id: who, score, features }, currency, isShop) {
  const value = isShop ? mainHorizon(score) : null;
  const form = (amount) => customerMoney(amount, currency);
  const past = isShop && `Ordered ${features.frequency === 1 ? "once" : `${count(features.frequency)} times`}, last on ${day(features.last_order_at)}.`;
  const likely = value && between(value.expected_spend_low, value.expected_spend_high, form);
  const spend = value?.expected_spend !== null && value && `Expected to spend ${form(value.expected_spend)} in the next ${value.horizon_days} days${likely ? `, likely ${likely} (8 in 10)` : ""}.`;
  const stay = !isShop && score.already_left ? "Has already left." : null;
  return h("section", { class: "card next", "aria-label": "Summary" },
    h("div", { class: "next-words" },
      h("p", { class: "next-text" }, [past, spend, stay].filter(Boolean).join(" ") || `${label(score.segment)}.`),
      h("p", null, h("strong", null, "What to do: "), score.action)),
    link("Try what if", "what-if", { state: { customer: who }, className: "button" }));
}

function mainHorizon({ horizons = [] }) {
  const known = horizons.filter((one) => one.expected_spend !== null);
  return known.find((one) => one.horizon_days === 90) ?? known[0];
}

function forecast({ horizons, withheld: missing, notes }, currency) {
  const form = (value) => customerMoney(value, currency);
  const rows = horizons.map((one) => {
    const column = `expected_spend_${one.horizon_days}d`;
    const hasRange = one.expected_spend_low !== null && one.expected_spend_high !== null;
    return {
      label: `Next ${one.horizon_days} days`, value: one.expected_spend, low: one.expected_spend_low, high: one.expected_spend_high,
      text: form(one.expected_spend), note: hasRange ? `${form(one.expected_spend_low)} to ${form(one.expected_spend_high)}` : "no range",
      reason: missing[column] && "Not shown, see below",
    };
  });
  const told = horizons.filter((one) => missing[`expected_spend_${one.horizon_days}d`]);
  const how = distinct(horizons.map((one) => notes[`expected_spend_${one.horizon_days}d`]));
  const drawing = rows.some((row) => row.value !== null) && intervals({
    describe: "Expected spend by how far ahead, with the range it lies in 8 times in 10", rows, large: true,
    form: (value) => axisMoney(value, currency), exact: (value) => exactMoney(value, currency), columns: ["Ahead", "Expected", "Low (8 in 10)", "High (8 in 10)"],
  });
  return card({ title: "Expected spend" }, drawing, told.map((one) => h("p", null, h("strong", null, `Next ${one.horizon_days} days: `), withheld(missing[`expected_spend_${one.horizon_days}d`]))), how.map((words) => h("p", { class: "muted caption" }, inWords(words))));
}

function worth(score, currency) {
  const form = (value) => customerMoney(value, currency);
  const one = (value, column) => (value === null ? withheld(score.withheld[column] ?? "there is not enough to go by.") : form(value));
  return card({ title: "Worth" },
    facts([["Expected value", one(score.expected_value, "expected_value")], ["At risk", one(score.value_at_risk, "expected_value")], ["Value", valueWords(score)]]),
    score.value_assumptions && h("p", { class: "muted" }, inWords(score.value_assumptions)));
}

function staying(score, isShop) {
  const horizon = isShop ? score.horizons.find((one) => one.churn_probability !== null && one.horizon_days === 90) ?? score.horizons.find((one) => one.churn_probability !== null) : null;
  const chance = isShop ? horizon?.churn_probability : score.churn_probability;
  const missing = isShop ? Object.entries(score.withheld).find(([column]) => column.startsWith("churn"))?.[1] : score.withheld.churn_probability;
  const words = isShop ? `customers like this place no order in ${horizon?.horizon_days} days.` : "customers like this leave.";
  const isKnown = chance !== null && chance !== undefined;
  return card({ title: isShop ? "Staying away" : "Leaving" },
    isKnown
      ? h("div", { class: "tight" }, h("p", { class: "headline" }, inHundred(chance)), h("p", null, words))
      : h("p", null, withheld(missing ?? "there is not enough to go by.")),
    facts([["Risk", risk(score.risk)], ["Segment", label(score.segment)], ...(isShop ? [["Value", valueWords(score)]] : [])]));
}

function nextOrder(score) {
  const missing = score.withheld.expected_next_order_at;
  const gap = score.average_gap_days;
  return card({ title: "Next order" },
    h("p", null, score.expected_next_order_at ? `As likely as not by ${day(score.expected_next_order_at)}.` : withheld(missing ?? "no order is more likely than not within the forecast.")),
    gap !== null && h("p", { class: "muted" }, `So far ${counted(Math.round(gap), "day")} between orders on average.`));
}

function valueWords({ value_percentile: percentile, tier }) {
  if (percentile === null) return "—";
  return `${label(tier)}: worth more than ${Math.floor(percentile)} % of customers`;
}

/** Reasons as bars where each names its effect; else as they are. */
function reasons(score) {
  const hasForecast = mainHorizon(score) !== undefined || score.churn_probability !== undefined;
  if (!score.reasons.length) return card({ title: "What the forecast goes with" }, hasForecast ? empty("Nothing stands out", "This customer is much like one in the middle.") : empty("There is no forecast to explain yet"));
  const read = score.reasons.map((text) => REASON.exec(text));
  const words = "Compared with a customer in the middle. These go together with the forecast; they are not proof of cause.";
  if (read.some((one) => one === null)) return card({ title: "What the forecast goes with", lead: words }, h("ul", null, score.reasons.map((text) => h("li", null, text))));
  const rows = read.map(([, fact, sign, digits, unit]) => {
    const value = Number(digits.replaceAll(",", "")) * (sign.startsWith("-") ? -1 : 1);
    return { label: fact.charAt(0).toUpperCase() + fact.slice(1), value, text: `${value < 0 ? "−" : "+"}${sign.slice(1)}${digits}${unit && ` ${unit}`}` };
  });
  const up = rows.filter((row) => row.value > 0).length;
  const title = up === rows.length ? "Everything that stands out adds" : up === 0 ? "Everything that stands out takes away" : "What adds, and what takes away";
  return card({ title: "What the forecast goes with", lead: words }, diverging({ title, describe: "What the forecast goes with, and by how much", rows, columns: ["Associated with", "Effect"] }));
}

function orders({ orders: newest }, currency) {
  if (!newest.length) return card({ title: "Orders" }, empty("No order is known"));
  const largest = newest.toSorted((a, b) => b.amount - a.amount).slice(0, newest.length > LABELLED_ORDERS ? 1 : LABELLED_ORDERS);
  const form = (value) => exactMoney(value, currency);
  const points = newest.map((one) => ({ x: one.ordered_at, y: one.amount, label: largest.includes(one) ? customerMoney(one.amount, currency) : null }));
  const latest = newest[0];
  const columns = [
    { title: "Day", main: true, cell: (one) => day(one.ordered_at) },
    { title: "Order", cell: (one) => h("bdi", null, one.order_id) },
    { title: "Lines", number: true, minor: true, cell: (one) => count(one.lines) },
    { title: "Amount", number: true, cell: (one) => form(one.amount) },
  ];
  const title = `${newest.length === MOST_ORDERS_LISTED ? `Latest ${MOST_ORDERS_LISTED} orders` : counted(newest.length, "order")}, the last on ${day(latest.ordered_at)}`;
  return card({ title: "Orders" }, lollipops({ title, describe: "Orders by day and amount", points, form: (value) => axisMoney(value, currency), table: { columns, rows: newest } }));
}

function history({ history: earlier = [], score }, currency) {
  const all = [...earlier, score].toSorted((a, b) => a.as_of.localeCompare(b.as_of));
  const days = mainHorizon(score)?.horizon_days;
  const points = all.map((one) => ({ x: one.as_of, horizon: one.horizons.find((horizon) => horizon.horizon_days === days) }))
    .filter((one) => Number.isFinite(one.horizon?.expected_spend))
    .map(({ x, horizon }) => ({ x, y: horizon.expected_spend, low: horizon.expected_spend_low, high: horizon.expected_spend_high }));
  if (points.length < 2) return card({ title: "Earlier forecasts" }, empty("This is the first forecast", "Each new file of orders adds one."));
  const axis = { form: (value) => axisMoney(value, currency), exact: (value) => exactMoney(value, currency), title: "Expected" };
  return card({ title: "Earlier forecasts" }, lines({
    title: `What was expected for the ${days} days after each forecast`, describe: `Expected spend in the ${days} days after each forecast, with its range`,
    series: [{ points }], y: axis, height: 160,
  }));
}

function dataUsed({ score, features }) {
  const rows = Object.entries(features).filter(([name]) => FEATURES_OF_USE.test(name));
  const words = (value) => (value === null ? "not known" : typeof value === "number" ? figures(value, 4) : typeof value === "boolean" ? (value ? "yes" : "no") : /^\d{4}-\d\d-\d\d/.test(value) ? day(value) : String(value));
  const unknown = score.unknown_features.length > 0 && notice("info", null, h("p", null, `Not known of this customer: ${score.unknown_features.map((name) => label(name).toLowerCase()).join(", ")}.`));
  const columns = [{ title: "What", main: true, cell: ([name]) => label(name) }, { title: "Value", number: true, cell: ([, value]) => h("bdi", null, words(value)) }];
  return card({ title: "Data used", lead: `${score.as_of ? `Data to ${day(score.as_of)}` : "Data as uploaded"}, model ${score.model_version}.` }, unknown,
    h("details", null, h("summary", null, `Show ${counted(rows.length, "number")} behind this forecast`), table({ caption: "What is known of this customer", columns, rows })));
}

function distinct(words) {
  return [...new Set(words.filter(Boolean))];
}
