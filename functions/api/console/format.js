/** Numbers, dates and chances in words. Null is withheld and becomes a dash: the reason stands beside it. */

const LOCALE = "en-GB";
const DASH = "—";
const CUSTOMER_FIGURES = 2;
const TOTAL_FIGURES = 3;

/** Money of one customer, in two significant figures: "€61". */
export function customerMoney(value, currency) {
  return roundedMoney(value, currency, CUSTOMER_FIGURES);
}

/** Money of many customers, in three significant figures: "€184,000". */
export function totalMoney(value, currency) {
  return roundedMoney(value, currency, TOTAL_FIGURES);
}

/** Money as it was counted, for tables under charts and for orders: "€184,213.50". */
export function exactMoney(value, currency) {
  return money(value, currency, {});
}

/** Money on an axis: "€150k". */
export function axisMoney(value, currency) {
  return money(value, currency, { notation: "compact", maximumSignificantDigits: TOTAL_FIGURES });
}

/** A number of things: "48,210". */
export function count(value) {
  return number(value, { maximumFractionDigits: 0 });
}

/** A number in so many significant figures. */
export function figures(value, digits = TOTAL_FIGURES) {
  return number(value, { maximumSignificantDigits: digits });
}

/** "1 order", "3 orders". */
export function counted(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share in whole per cent: "79 %"; what is there but small is "under 1 %". */
export function share(value) {
  if (value === null || value === undefined) return DASH;
  return value > 0 && value < 0.01 ? "under 1 %" : `${count(value * 100)} %`;
}

/** A probability as people count it: "31 in 100"; rare and near-certain ones keep a bound. */
export function inHundred(probability) {
  if (probability === null || probability === undefined) return DASH;
  if (probability > 0 && probability < 0.01) return "fewer than 1 in 100";
  if (probability < 1 && probability > 0.99) return "more than 99 in 100";
  return `${Math.round(probability * 100)} in 100`;
}

/** "between €162,000 and €209,000", or null where there is no range. */
export function between(low, high, form) {
  return low === null || low === undefined || high === null || high === undefined
    ? null
    : `between ${form(low)} and ${form(high)}`;
}

/** "€160 to €210" for a table's column, a dash where there is no range. */
export function range(low, high, form) {
  return between(low, high, form) === null ? DASH : `${form(low)} to ${form(high)}`;
}

/** A day: "3 May 2024"; a dash for null. */
export function day(iso) {
  return iso ? dateFormat({ day: "numeric", month: "long", year: "numeric" }).format(dateOf(iso)) : DASH;
}

/** A day in a narrow column: "3 May 2024", months in three letters. */
export function shortDay(iso) {
  return iso ? dateFormat({ day: "numeric", month: "short", year: "numeric" }).format(dateOf(iso)) : DASH;
}

/** A day on an axis: "May 2024", or "3 May" when the axis spans less than a season. */
export function axisDay(iso, spanDays) {
  const parts = spanDays > 120 ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
  return dateFormat(parts).format(dateOf(iso));
}

/** A moment in the reader's own time: "3 May 2024, 14:05". */
export function moment(iso) {
  if (!iso) return DASH;
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));
}

/** "today", "yesterday", "12 days ago". */
export function daysAgo(days) {
  return days === 0 ? "today" : days === 1 ? "yesterday" : `${counted(Math.round(days), "day")} ago`;
}

/** Milliseconds of a day or moment, for an axis; a day is a day everywhere. */
export function timeOf(iso) {
  return dateOf(iso).getTime();
}

/** "2.4 MB". */
export function bytes(value) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(value, 1)) / 3));
  const form = { style: "unit", unit: units[step], unitDisplay: step ? "short" : "long" };
  return number(value / 1000 ** step, { ...form, maximumSignificantDigits: TOTAL_FIGURES });
}

/** "0.4 s", "12 s", "3 min 20 s". */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return DASH;
  if (seconds < 60) return `${number(seconds, { maximumSignificantDigits: 2 })} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A sentence of the API as a person reads it: capital first, days written out, a full stop. */
export function inWords(text) {
  const dated = String(text).replace(/\b\d{4}-\d\d-\d\d\b/g, day).replace(/, has (\d+)/g, ": $1 so far");
  return `${dated.charAt(0).toUpperCase()}${dated.slice(1)}${/[.!?]$/.test(dated) ? "" : "."}`;
}

/** "value_at_risk" as a person writes it: "Value at risk". */
export function label(name) {
  const words = String(name).replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Figures that reach behind the point are filled up to the currency's own digits: "€1.50", never "€1.5". */
function roundedMoney(value, currency, digits) {
  const rounded = Number(value?.toPrecision(digits));
  return Number.isInteger(rounded) || !currency ? money(value, currency, { maximumSignificantDigits: digits }) : money(rounded, currency, {});
}

function money(value, currency, digits) {
  if (!currency) return number(value, { maximumFractionDigits: 2, ...digits });
  try {
    return number(value, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...digits });
  } catch {
    return `${number(value, { maximumFractionDigits: 2, ...digits })} ${currency}`; // no ISO code: told as it is
  }
}

function number(value, options) {
  if (value === null || value === undefined) return DASH;
  return new Intl.NumberFormat(LOCALE, options).format(value === 0 ? 0 : value); // -0 is 0
}

function dateFormat(parts) {
  return new Intl.DateTimeFormat(LOCALE, { ...parts, timeZone: "UTC" });
}

function dateOf(iso) {
  return new Date(/[Zz]|[+-]\d\d:?\d\d$/.test(iso) || iso.length === 10 ? iso : `${iso}Z`);
}
