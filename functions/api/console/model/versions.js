/** Versions of the model with how it was decided about each, and what may be done about them. */

import { announce, badge, button, card, empty, failed, link, notice, panel } from "../components.js";
import { fill, h } from "../dom.js";
import { day, figures as significant, moment, share } from "../format.js";
import { outcomeBadge, pace } from "../stages.js";
import { pager, table } from "../table.js";

const STATES = {
  champion: ["good", "serves"],
  challenger: ["warn", "not chosen"],
  superseded: ["info", "served before"],
  expired: ["info", "put away"],
};
const RUNS = 20;

/** All versions, newest first, with promotion and the way back; `changed()` is called after either. */
export function versionsCard(view, models, changed) {
  const asking = h("div", { class: "asking" });
  const columns = [
    { title: "Version", main: true, cell: (one) => [link(one.version, "model", { query: { version: one.version } }), h("span", { class: "hint" }, `Made ${moment(one.created_at)}`)] },
    { title: "State", cell: (one) => badge(...(STATES[one.status] ?? ["info", one.status])) },
    { title: "Orders to", cell: (one) => day(one.as_of) },
    { title: "Sum missed by", number: true, cell: (one) => given(one.figures?.total_error, (value) => share(Math.abs(value))) },
    { title: "Ranking", number: true, cell: (one) => given(one.figures?.gini ?? one.figures?.roc_auc, significant) },
    { title: "Why", minor: true, cell: (one) => one.decision?.in_words ?? "—" },
    { title: "Action", cell: (one) => (canServe(one) ? button("Let it serve", { kind: "quiet", needs: "admin", label: `Let version ${one.version} serve`, onclick: () => ask(promotion(one)) }) : "—") },
  ];
  const ask = (question) => fill(asking, confirmation(view, question, asking, changed));
  const back = models.some((one) => one.status === "superseded") && button("Go back to the version before", { needs: "admin", onclick: () => ask(WAY_BACK) });
  return card({ title: "Versions", actions: back }, asking, table({ caption: "Versions of the model", columns, rows: models, stacked: true }));
}

/** A question in the page, with what will happen, before it happens. */
function confirmation(view, { title, words, action, path }, asking, changed) {
  const stop = () => fill(asking);
  const act = async (event) => {
    event.target.disabled = true;
    try {
      const answer = await view.send("POST", path);
      fill(asking, notice("good", answer.in_words));
      announce(answer.in_words);
      changed(answer);
    } catch (problem) {
      if (problem.name !== "AbortError") fill(asking, failed(problem));
    }
  };
  const box = notice("warn", title, h("p", null, words), h("div", { class: "actions" }, button(action, { kind: "primary", onclick: act }), button("Leave it as it is", { onclick: stop })));
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", title);
  box.setAttribute("tabindex", -1);
  queueMicrotask(() => box.focus());
  return box;
}

/** Trainings, newest first, with the button that asks for another. */
export function trainings(view) {
  const asking = h("div", { class: "asking" });
  const question = { title: "Train a new model now?", words: "It is compared with the one that serves and takes its place unless it does worse. Forecasts stay as they are until then.", action: "Train", path: "api/retrain" };
  const retrain = button("Retrain", { needs: "operate", onclick: () => fill(asking, confirmation(view, question, asking, () => list.reload())) });
  const pages = [null];
  const load = () => view.get("api/runs", { stage: "train", limit: RUNS, cursor: pages.at(-1) });
  const list = panel(load, ({ runs, next_cursor: next }) => [
    runs.length ? runsTable(runs) : empty("No training yet", "A first model is trained when enough orders are there."),
    (next || pages.length > 1) && pager({
      words: `Page ${pages.length}`,
      previous: pages.length > 1 ? () => { pages.pop(); list.reload(); } : null,
      next: next ? () => { pages.push(next); list.reload(); } : null,
    }),
  ]);
  return card({ title: "Trainings", actions: retrain }, asking, list);
}

const WAY_BACK = { title: "Go back to the version before?", words: "Everybody is scored anew with it. The version that serves now stays and can be chosen again.", action: "Go back", path: "api/models/rollback" };

function promotion({ version }) {
  return { title: `Let version ${version} serve?`, words: "Everybody is scored anew with it. The version that serves now stays and can be chosen again.", action: "Let it serve", path: `api/models/${encodeURIComponent(version)}/promote` };
}

function canServe({ status }) {
  return status === "challenger" || status === "superseded";
}

function runsTable(runs) {
  const columns = [
    { title: "Begun", main: true, cell: (run) => moment(run.started_at) },
    { title: "State", cell: (run) => outcomeBadge(run.outcome) },
    { title: "Took", number: true, cell: pace },
    { title: "What came of it", cell: (run) => run.reason ?? run.detail?.in_words ?? run.detail?.version ?? "—" },
  ];
  return table({ caption: "Trainings", columns, rows: runs, stacked: true });
}

function given(value, form) {
  return value === null || value === undefined ? "—" : form(value);
}
