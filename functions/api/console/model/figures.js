/** What a model's metrics and manifest say, in the shape the charts want. */

import { label } from "../format.js";

const CANDIDATES = {
  base_rate: "Everybody alike",
  share_who_left: "Everybody alike",
  historic_rate: "Past rate of spending",
  last_30_days: "As in the last 30 days",
  linear_regression: "Linear regression",
  logistic_regression: "Logistic regression",
  probabilistic: "Buying and leaving by chance (BG/NBD)",
  hurdle: "Two steps: whether, then how much",
  gradient_boosting: "Boosted trees",
  random_forest: "Random forest",
  xgboost: "Boosted trees (XGBoost)",
  tuned_xgboost: "Boosted trees (XGBoost), tuned",
  blend: "A mean of several",
};
const SPEND = /^expected_spend_(\d+)d$/;
const ORDERS = /^expected_orders_(\d+)d$/;
const OTHERS = { p_alive: "Being a customer still", expected_next_order_at: "The next order" };
const CHURN = /^churn_probability(?:_(\d+)d)?$/;

/** A candidate as a person would call it. */
function candidateName(name) {
  return CANDIDATES[name] ?? label(name);
}

/** The same within a sentence: abbreviations keep their capitals. */
export function candidateWords(name) {
  const words = candidateName(name);
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** The numbers a model was chosen for, spend first and the longest horizon first: `{column, target, days, title}`. */
export function numbersOf({ manifest }) {
  return Object.keys(manifest.numbers ?? {}).map(numberOf).filter(Boolean)
    .sort((a, b) => b.target.localeCompare(a.target) || b.days - a.days);
}

/** One number in words. */
function numberOf(column) {
  const spend = SPEND.exec(column);
  if (spend) return { column, target: "spend", days: Number(spend[1]), title: `Spend in ${spend[1]} days` };
  const churn = CHURN.exec(column);
  if (!churn) return null;
  return { column, target: "churn", days: Number(churn[1] ?? 0), title: churn[1] ? `No order in ${churn[1]} days` : "Leaving" };
}

/** A score column as a person would call it. */
export function columnName(column) {
  const orders = ORDERS.exec(column);
  return numberOf(column)?.title ?? (orders ? `Orders in ${orders[1]} days` : (OTHERS[column] ?? label(column)));
}

/**
 * Who competed for a number, the best first: `{name, title, isWinner, isBaseline, gain, low, high, figures}`.
 *
 * `gain` is the share by which the loss was lower than the baseline's where the choice was made; null where not kept.
 */
export function candidatesOf({ manifest, metrics }, column) {
  const { winner } = manifest.numbers[column];
  const all = Object.entries(metrics[column] ?? {});
  const baseline = all.map(([, figures]) => figures.against_baseline?.baseline).find(Boolean) ?? null;
  return all.map(([name, figures]) => ({
    name,
    title: candidateName(name),
    isWinner: name === winner,
    isBaseline: name === baseline,
    gain: figures.against_baseline?.gain ?? null,
    low: figures.against_baseline?.low ?? null,
    high: figures.against_baseline?.high ?? null,
    measure: figures.against_baseline?.measure ?? null,
    figures,
  })).sort((a, b) => (b.gain ?? 0) - (a.gain ?? 0) || Number(b.isWinner) - Number(a.isWinner));
}

/** Who did not compete, and why: `[title, reason]`. */
export function setAside({ manifest }, column) {
  const told = Object.entries(manifest.numbers[column].candidates ?? {});
  return told.filter(([, why]) => why !== "competed").map(([name, why]) => [candidateName(name), why]);
}

/** What a forecast turns on, greatest first: `{label, value}` in the number's unit. */
export function importanceOf({ manifest }, column) {
  const told = manifest.importance?.[column] ?? {};
  return Object.entries(told.topics ?? told).filter(([, size]) => typeof size === "number" && size > 0)
    .map(([name, value]) => ({ label: label(name), value })).sort((a, b) => b.value - a.value);
}

/** The cost of each threshold with the chosen one, or a sentence on why there is none, or null. */
export function costsOf({ manifest }, column) {
  const told = manifest.numbers[column].business_cost;
  if (typeof told === "string") return { reason: told.replace(/^withheld: /, "") };
  if (!told?.curve) return null;
  const { thresholds, cost_per_customer: costs } = told.curve;
  return {
    threshold: told.threshold,
    cost: told.cost_per_customer,
    nobody: told.cost_per_customer_contacting_nobody,
    contacted: told.contacted_share,
    assumptions: told.assumptions,
    points: thresholds.map((x, at) => ({ x, y: costs[at] })),
  };
}

/** Ten bins of a churn forecast for the calibration chart. */
export function binsOf(figures) {
  return (figures.deciles ?? []).map((one) => ({ predicted: one.mean_predicted, observed: one.mean_actual, low: one.low, high: one.high, count: one.customers ?? null }));
}
