/**
 * A customer described by four numbers, as the features a model reads.
 *
 * Features depend on each other: who has ordered once more has also spent more, and who has been silent for 200 days
 * has bought nothing in the last 120. What follows from the four numbers is computed; the rest stays as it was.
 */

const WINDOWS = [[0, 30], [31, 60], [61, 120]];

/** The four numbers: what they are called, and how they are asked for. */
export const INPUTS = [
  { name: "recency_days", label: "Days since the last order", step: 1, least: 0 },
  { name: "frequency", label: "Orders so far", step: 1, least: 1 },
  { name: "avg_basket_value", label: "Average order", step: "any", least: 0 },
  { name: "tenure_days", label: "Days since the first order", step: 1, least: 0 },
];

/** Somebody typical enough to begin with. */
export const SOMEBODY = { recency_days: 30, frequency: 3, avg_basket_value: 50, tenure_days: 210 };

/** What is wrong with the four numbers, by name; nothing for a customer who can exist. */
export function refusals(asked, { longestSilenceDays = Infinity } = {}) {
  const wrong = {};
  for (const { name, step, least } of INPUTS) {
    const value = asked[name];
    if (!Number.isFinite(value)) wrong[name] = "Enter a number.";
    else if (value < least) wrong[name] = `Enter ${least} or more.`;
    else if (step === 1 && !Number.isInteger(value)) wrong[name] = "Enter a whole number.";
  }
  if (Object.keys(wrong).length) return wrong;
  if (asked.recency_days > longestSilenceDays) wrong.recency_days = `Enter ${longestSilenceDays} or less: nobody in your data has been silent for longer.`;
  else if (asked.tenure_days < asked.recency_days) wrong.tenure_days = "The first order cannot be later than the last one.";
  else if (asked.frequency === 1 && asked.tenure_days !== asked.recency_days) wrong.tenure_days = "With one order, the first is also the last: enter the same number of days.";
  return wrong;
}

/** The numbers a model can be told of a scored customer. */
export function known(features) {
  return Object.fromEntries(Object.entries(features).filter(([, value]) => typeof value === "number" || typeof value === "boolean"));
}

/** The features of the customer `base` (empty for somebody new) once the four numbers are those of `asked`. */
export function described(base, asked) {
  if (INPUTS.every(({ name }) => base[name] === asked[name])) return base;
  const { recency_days: recency, frequency: orders, avg_basket_value: basket, tenure_days: tenure } = asked;
  const span = tenure - recency;
  const sameDay = (base.frequency ?? 1) - 1 - (base.repeat_days ?? (base.frequency ?? 1) - 1);
  const repeatDays = Math.max(0, Math.min(orders - 1 - sameDay, span));
  const spent = orders * basket;
  const net = spent * (1 - (base.return_ratio ?? 0));
  return withoutUnknown({
    ...base,
    ...asked,
    ...windows(base, asked),
    purchase_span_days: span,
    repeat_days: repeatDays,
    total_spend: spent,
    monetary: net,
    total_transactions: orders + (base.total_transactions ?? 0) - (base.frequency ?? 0),
    avg_interpurchase_days: repeatDays > 0 ? span / repeatDays : null,
    is_cold_start: repeatDays === 0,
    spend_velocity: net / (tenure + 1),
    transaction_density: (30 * orders) / (tenure + 1),
    loyalty_efficiency: (basket * span) / (tenure + 1),
    active_day_ratio: Math.min(1, (repeatDays + 1) / (tenure + 1)),
  });
}

/** Nothing was bought after the last order; on its day there was at least one. */
function windows(base, { recency_days: recency, avg_basket_value: basket }) {
  const told = {};
  for (const [first, last] of WINDOWS) {
    const [spend, orders] = [`spend_${first}_${last}_days`, `transactions_${first}_${last}_days`];
    const isBefore = last < recency;
    const isWithin = first <= recency && recency <= last && base[orders] === 0;
    told[spend] = isBefore ? 0 : isWithin ? basket : base[spend] ?? null;
    told[orders] = isBefore ? 0 : isWithin ? 1 : base[orders] ?? null;
  }
  told.spend_momentum = momentum(told.spend_0_30_days, told.spend_31_60_days);
  told.transaction_momentum = momentum(told.transactions_0_30_days, told.transactions_31_60_days);
  return told;
}

function momentum(latest, before) {
  if (latest === null || before === null) return null;
  const [a, b] = [Math.max(0, latest), Math.max(0, before)];
  return a + b === 0 ? 0.5 : a / (a + b);
}

function withoutUnknown(features) {
  return Object.fromEntries(Object.entries(features).filter(([, value]) => value !== null && value !== undefined));
}
