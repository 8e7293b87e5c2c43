/** Plan: what a budget brings, whom to contact with it, and what that rests on. */

import { lines } from "../charts/lines.js";
import { announce, button, card, empty, facts, failed, field, link, notice, save, select, withheld } from "../components.js";
import { fill, h, uniqueId } from "../dom.js";
import { axisMoney, between, count, counted, customerMoney, exactMoney, inHundred, label, share, totalMoney } from "../format.js";
import { note } from "../router.js";
import { table } from "../table.js";

const HOLDOUTS = [["0", "nobody"], ["0.05", "5 in 100, at random"], ["0.1", "10 in 100, at random"], ["0.2", "20 in 100, at random"]];
const PAUSE_MS = 250;
const SHOWN = 10;
const WITHHELD = "a plan weighs what customers are expected to spend against who stays away, and one of these is not forecast. The overview says why.";

/** The screen. Budget and holdout stand in the address, so that a plan can be come back to. */
export async function show(view) {
  if (!view.dataset?.scored_at) return fill(view.body, empty("Nothing to plan with yet", "A plan needs forecasts, and those need orders.", link("Upload a file", "upload", { className: "button" })));
  const { segments } = await view.get("api/segments");
  if (segments.some((one) => one.value_horizon_days === null || one.churn_horizon_days === null)) return fill(view.body, card({ title: "No plan yet" }, h("p", null, withheld(WITHHELD)), h("div", { class: "actions" }, link("See the overview", "overview", { className: "button" }))));
  const asked = { budget: view.query.get("budget") ?? 0, holdout_share: view.query.get("holdout") ?? "0" };
  let plan = await view.get("api/plan", asked);
  if (view.query.get("budget") === null) {
    asked.budget = halfway(plan.curve);
    plan = await view.get("api/plan", asked);
  }
  fill(view.body, new Plan(view, asked, plan).element);
  return undefined;
}

/** A budget to begin with: the point of the curve nearest to half of what could be spent at all. */
function halfway(curve) {
  const most = curve.at(-1)?.budget ?? 0;
  return curve.reduce((best, one) => (Math.abs(one.budget - most / 2) < Math.abs(best - most / 2) ? one.budget : best), 0);
}

class Plan {
  constructor(view, asked, answer) {
    Object.assign(this, { view, asked, latest: 0 });
    this.result = h("div", { class: "panel", "aria-live": "off" });
    this.most = Math.max(...answer.curve.map((one) => one.budget), answer.budget, 1);
    this.element = h("div", { class: "panel" }, this.controls(answer), this.result);
    this.draw(answer);
  }

  money = (value) => totalMoney(value, this.view.dataset.currency);

  controls({ assumptions, horizon_days: horizon }) {
    const id = uniqueId("budget");
    const options = { min: 0, max: Math.ceil(this.most), step: stepOf(this.most, assumptions.incentive_cost), value: this.asked.budget };
    this.slider = h("input", { type: "range", ...options, "aria-label": "Budget, as a slider", oninput: (event) => this.spends(event.target.value, this.number) });
    this.number = h("input", { type: "number", inputmode: "decimal", ...options, max: null, step: "any", id, oninput: (event) => this.spends(event.target.value, this.slider) });
    const holdout = select(HOLDOUTS, { value: String(Number(this.asked.holdout_share)), onchange: (event) => this.ask({ holdout_share: event.target.value }) });
    const unit = this.view.dataset.currency ? `Budget (${this.view.dataset.currency})` : "Budget";
    return card({ title: "How much may it cost?", lead: `A contact costs ${customerMoney(assumptions.incentive_cost, this.view.dataset.currency)}. Returns are over ${horizon ?? assumptions.horizon_days} days.` },
      h("div", { class: "budget" }, field({ label: unit, control: this.number }), this.slider),
      field({ label: "Leave out on purpose", hint: "Who is left out at random shows later whether contacting paid.", control: holdout, className: "narrow" }));
  }

  spends(value, other) {
    other.value = value;
    clearTimeout(this.pause);
    if (value === "" || Number(value) < 0) return;
    this.pause = setTimeout(() => this.ask({ budget: value }), PAUSE_MS);
  }

  async ask(change) {
    Object.assign(this.asked, change);
    const mine = (this.latest += 1);
    note({ budget: this.asked.budget, holdout: this.asked.holdout_share === "0" ? null : this.asked.holdout_share });
    this.result.setAttribute("aria-busy", "true");
    try {
      const answer = await this.view.get("api/plan", this.asked);
      if (mine !== this.latest) return;
      this.draw(answer);
      announce(answer.in_words);
    } catch (problem) {
      if (problem.name !== "AbortError" && mine === this.latest) fill(this.result, failed(problem, () => this.ask({})));
    }
    this.result.removeAttribute("aria-busy");
  }

  draw(plan) {
    fill(this.result, this.summary(plan), h("div", { class: "columns" }, this.curve(plan), this.sensitivity(plan)), this.list(plan));
  }

