/** The charts of a model: who competed, and how right the winner was where it had not seen the future. */

import { bars, intervals } from "../charts/rows.js";
import { calibration, lines } from "../charts/lines.js";
import { card, notice, withheld } from "../components.js";
import { h } from "../dom.js";
import { axisMoney, count, customerMoney, exactMoney, figures as significant, share } from "../format.js";
import { table } from "../table.js";
import { binsOf, candidatesOf, costsOf, importanceOf, setAside } from "./figures.js";

const TOPICS_SHOWN = 8;
const PROMISED = 0.8;
const FAR_OFF = 0.1;
const points = (value) => `${significant(value * 100, 2)} points`;
const signedShare = (value) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${share(Math.abs(value))}`;

/** Candidates against the baseline, with how sure that is. */
export function candidatesCard(model, number, currency) {
  const all = candidatesOf(model, number.column);
  const known = all.filter((one) => one.gain !== null);
  const baseline = all.find((one) => one.isBaseline);
  const left = setAside(model, number.column);
  return card({ title: "Who competed" },
    known.length ? candidateDots(known, baseline) : h("p", null, withheld("this model was trained before it was kept how sure a lead is. Retrain to see it.")),
    h("details", null, h("summary", null, "All figures, on a time none of them had seen"), figuresTable(all, number, currency)),
    left.length > 0 && h("details", null, h("summary", null, `${count(left.length)} did not compete`), h("ul", null, left.map(([name, why]) => h("li", null, `${name}: ${why}`)))));
}

function candidateDots(known, baseline) {
  const winner = known.find((one) => one.isWinner);
  const rival = baseline?.title ?? "the baseline";
  const rows = known.map((one) => ({ label: one.isWinner ? `${one.title} ✓` : one.title, value: one.gain, low: one.low, high: one.high, text: signedShare(one.gain), note: one.isWinner ? "serves" : null }));
  return intervals({
    title: winner ? `${winner.title}: ${signedShare(winner.gain)} against “${rival}”` : `Nobody beat “${rival}” beyond doubt`,
    note: `How much lower the ${known[0].measure} was than the baseline's, with the range of nine in ten resamples of the customers. ✓ marks who serves: the simplest that nobody beats beyond doubt.`,
    describe: "Lead over the baseline of each candidate, with its range",
    rows, form: signedShare, exact: signedShare, columns: ["Candidate", "Lead over the baseline", "Low", "High"],
    reference: { value: 0, label: rival },
  });
}

function figuresTable(all, { target }, currency) {
  const money = (value) => customerMoney(value, currency);
  const spend = [["Mean error", "mae", money], ["Ranking (Gini)", "normalised_gini", significant], ["Sum missed by", "total_error", signedShare], ["In range", "interval_coverage", share]];
  const churn = [["Ranking (AUC)", "roc_auc", significant], ["Brier score", "brier", significant], ["Log loss", "log_loss", significant], ["Precision", "precision", share], ["Recall", "recall", share]];
  const number = ([title, key, form]) => ({ title, number: true, cell: (one) => (one.figures[key] === null || one.figures[key] === undefined ? "—" : form(one.figures[key])) });
  const columns = [{ title: "Candidate", main: true, cell: (one) => `${one.title}${one.isWinner ? " ✓" : ""}` }, ...(target === "spend" ? spend : churn).map(number)];
  return table({ caption: "Figures of every candidate", columns, rows: all });
}

/** What churn is called: orders that stay away, or subscribers who leave. */
function leaving({ days }) {
  return days ? { infinitive: "stay away", past: "stayed away" } : { infinitive: "leave", past: "left" };
}

/** Whether what was predicted came about. */
export function calibrationCard(figures, number, currency) {
  const { target } = number;
  const title = "Were the forecasts right?";
  const deciles = figures.deciles ?? [];
  if (!deciles.length) return card({ title }, h("p", null, withheld("this model has no test to show it by.")));
  if (target === "churn") {
    return card({ title }, calibration({
      title: `${share(figures.mean_predicted)} were expected to ${leaving(number).infinitive}, ${share(figures.mean_actual)} did`,
      note: "Each dot is a tenth of the customers, with the range that chance alone allows. On the dashed line, prediction and outcome agree.",
      describe: `Predicted and observed share who ${leaving(number).past}, by tenths of the customers`,
      bins: binsOf(figures),
    }));
  }
  const money = (value) => axisMoney(value, currency);
  const serie = (name, key, tone) => ({ name, tone, points: deciles.map((one) => ({ x: one.decile, y: one[key] })) });
  return card({ title }, lines({
    title: `The sum of all was missed by ${figures.total_error === null ? "—" : share(Math.abs(figures.total_error))}`,
    note: "Customers sorted by their forecast into tenths; what was forecast and what they then spent, each on average.",
    describe: "Mean forecast and mean spend by tenths of the customers",
    series: [serie("Forecast", "mean_predicted", 1), serie("Spent", "mean_actual", 2)],
    x: tenthsAxis(deciles.length),
    y: { form: money, exact: (value) => customerMoney(value, currency), title: "Mean per customer" },
  }));
}

