/** What watching over the model found: whether customers have changed, and whether its forecasts came true. */

import { intervals } from "../charts/rows.js";
import { badge, card, empty, notice } from "../components.js";
import { h } from "../dom.js";
import { day, figures as significant, label, moment, totalMoney } from "../format.js";
import { table as tableOf } from "../table.js";

const RESULTS_SHOWN = 12;

/** The newest reading of drift, and the record of forecasts whose time has come. */
export function monitoringCards({ readings, realised }, currency) {
  return [drift(readings), record(realised, currency)];
}

function drift(readings) {
  const title = "Have customers changed since training?";
  const latest = readings[0];
  if (!latest) return card({ title }, empty("Not looked at yet", "The system looks by itself on a schedule, once there is a model."));
  const moved = latest.features.filter((one) => one.drifted);
  const columns = [
    { title: "What", main: true, cell: (one) => label(one.name) },
    { title: "Change (PSI)", number: true, cell: (one) => measured(one.psi, one.psi_limit) },
    { title: "Change (KS)", number: true, cell: (one) => measured(one.ks, one.ks_limit) },
    { title: "State", cell: (one) => (one.drifted ? badge("warn", "changed") : badge("good", "as before")) },
  ];
  return card({ title, lead: `Looked at ${moment(latest.at)}, orders to ${day(latest.as_of)}.` },
    notice(latest.tripped ? "warn" : "good", latest.tripped ? `${moved.length} of ${latest.features.length} features have changed` : "No change that matters", h("p", null, latest.decision), latest.reasons?.length > 0 && h("ul", null, latest.reasons.map((why) => h("li", null, why)))),
    h("details", null, h("summary", null, "Show every feature"), tableOf({ caption: "Change of each feature since training, with the limit", columns, rows: latest.features })));
}

function measured(value, limit) {
  if (value === null || value === undefined) return "—";
  return limit === null || limit === undefined ? significant(value, 2) : `${significant(value, 2)} (limit ${significant(limit, 2)})`;
}

function record(realised, currency) {
  const title = "Did the forecasts come true?";
  if (!realised.length) return card({ title }, empty("No forecast is that old yet", "Once a horizon has passed, what was expected is held against what came."));
  const money = (value) => totalMoney(value, currency);
  const known = realised.filter((one) => one.inside !== null);
  const inside = known.filter((one) => one.inside).length;
  const shown = known.slice(0, RESULTS_SHOWN);
  const rows = shown.map((one) => ({ label: `${day(one.as_of)}, ${one.horizon_days} days`, value: one.realised, low: one.low, high: one.high, text: money(one.realised), note: one.inside ? "inside the range" : "outside the range" }));
  const columns = [
    { title: "Forecast of", main: true, cell: (one) => [day(one.as_of), one.backfilled && h("span", { class: "hint" }, "made afterwards, from the orders of then")] },
    { title: "Days", number: true, cell: (one) => one.horizon_days },
    { title: "Expected", number: true, cell: (one) => money(one.expected) },
    { title: "Low", number: true, cell: (one) => money(one.low) },
    { title: "High", number: true, cell: (one) => money(one.high) },
    { title: "Came", number: true, cell: (one) => money(one.realised) },
    { title: "Inside", cell: (one) => (one.inside === null ? "—" : one.inside ? badge("good", "yes") : badge("warn", "no")) },
    { title: "Model", minor: true, cell: (one) => one.model_version },
  ];
  const table = { columns, rows: realised };
  if (!known.length) return card({ title }, empty("No sum was promised for that long ago", "Forecasts were withheld then."), tableOf({ caption: "What came of each forecast", ...table }));
  return card({ title },
    intervals({
      title: `${inside} of ${known.length} sums fell inside their range`,
      note: "The bar is the range that was given, the dot what came.",
      describe: "What came of each forecast, with the range that was given",
      rows, form: money, table,
    }));
}
