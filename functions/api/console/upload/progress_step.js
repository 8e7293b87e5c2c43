/** Last step: the stages go by, and what came of the file. */

import { announce, badge, button, card, facts, failed, link, loading, notice, panel } from "../components.js";
import { fill, h } from "../dom.js";
import { count, day, label, totalMoney } from "../format.js";
import { pace } from "../stages.js";
import { table } from "../table.js";
import { endOf, nextWait, progressOf } from "./following.js";

const STATES = {
  ahead: ["info", "not begun"],
  running: ["busy", "at work"],
  done: ["good", "done"],
  stopped: ["bad", "stopped"],
  skipped: ["info", "not needed"],
};
const RUNS = 50;

/** The step's content; it looks again by itself until all is over, more seldom while nothing moves. */
export function draw(wizard) {
  const list = h("ol", { class: "stages" });
  const after = h("div", { class: "stack" }, h("p", { class: "muted" }, "This goes on by itself. You may leave this page; what came of the file also stands under Operations."));
  fill(list, progressOf([], wizard.key, null).map(row));
  watch(wizard, list, after);
  return [card({ title: wizard.inWords ?? `Adding ${wizard.file.name} to ${wizard.target}`, className: "progress" }, list), after];
}

async function watch(wizard, list, after) {
  const { view } = wizard;
  let said = "";
  for (let wait = 1; !view.signal.aborted; ) {
    try {
      const { runs } = await runsOf(wizard);
      const progress = progressOf(runs, wizard.key, wizard.since);
      const now = inWords(progress);
      wait = nextWait(wait, now !== said);
      if (now !== said) tell(list, progress, now);
      else fill(list, progress.map(row));
      said = now;
      const end = endOf(progress);
      if (end) return fill(after, end === "done" ? result(wizard) : stopped(wizard, progress));
    } catch (problem) {
      if (problem.name === "AbortError") return;
      if (problem.status !== 0 && problem.status !== 429 && problem.status < 500) return fill(after, failed(problem));
      wait = nextWait(wait, false);
    }
    await new Promise((resolve) => { setTimeout(resolve, wait * 1000); });
  }
}

/** The latest runs; none while the dataset is so new that nothing of it has been read. */
async function runsOf(wizard) {
  const { view, target } = wizard;
  if (!wizard.isThere) {
    const { datasets } = await view.get("api/datasets", { dataset: null });
    wizard.isThere = datasets.some((one) => one.name === target);
  }
  return wizard.isThere ? view.get("api/runs", { dataset: target, limit: RUNS }) : { runs: [] };
}

function tell(list, progress, words) {
  fill(list, progress.map(row));
  announce(words);
}

function inWords(progress) {
  return progress.map((one) => `${one.title}: ${STATES[one.state][1]}`).join(". ");
}

function row({ title, state, run }) {
  return h("li", { class: `stage ${state}` }, h("span", { class: "stage-title" }, title), badge(...STATES[state]), h("span", { class: "muted" }, run ? pace(run) : ""));
}

function stopped(wizard, progress) {
  const { run } = progress.find((one) => one.state === "stopped");
  return [
    notice("bad", "The file could not be used", h("p", null, run.reason ?? "The stage ended without a reason."), h("p", null, wizard.whatStands())),
    h("div", { class: "actions" },
      button("Change the columns", { kind: "primary", onclick: () => wizard.to("match") }),
      button("Choose another file", { onclick: () => wizard.to("file") }),
      link("Look under Operations", "operations", { query: { dataset: wizard.target }, className: "button secondary" })),
  ];
}

function result(wizard) {
  document.dispatchEvent(new Event("datasets-changed"));
  announce("The new forecasts are ready.");
  const load = () => wizard.view.get(`api/datasets/${encodeURIComponent(wizard.target)}/quality`, { dataset: wizard.target, file: wizard.key });
  return [
    notice("good", "The new forecasts are ready", h("div", { class: "actions" },
      link("See the overview", "overview", { query: { dataset: wizard.target }, className: "button" }),
      button("Upload another file", { onclick: () => wizard.restart() }))),
    panel(load, (answer) => quality(answer.report, wizard)),
  ];
}

function quality(report, wizard) {
  if (!report) return loading("The quality report is being written");
  const acted = report.rules.filter((rule) => rule.rows_meeting > 0);
  const columns = [
    { title: "Rule", main: true, cell: (rule) => [label(rule.name), h("span", { class: "hint" }, rule.trade_off)] },
    { title: "Rows it met", number: true, cell: (rule) => count(rule.rows_meeting) },
    { title: "Rows set aside", number: true, cell: (rule) => count(rule.rows_removed) },
  ];
  return card({ title: "What became of the rows" },
    facts([
      ["Rows read", count(report.rows.read)],
      ["Used", count(report.rows.kept)],
      ["Set aside", count(report.rows.rejected)],
      ["Exact repeats", count(report.rows.duplicate)],
      ...money(report),
    ]),
    acted.length ? table({ caption: "Rules that met rows of this file", columns, rows: acted, stacked: true }) : h("p", null, "No rule had to set a row aside."),
    report.rows.rejected > 0 && h("p", null, link("See the rows set aside", "operations", { query: { dataset: wizard.target, file: wizard.key } })));
}

function money({ revenue, first_order_at: first, last_order_at: last, currency }) {
  if (!first) return [];
  return [["Sales kept", totalMoney(revenue.after, currency?.code)], ["First order", day(first.slice(0, 10))], ["Last order", day(last.slice(0, 10))]];
}
