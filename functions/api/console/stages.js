/** Stages and outcomes in words and icons, the same wherever a run is shown. */

import { badge } from "./components.js";
import { h } from "./dom.js";
import { duration, label, share } from "./format.js";

const STAGES = {
  ingest: "Read and clean",
  features: "Describe customers",
  train: "Compare models",
  score: "Forecast",
  report: "Report",
  monitor: "Watch for drift",
  predict: "Forecast a list",
  pull: "Fetch a source",
  erase: "Erase a customer",
  backfill: "Forecast a past day",
};
const OUTCOMES = {
  done: ["good", "done"],
  nothing_to_do: ["good", "nothing new"],
  running: ["busy", "running"],
  waiting: ["warn", "waiting"],
  failed: ["bad", "failed"],
};

/** The stage's name as a person would say it. */
export function stageName(stage) {
  return STAGES[stage] ?? label(stage);
}

/** Every stage there is, `[[stage, words]]`. */
export function stageNames() {
  return Object.entries(STAGES);
}

/** Every outcome there is, `[[outcome, words]]`. */
export function outcomeNames() {
  return Object.entries(OUTCOMES).map(([outcome, [, word]]) => [outcome, word]);
}

/** An outcome as icon and word. */
export function outcomeBadge(outcome) {
  return badge(...(OUTCOMES[outcome] ?? ["info", label(outcome)]));
}

/** Seconds a run took, null while it runs. */
function secondsOf(run) {
  return run.ended_at ? (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000 : null;
}

/** How far a run is: its time, or a bar with a percentage where one is known. */
export function pace(run) {
  if (run.outcome !== "running") return duration(secondsOf(run));
  if (typeof run.progress !== "number") return "";
  return h("span", { class: "pace" }, h("progress", { max: 1, value: run.progress, "aria-label": stageName(run.stage) }), share(run.progress));
}
