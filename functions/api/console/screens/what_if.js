/** What if: change what is known of a customer, or describe a new one, and see the estimate move. */

import { intervals } from "../charts/rows.js";
import { announce, badge, card, empty, failed, link, loading, notice, panel, risk, withheld } from "../components.js";
import { fill, h } from "../dom.js";
import { axisMoney, customerMoney, day, exactMoney, inHundred, label, range } from "../format.js";
import { table } from "../table.js";
import { shopForm, subscriberForm } from "./what_if_forms.js";

const UNCHANGED = "no change";
const CAUTION = "This is the model's estimate for somebody who looks like this. It is not proof that a change would cause the difference.";

/** Draw the form for the customer of the history entry, or for somebody new. */
export function show(view) {
  view.heading("What if", "Change what is known of a customer and see what the model would expect.");
  if (!view.dataset) return fill(view.body, card({}, empty("No forecast yet", "Upload a file of orders first.", link("Upload a file", "upload", { className: "button" }))));
  fill(view.body, panel(() => beginning(view), (start) => drawn(view, start), { lines: 8 }));
}

async function beginning(view) {
  const isShop = view.dataset.kind !== "subscribers";
  let who = view.state.customer;
  const one = await view.get("api/customers", isShop ? { sort: "recency", order: "desc", limit: 1 } : { limit: 1 });
  if (!who && !isShop) who = one.customers[0]?.customer_id;
  const customer = who && await view.get(`api/customers/${encodeURIComponent(who)}`);
  return { isShop, customer, longestSilenceDays: one.customers[0]?.recency_days ?? Infinity };
}

function drawn(view, start) {
  const form = start.isShop ? shopForm(start) : subscriberForm(start);
  const answer = h("div", { class: "panel", "aria-live": "off" });
  const ask = () => estimate(view, start, form, answer);
  form.element.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  form.element.addEventListener("change", ask);
  ask();
  return [whom(start), h("div", { class: "columns asked" }, card({ title: "Suppose" }, form.element), answer)];
}

function whom({ customer, isShop }) {
  if (!customer) return notice("info", "Somebody new", h("p", null, "To begin with one of your customers, open their page and choose “Try what if”. ", link("Find a customer", "customers")));
  const back = link("Back to this customer", "customer", { state: { customer: customer.customer_id } });
  const fresh = isShop && [" · ", link("Describe somebody new instead", "what-if", { state: {} })];
  return h("p", { class: "who" }, "Beginning with ", h("bdi", null, h("strong", null, customer.customer_id)), ". ", back, fresh);
}

async function estimate(view, start, form, answer) {
  const asked = (answer.asked ?? 0) + 1;
  answer.asked = asked; // an answer to an earlier question that comes late is not shown
  const features = form.read();
  if (!features) return fill(answer, card({ title: "No estimate" }, h("p", null, "Correct what is marked first.")));
  if (!answer.hasChildNodes()) fill(answer, card({}, loading()));
  const predict = (body) => view.send("POST", "predict", { features: body });
  try {
    const [now, then] = await Promise.all([form.now && predict(form.now), predict(features)]);
    if (answer.asked !== asked) return;
    fill(answer, start.isShop ? shopAnswer(now, then, view.dataset.currency) : subscriberAnswer(now, then, view.dataset.currency));
    announce("The estimate has changed.");
  } catch (problem) {
    if (problem.name === "AbortError" || answer.asked !== asked) return;
    fill(answer, failed(problem, () => estimate(view, start, form, answer)));
  }
}

