/** The latest report as files to open, and the sources that are fetched by themselves. */

import { card, empty, panel } from "../components.js";
import { h } from "../dom.js";
import { bytes, moment } from "../format.js";
import { outcomeBadge, pace } from "../stages.js";
import { table } from "../table.js";

const PULLS = 10;

/** Links to the report's files, once one was made; the addresses hold for a while only. */
export function reportCard(view) {
  const load = async () => {
    const { runs } = await view.get("api/runs", { stage: "report", outcome: "done", limit: 1 });
    return runs.length ? view.get("api/report") : null;
  };
  return panel(load, drawn, { words: "Loading the report" });
}

function drawn(report) {
  const title = "Report";
  if (!report?.files.length) return card({ title }, empty("No report yet", "One is made after each forecast."));
  const { made_at: madeAt, files } = report;
  const row = (file) => h("li", null, h("a", { href: file.url, target: "_blank", rel: "noreferrer" }, file.title), h("span", { class: "muted" }, ` ${file.name}, ${bytes(file.size_bytes)}`));
  return card({ title, lead: `Made ${moment(madeAt)}. Each opens in a new tab.` }, h("ul", { class: "files" }, files.map(row)));
}

/** What was fetched lately, and from where. */
export function sourcesCard(view) {
  const load = async () => {
    const [{ runs }, { description }] = await Promise.all([view.get("api/runs", { stage: "pull", limit: PULLS }), view.get(`api/datasets/${encodeURIComponent(view.dataset.name)}`)]);
    return { runs, sources: description.sources ?? [] };
  };
  return card({ title: "Sources fetched by themselves" }, panel(load, sources, { words: "Loading the sources" }));
}

function sources({ runs, sources: named }) {
  if (!runs.length && !named.length) return empty("None is set up", "A source is an address that files are fetched from every day. They stand in the dataset's description under “sources”.");
  const columns = [
    { title: "Fetched", main: true, cell: (run) => [moment(run.started_at), run.reason && h("span", { class: "hint reason" }, run.reason)] },
    { title: "From", cell: (run) => run.subject || "—" },
    { title: "State", cell: (run) => outcomeBadge(run.outcome) },
    { title: "Took", number: true, cell: pace },
  ];
  return [
    named.length > 0 && h("ul", null, named.map((one) => h("li", null, typeof one === "string" ? one : (one.url ?? one.name ?? "a source")))),
    runs.length ? table({ caption: "Fetches", columns, rows: runs, stacked: true }) : h("p", { class: "muted" }, "Nothing was fetched yet."),
  ];
}