  summary(plan) {
    const range = between(plan.expected_return_low, plan.expected_return_high, this.money);
    const rangeWords = range && ` If all of them spend at the same end of their ranges (8 in 10) at once, it is ${range}.`;
    const isLoss = plan.net < 0;
    const nobody = notice("info", "Nobody is contacted", h("p", null, plan.worth_contacting ? "This budget pays for no contact. Raise it to see whom to contact first." : "Contacting brings back less than it costs for everybody, by the assumptions below."));
    const brings = h("div", { class: "brings" },
      h("p", { class: "headline" }, this.money(plan.expected_return)),
      h("p", null, `expected back for ${this.money(plan.cost)} spent.`, rangeWords),
      h("p", { class: isLoss ? "loss" : "gain" }, h("strong", null, `${isLoss ? "A loss of " : "Net "}${this.money(Math.abs(plan.net))}`), " after the cost of contacting."));
    return card({ title: `Contact ${counted(plan.contacted, "customer")}` },
      h("div", { class: "columns" }, plan.contacted ? brings : nobody, h("div", { class: "brings" },
        facts([["Worth contacting at all", count(plan.worth_contacting)], ["Left out at random", count(plan.held_out)]]),
        h("p", null, plan.break_even.in_words))),
      h("p", { class: "assumptions" }, h("strong", null, "Assumed: "), plan.assumptions.in_words));
  }

  curve(plan) {
    const points = plan.curve.map((one) => ({ x: one.budget, y: one.expected_return }));
    const spent = { x: plan.cost, y: plan.expected_return };
    const axis = (value) => axisMoney(value, this.view.dataset.currency);
    const columns = [
      { title: "Budget", main: true, number: true, cell: (one) => this.exact(one.budget) },
      { title: "Contacted", number: true, cell: (one) => count(one.contacted) },
      { title: "Expected return", number: true, cell: (one) => this.exact(one.expected_return) },
      { title: "Net", number: true, cell: (one) => this.exact(one.net) },
    ];
    return card({ title: "What more would bring" }, points.length < 2 ? empty("Nothing to draw", "No customer is worth contacting by these assumptions.") : lines({
      title: `At ${this.money(plan.cost)} the next contacts ${isFlat(plan) ? "bring hardly more than they cost" : "still pay"}`,
      note: "Expected return by what is spent; the dashed line is where it only just comes back.",
      describe: "Expected return by budget, with the chosen budget",
      series: [{ name: "Return", tone: 1, points }, { name: "Cost", tone: 4, points: [{ x: 0, y: 0 }, { x: points.at(-1).x, y: points.at(-1).x }] }],
      x: { form: axis, caption: "Budget" }, y: { form: axis, title: "Expected return" },
      chosen: { ...spent, text: this.money(plan.expected_return), below: true },
      table: { columns, rows: plan.curve },
    }));
  }

  sensitivity({ sensitivity }) {
    const columns = [
      { title: "If instead", main: true, cell: (one) => `${label(one.assumption)}: ${/rate|share|margin/.test(one.assumption) ? share(one.value) : customerMoney(one.value, this.view.dataset.currency)}` },
      { title: "Contacted", number: true, cell: (one) => count(one.contacted) },
      { title: "Net", number: true, cell: (one) => this.money(one.net) },
    ];
    return card({ title: "If an assumption is wrong", lead: "One at a time, at this budget." },
      sensitivity.length ? table({ caption: "What the plan comes to under other assumptions", columns, rows: sensitivity }) : h("p", { class: "muted" }, "Nothing to vary."));
  }

  list(plan) {
    if (!plan.customers.length) return null;
    const currency = this.view.dataset.currency;
    const columns = [
      { title: "Customer", main: true, cell: (one) => h("bdi", null, link(one.customer_id, "customer", { state: { customer: one.customer_id } })) },
      { title: "Segment", cell: (one) => label(one.segment) },
      { title: "Stay away", cell: (one) => inHundred(one.churn_probability) },
      { title: "Expected spend", number: true, cell: (one) => customerMoney(one.expected_spend, currency) },
      { title: "Expected gain", number: true, cell: (one) => customerMoney(one.expected_gain, currency) },
      { title: "Group", cell: (one) => (one.held_out ? "left out" : "contact") },
      { title: "What to do", minor: true, cell: (one) => one.action },
    ];
    const chosen = plan.contacted + plan.held_out;
    const trouble = h("div", { class: "trouble" });
    const download = button("Download the list (CSV)", { kind: "primary", onclick: () => this.download(trouble) });
    const lead = chosen > plan.customers.length ? `The first ${count(plan.customers.length)} of ${count(chosen)}; the file holds all.` : `All ${count(chosen)}.`;
    const rows = (some) => table({ caption: "Customers to contact, the greatest gain first", columns, rows: some, stacked: true });
    const others = plan.customers.slice(SHOWN);
    return card({ title: "Whom to contact", lead, actions: download }, trouble, rows(plan.customers.slice(0, SHOWN)),
      others.length > 0 && h("details", null, h("summary", null, `Show ${count(others.length)} more`), rows(others)));
  }

  async download(trouble) {
    try {
      save(await this.view.get("api/plan.csv", this.asked));
      fill(trouble, h("p", { class: "muted" }, "The list is on its way to your downloads."));
    } catch (problem) {
      if (problem.name !== "AbortError") fill(trouble, failed(problem));
    }
  }

  exact(value) {
    return exactMoney(value, this.view.dataset.currency);
  }
}

/** Whether the last part of the budget brings back less than a tenth more than it costs. */
function isFlat({ curve, cost }) {
  const after = curve.filter((one) => one.budget > cost);
  const here = curve.filter((one) => one.budget <= cost).at(-1);
  if (!after.length || !here) return true;
  const [next] = after;
  return next.expected_return - here.expected_return < 1.1 * (next.budget - here.budget);
}

/** A slider moves by whole contacts, and by no less than a hundredth of its way. */
function stepOf(most, contactCost) {
  const contact = contactCost > 0 ? contactCost : 1;
  return Math.max(contact, Math.round(most / 100 / contact) * contact);
}