function shopAnswer(now, then, currency) {
  const form = (value) => customerMoney(value, currency);
  const days = (then.horizons.find((one) => one.horizon_days === 90 && one.expected_spend !== null) ?? then.horizons[0]).horizon_days;
  const at = (forecast) => forecast.horizons.find((one) => one.horizon_days === days);
  const rows = [now && ["Now", at(now)], [now ? "Then" : "Estimate", at(then)]].filter(Boolean).map(([name, one]) => ({
    label: name, value: one.expected_spend, low: one.expected_spend_low, high: one.expected_spend_high, text: form(one.expected_spend),
    note: one.expected_spend_low === null ? "no range" : range(one.expected_spend_low, one.expected_spend_high, form),
  }));
  const missing = then.withheld[`expected_spend_${days}d`];
  const drawing = missing ? h("p", null, withheld(missing)) : intervals({
    describe: `Expected spend in ${days} days with its range`, rows, form: (value) => axisMoney(value, currency), exact: (value) => exactMoney(value, currency), large: true,
  });
  return card({ title: moved(now && at(now).expected_spend, at(then).expected_spend, `in ${days} days`, form) }, drawing, compared(now, then, comparisons(then, form)), closing(then));
}

function subscriberAnswer(now, then, currency) {
  const form = (value) => customerMoney(value, currency);
  const lines = [
    ["Leave", (one) => one.churn_probability, inHundred, points],
    ["Expected value", (one) => one.expected_value, form],
    ["At risk", (one) => one.value_at_risk, form],
  ];
  const change = now ? different(now.churn_probability, then.churn_probability, inHundred, points) : UNCHANGED;
  const title = `${inHundred(then.churn_probability)} customers like this leave${change === UNCHANGED ? "" : `, ${change} than now`}`;
  const strange = then.unknown_features.filter((name) => !now.unknown_features.includes(name));
  const warning = strange.length > 0 && notice("warn", null, h("p", null, `The model has not seen this value of ${strange.map((name) => label(name).toLowerCase()).join(", ")}: it counts as unknown.`));
  return card({ title }, warning, compared(now, then, lines), closing(then));
}

function comparisons(then, form) {
  const at = (forecast, days) => forecast.horizons.find((one) => one.horizon_days === days);
  const spend = then.horizons.map(({ horizon_days: days }) => [`Spend in ${days} days`, (one) => at(one, days).expected_spend, form]);
  const stay = then.horizons.map(({ horizon_days: days }) => [`No order in ${days} days`, (one) => at(one, days).churn_probability, inHundred, points]);
  return [...spend, ...stay, ["Next order by", (one) => one.expected_next_order_at, day]];
}

function compared(now, then, lines) {
  const rows = [
    ...lines.map(([name, value, form, difference = signed(form)]) => ({ name, now: now && form(value(now)), then: form(value(then)), difference: now && different(value(now), value(then), form, difference) })),
    { name: "Risk", now: now && risk(now.risk), then: risk(then.risk), difference: "" },
    { name: "Segment", now: now && label(now.segment), then: label(then.segment), difference: "" },
  ];
  const column = (title, key) => ({ title, number: true, cell: (row) => row[key] });
  const columns = [{ title: "What", main: true, cell: (row) => row.name }, ...(now ? [column("Now", "now")] : []), column(now ? "Then" : "Estimate", "then"), ...(now ? [column("Difference", "difference")] : [])];
  return table({ caption: now ? "Now and then" : "Estimate", columns, rows, stacked: true });
}

/** The difference between two numbers as they are shown. */
function different(now, then, form, difference) {
  if (typeof now !== "number" || typeof then !== "number") return "";
  return form(now) === form(then) ? UNCHANGED : difference(now, then);
}

function signed(form) {
  return (now, then) => `${then > now ? "+" : "−"}${form(Math.abs(then - now))}`;
}

function points(now, then) {
  const whole = Math.round(then * 100) - Math.round(now * 100);
  return `${Math.abs(whole)} ${whole > 0 ? "more" : "fewer"} in 100`;
}

function moved(now, then, when, form) {
  if (then === null) return "The estimate";
  if (now === null || now === undefined) return `${form(then)} expected ${when}`;
  const step = different(now, then, form, signed(form));
  return step === UNCHANGED ? `${form(then)} expected ${when}, as now` : `${form(then)} expected ${when}, ${step} against now`;
}

function closing(then) {
  return h("div", { class: "tight" }, h("p", null, h("strong", null, "What to do: "), then.action), h("p", { class: "muted" }, badge("info", "Estimate"), " ", CAUTION));
}
