/** Customers: search, filter, sort, page through. Filters stand in the address; what was searched for does not. */

import { announce, card, empty, field, link, panel, risk, select } from "../components.js";
import { fill, h } from "../dom.js";
import { count, counted, customerMoney, inHundred, label, range, shortDay } from "../format.js";
import { note } from "../router.js";
import { pager, table } from "../table.js";

const PAGE = 50;
const FILTERS = ["segment", "tier", "risk", "sort", "order"];
const TIERS = [["", "Any value"], ["top", "Top"], ["high", "High"], ["middle", "Middle"], ["low", "Low"]];
const RISKS = [["", "Any risk"], ["high", "High risk"], ["medium", "Medium risk"], ["low", "Low risk"]];
const SORTS = [["value", "Expected spend"], ["risk", "Money at risk"], ["churn", "Risk of leaving"], ["recency", "Latest order"], ["customer_id", "Customer"]];
const SMALLEST_FIRST = new Set(["recency", "customer_id"]);
const TYPING_MS = 250;

/** Draw the list of the chosen dataset, as its address asks for it. */
export function show(view) {
  const { body, dataset, query, state } = view;
  if (!dataset) {
    return fill(body, card({ title: "No customers yet" }, h("p", null, "Customers appear once a file of orders has been read."), h("div", { class: "actions" }, link("Upload a file", "upload", { className: "button" }))));
  }
  const asked = { ...Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""])), search: state.search ?? "" };
  const trail = { cursors: [null], at: 0 };
  const list = panel(() => asks(view, asked, trail), (answer) => drawn({ ...answer, currency: dataset.currency }, asked, trail, turn), { lines: 12 });
  function turn(step) {
    trail.at += step;
    list.reload().then(() => list.scrollIntoView({ block: "nearest" }));
  }
  function changed() {
    Object.assign(trail, { cursors: [null], at: 0 });
    const { search, ...filters } = asked;
    note(filters, { search });
    list.reload();
  }
  fill(body, filterForm(view, asked, changed), list);
}

/** A page of the list; the first one where the forecasts were made anew and the pages of before are gone. */
async function asks(view, asked, trail) {
  try {
    return await view.get("api/customers", questionOf(asked, trail));
  } catch (problem) {
    if (problem.slug !== "conflict" || trail.at === 0) throw problem;
    Object.assign(trail, { cursors: [null], at: 0 });
    return view.get("api/customers", questionOf(asked, trail));
  }
}

function questionOf({ sort, order, ...filters }, { cursors, at }) {
  const key = sort || "value";
  return { ...filters, sort: key, order: order || (SMALLEST_FIRST.has(key) ? "asc" : "desc"), limit: PAGE, cursor: cursors[at] };
}

function filterForm(view, asked, changed) {
  let typing;
  const set = (name) => (event) => { asked[name] = event.target.value; changed(); };
  const search = h("input", { type: "search", value: asked.search, autocomplete: "off", spellcheck: "false", oninput: (event) => {
    asked.search = event.target.value.trim();
    clearTimeout(typing);
    typing = setTimeout(changed, TYPING_MS);
  } });
  const segment = select([["", "Any segment"]], { onchange: set("segment") });
  view.get("api/segments").then(({ segments }) => {
    fill(segment, [["", "Any segment"], ...segments.map((one) => [one.segment, label(one.segment)])].map(([value, words]) => h("option", { value }, words)));
    segment.value = asked.segment;
  }).catch(() => {}); // the list itself says what is wrong; without names there is no filter by segment
  const sorts = view.dataset.kind === "subscribers" ? SORTS.filter(([key]) => key !== "recency").map(([key, words]) => [key, key === "value" ? "Expected value" : words]) : SORTS;
  return h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
    field({ label: "Find a customer", control: search, className: "grow" }),
    field({ label: "Segment", control: segment }),
    field({ label: "Value", control: select(TIERS, { value: asked.tier, onchange: set("tier") }) }),
    field({ label: "Risk", control: select(RISKS, { value: asked.risk, onchange: set("risk") }) }),
    field({ label: "Sort by", control: select(sorts, { value: asked.sort || "value", onchange: set("sort") }) }));
}

function drawn(answer, asked, trail, turn) {
  const { customers, total, next_cursor: next } = answer;
  if (next) trail.cursors[trail.at + 1] = next;
  announce(`${counted(total, "customer")} found.`);
  if (!customers.length) return card({}, empty("No customer fits", "Try fewer filters, or another part of the name.", clear(asked)));
  const first = trail.at * PAGE + 1;
  const words = `${count(first)} to ${count(first + customers.length - 1)} of ${count(total)}`;
  const pages = total > PAGE && pager({ words, previous: trail.at > 0 ? () => turn(-1) : null, next: next ? () => turn(1) : null });
  const columns = answer.kind === "subscribers" ? subscriberColumns(answer) : orderColumns(answer);
  return card({}, h("p", { class: "muted" }, `${counted(total, "customer")}.`, explained(answer)), table({ caption: "Customers", columns, rows: customers, stacked: true }), pages);
}

function explained({ kind, value_horizon_days: days }) {
  if (kind === "subscribers") return " Ranges are not given for subscribers.";
  return days ? ` Spend looks ${days} days ahead; it lies in its range 8 times in 10.` : "";
}

function clear(asked) {
  const isFiltered = Object.values(asked).some(Boolean);
  return isFiltered && link("Show all customers", "customers", { className: "button" });
}

function orderColumns({ currency, value_horizon_days: value, churn_horizon_days: churn }) {
  const form = (amount) => customerMoney(amount, currency);
  return [
    who(),
    { title: "Segment", cell: (one) => label(one.segment) },
    { title: value ? `Spend in ${value} days` : "Expected spend", number: true, cell: (one) => h("strong", null, form(one.expected_spend)) },
    { title: "Likely", number: true, cell: (one) => range(one.expected_spend_low, one.expected_spend_high, form) },
    { title: churn ? `No order in ${churn} days` : "No order", number: true, cell: (one) => inHundred(one.churn_probability) },
    { title: "Risk", cell: (one) => risk(one.risk) },
    { title: "At risk", number: true, cell: (one) => form(one.value_at_risk) },
    { title: "Next order by", minor: true, cell: (one) => shortDay(one.expected_next_order_at) },
  ];
}

function subscriberColumns({ currency }) {
  const form = (amount) => customerMoney(amount, currency);
  return [
    who(),
    { title: "Segment", cell: (one) => label(one.segment) },
    { title: "Expected value", number: true, cell: (one) => h("strong", null, form(one.expected_spend)) },
    { title: "Leave", number: true, cell: (one) => inHundred(one.churn_probability) },
    { title: "Risk", cell: (one) => risk(one.risk) },
    { title: "At risk", number: true, cell: (one) => form(one.value_at_risk) },
  ];
}

function who() {
  return { title: "Customer", main: true, cell: (one) => h("bdi", null, link(one.customer_id, "customer", { state: { customer: one.customer_id }, className: "customer-id" })) };
}
