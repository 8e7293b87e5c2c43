/** Model: who serves and why, how right it was, what it goes by; its versions, trainings and what watching found. */

import { card, empty, field, link, notice, panel, select } from "../components.js";
import { fill, h } from "../dom.js";
import { day, share } from "../format.js";
import { calibrationCard, candidatesCard, costCard, coverageCard, gainCard, importanceCard } from "../model/charts.js";
import { candidatesOf, candidateWords, columnName, numbersOf } from "../model/figures.js";
import { monitoringCards } from "../model/monitoring.js";
import { trainings, versionsCard } from "../model/versions.js";
import { note } from "../router.js";

/** The screen. `version` in the address looks at another version than the one that serves. */
export async function show(view) {
  if (!view.dataset) return fill(view.body, empty("No model yet", "A first model is trained by itself once enough orders are there.", link("Upload a file", "upload", { className: "button" })));
  const looked = panel(() => asked(view), (model) => modelCards(view, model), { words: "Loading the model", lines: 6 });
  const moved = () => [looked, versions].forEach((one) => one.reload()); // both say who serves
  const versions = panel(() => view.get("api/models"), ({ models }) => (models.length ? versionsCard(view, models, moved) : []), { words: "Loading the versions" });
  const watched = panel(() => view.get("api/monitoring"), (answer) => monitoringCards(answer, view.dataset.currency), { words: "Loading what watching found" });
  fill(view.body, looked, versions, trainings(view), watched);
  return undefined;
}

/** The version that is looked at, with manifest and metrics. */
async function asked(view) {
  const named = view.query.get("version");
  const { models } = await view.get("api/models");
  const serving = models.find((one) => one.status === "champion");
  const version = named ?? serving?.version ?? models[0]?.version;
  if (!version) return null;
  return { ...(await view.get(`api/models/${encodeURIComponent(version)}`)), isServing: version === serving?.version };
}

function modelCards(view, model) {
  if (!model) return card({}, empty("No model yet", "A first model is trained by itself once enough orders are there.", link("Upload a file", "upload", { className: "button" })));
  const numbers = numbersOf(model);
  if (model.status === "expired") return [whose(model), notice("info", "This version was put away", h("p", null, "Its figures stand below; what it was made of is no longer kept."))];
  if (!numbers.length) return [whose(model), withheldCard(model) ?? notice("info", "This model makes no forecasts", h("p", null, "It holds segments alone: there were too few orders to try a forecast on."))];
  const holder = h("div", { class: "panel" });
  const show = (column) => fill(holder, numberCards(view, model, numbers.find((one) => one.column === column) ?? numbers[0]));
  const choose = (event) => { note({ version: view.query.get("version"), number: event.target.value }); show(event.target.value); };
  const first = numbers.some((one) => one.column === view.query.get("number")) ? view.query.get("number") : numbers[0].column;
  show(first);
  return [
    whose(model),
    numbers.length > 1 && field({ label: "Forecast", control: select(numbers.map((one) => [one.column, one.title]), { value: first, onchange: choose }), className: "narrow" }),
    holder, withheldCard(model),
  ];
}

function whose(model) {
  const learnt = model.as_of ? `; it has learnt from orders to ${day(model.as_of)}` : "";
  if (model.isServing) return h("p", { class: "muted" }, `Version ${model.version} serves${learnt}.`);
  return notice("info", `You look at version ${model.version}, which does not serve`, link("Look at the one that serves", "model"));
}

function numberCards(view, model, number) {
  const currency = view.dataset.currency;
  const { winner } = model.manifest.numbers[number.column];
  const figures = model.metrics[number.column]?.[winner] ?? {};
  return [
    h("p", { class: "winner" }, winnerSentence(model, number)),
    candidatesCard(model, number, currency),
    h("div", { class: "columns" }, calibrationCard(figures, number, currency), gainCard(figures, number)),
    h("div", { class: "columns" }, importanceCard(model, number, currency), number.target === "churn" ? costCard(model, number, currency) : coverageCard(figures)),
  ];
}

/** "Spend in 90 days is forecast by …, which was 12 % less wrong than … (likely between 9 % and 15 %)." */
function winnerSentence(model, number) {
  const { winner } = model.manifest.numbers[number.column];
  const all = candidatesOf(model, number.column);
  const best = all.find((one) => one.isWinner);
  const baseline = all.find((one) => one.isBaseline);
  const start = [h("strong", null, number.title), " is forecast by ", h("strong", null, candidateWords(winner))];
  if (!best || best.gain === null || !baseline) return [...start, "."];
  const range = best.low > 0 ? ` Likely between ${share(best.low)} and ${share(best.high)}.` : " That lead is not certain.";
  return [...start, `: its error was ${share(Math.abs(best.gain))} ${best.gain >= 0 ? "lower" : "higher"} than that of “${candidateWords(baseline.name)}”.`, range];
}

/** Reasons, each with everything it withholds: most numbers lack the same thing. */
function withheldCard({ manifest }) {
  const told = Map.groupBy(Object.entries(manifest.withheld ?? {}), ([, why]) => why);
  if (!told.size) return null;
  const names = (group) => group.map(([column]) => columnName(column)).join(", ");
  return card({ title: "Not forecast, and why" }, h("ul", { class: "withheld-list" }, [...told].map(([why, group]) => h("li", null, h("strong", null, names(group)), `: ${why}.`))));
}
