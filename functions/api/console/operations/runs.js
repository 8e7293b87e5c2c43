/** Every run of every stage, with its log. */

import { announce, button, card, copyable, empty, failed, field, loading, panel, select } from "../components.js";
import { fill, h } from "../dom.js";
import { count, figures, moment } from "../format.js";
import { note } from "../router.js";
import { outcomeBadge, outcomeNames, pace, stageName, stageNames } from "../stages.js";
import { pager, table } from "../table.js";

const PAGE = 20;
const ANY = "";

/** Runs, newest first, by stage and outcome. */
export function runsCard(view) {
  const asked = { stage: view.query.get("stage") ?? ANY, outcome: view.query.get("outcome") ?? ANY };
  const log = h("div", { class: "panel" });
  let pages = [null];
  const load = () => view.get("api/runs", { ...asked, limit: PAGE, cursor: pages.at(-1) });
  const turn = (to) => { pages = to; list.reload(); };
  const list = panel(load, ({ runs, next_cursor: next }) => [
    runs.length ? runsTable(runs, view, log) : empty("No such run", asked.stage || asked.outcome ? "Choose another stage or state." : "Runs are listed here as soon as a file is dropped."),
    (next || pages.length > 1) && pager({ words: `Page ${pages.length}`, previous: pages.length > 1 ? () => turn(pages.slice(0, -1)) : null, next: next ? () => turn([...pages, next]) : null }),
  ], { words: "Loading the runs" });
  const choose = (name) => (event) => { asked[name] = event.target.value; note({ ...asked, file: view.query.get("file") }); turn([null]); };
  return card({ title: "Runs", lead: "Every stage of every file, newest first.", actions: button("Look again", { onclick: () => list.reload() }) },
    h("div", { class: "fields" },
      field({ label: "Stage", control: select([[ANY, "all stages"], ...stageNames()], { value: asked.stage, onchange: choose("stage") }) }),
      field({ label: "State", control: select([[ANY, "all states"], ...outcomeNames()], { value: asked.outcome, onchange: choose("outcome") }) })),
    list, log);
}

function runsTable(runs, view, log) {
  const columns = [
    { title: "Stage", main: true, cell: (run) => [stageName(run.stage), run.subject && h("span", { class: "hint" }, fileName(run.subject)), run.reason && h("span", { class: "hint reason" }, run.reason)] },
    { title: "State", cell: (run) => outcomeBadge(run.outcome) },
    { title: "Begun", cell: (run) => moment(run.started_at) },
    { title: "Took", number: true, cell: pace },
    { title: "Rows, memory, cost", minor: true, cell: (run) => h("span", { class: "hint" }, usage(run.usage)) },
    { title: "Run", cell: (run) => h("span", { class: "run-actions" }, button("Copy id", { kind: "quiet", label: `Copy the id of run ${run.run_id}`, onclick: () => copied(run.run_id) }), button("Log", { kind: "quiet", label: `Log of run ${run.run_id}`, onclick: () => showLog(run, view, log) })) },
  ];
  return table({ caption: "Runs of the stages", columns, rows: runs, stacked: true });
}

/** "541,909 → 401,564 rows, 612 MB, $0.0002". */
function usage(used) {
  if (!used) return "—";
  const said = [
    used.rows_in > 0 && `${count(used.rows_in)} → ${count(used.rows_out)} rows`,
    used.peak_memory_mb > 0 && `${count(used.peak_memory_mb)} MB`,
    used.cost_usd > 0 && `$${figures(used.cost_usd, 2)}`,
  ].filter(Boolean);
  return said.join(", ") || "—";
}

async function copied(runId) {
  await navigator.clipboard.writeText(runId);
  announce("Run id copied.");
}

async function showLog(run, view, log) {
  const heading = h("h3", { tabindex: -1 }, `Log of ${stageName(run.stage).toLowerCase()}, ${moment(run.started_at)}`);
  const holder = h("div", null, view.may("operate") ? loading("Loading the log") : h("p", { class: "muted" }, "Your key may only read. Ask whoever runs the system for a key that may operate."));
  fill(log, h("section", { class: "log", "aria-label": "Log of a run" }, h("div", { class: "card-head" }, heading, button("Close the log", { kind: "quiet", onclick: () => fill(log) })), copyable(run.run_id, "run id"), holder));
  heading.focus();
  if (!view.may("operate")) return;
  try {
    const { lines } = await view.get(`api/runs/${encodeURIComponent(run.run_id)}/logs`);
    fill(holder, lines.length ? logTable(lines) : empty("This run wrote nothing", "Logs are kept for a while only, and a run that has just begun may not have written yet."));
  } catch (problem) {
    if (problem.name !== "AbortError") fill(holder, failed(problem, () => showLog(run, view, log)));
  }
}

function logTable(lines) {
  const columns = [
    { title: "At", main: true, cell: (line) => moment(line.at) },
    { title: "Level", cell: (line) => line.level },
    { title: "What", cell: (line) => [line.message, line.detail && Object.keys(line.detail).length > 0 && h("code", { class: "detail" }, JSON.stringify(line.detail))] },
  ];
  return table({ caption: "Lines of the log", columns, rows: lines });
}

function fileName(key) {
  return key.split("/").slice(2).join("/") || key;
}