/** How much of what matters the first of the list hold. */
export function gainCard(figures, number) {
  const title = "Does it find the right ones?";
  const curve = figures.gain_curve ?? [];
  if (!curve.length) return card({ title }, h("p", null, withheld("nothing was kept to draw it from. Retrain to see it.")));
  const caught = curve.reduce((best, one) => (Math.abs(one.customers_share - 0.2) < Math.abs(best.customers_share - 0.2) ? one : best));
  const held = number.target === "spend" ? "of all that was spent" : `of all who ${leaving(number).past}`;
  return card({ title }, lines({
    title: `The first ${share(caught.customers_share)} of the list held ${share(caught.caught_share)} ${held}`,
    note: "Customers sorted by their forecast, highest first; the dashed line is a list in random order.",
    describe: `Share ${held} that the first part of the list held`,
    series: [
      { name: "Forecast", tone: 1, points: curve.map((one) => ({ x: one.customers_share, y: one.caught_share })) },
      { name: "Random", tone: 4, points: [{ x: 0, y: 0 }, { x: 1, y: 1 }] },
    ],
    x: { form: share, caption: "Share of the customers" },
    y: { form: share, title: "Share held", domain: [0, 1] },
    chosen: { x: caught.customers_share, y: caught.caught_share, text: share(caught.caught_share), below: true },
  }));
}

/** What the forecast turns on. */
export function importanceCard(model, { column, target }, currency) {
  const all = importanceOf(model, column);
  const title = "What it goes by";
  if (!all.length) return card({ title }, h("p", null, withheld("this model says the same of everybody.")));
  const form = target === "spend" ? (value) => customerMoney(value, currency) : points;
  return card({ title }, bars({
    title: `Most of all: ${all[0].label.toLowerCase()}`,
    note: "By how much each moves a forecast, on average over the customers. What goes together, not what causes it.",
    describe: "Mean effect on the forecast",
    rows: all.slice(0, TOPICS_SHOWN), form, columns: ["Topic", "Mean effect"],
    table: { columns: [{ title: "Topic", main: true, cell: (row) => row.label }, { title: "Mean effect", number: true, cell: (row) => form(row.value) }], rows: all },
  }));
}

/** From which probability on a contact pays. */
export function costCard(model, { column }, currency) {
  const costs = costsOf(model, column);
  if (!costs) return null;
  const title = "From where a contact pays";
  if (costs.reason) return card({ title }, h("p", null, withheld(costs.reason)));
  const money = (value) => customerMoney(value, currency);
  return card({ title }, lines({
    title: `Contacting from ${share(costs.threshold)} on cost least: ${exactMoney(costs.cost, currency)} a customer instead of ${exactMoney(costs.nobody, currency)}`,
    note: `${costs.assumptions} At this threshold ${share(costs.contacted)} of customers are contacted.`,
    describe: "Cost for each customer by the probability from which on customers are contacted",
    series: [{ name: "", tone: 1, points: costs.points }],
    x: { form: share, caption: "Contacted from this probability on" },
    y: { form: money, title: "Cost for each customer" },
    chosen: { x: costs.threshold, y: costs.cost, text: share(costs.threshold), below: true },
  }));
}

/** How often the true figure fell inside the range. */
export function coverageCard(figures) {
  const tenths = figures.interval_coverage_by_decile ?? [];
  const title = "Can the ranges be trusted?";
  if (typeof figures.interval_coverage !== "number") return card({ title }, h("p", null, withheld("no ranges were tried on a time they had not seen.")));
  return card({ title },
    Math.abs(figures.interval_coverage - PROMISED) > FAR_OFF && notice("warn", `The ranges promise ${share(PROMISED)}`, h("p", null, "They were off on this time; take them with care.")),
    lines({
      title: `The true figure fell inside ${share(figures.interval_coverage)} of the time`,
      note: `Ranges are made to hold it ${share(PROMISED)} of the time, the dashed line; here for each tenth of the customers.`,
      describe: "Share of customers whose spend fell inside the range, by tenths of the customers",
      series: [
        { name: "Inside", tone: 1, points: tenths.map((y, at) => ({ x: at + 1, y })) },
        { name: "Promised", tone: 4, points: [{ x: 1, y: PROMISED }, { x: tenths.length, y: PROMISED }] },
      ],
      x: tenthsAxis(tenths.length),
      y: { form: share, title: "Inside the range", domain: [0, 1] },
      table: { columns: [{ title: "Tenth of customers", main: true, number: true, cell: (row) => row.tenth }, { title: "Inside the range", number: true, cell: (row) => share(row.value) }], rows: tenths.map((value, at) => ({ tenth: at + 1, value })) },
    }));
}

function tenthsAxis(tenths) {
  return { caption: "Tenths, lowest forecasts first", ticks: [...new Set([1, Math.ceil(tenths / 2), tenths])] };
}
