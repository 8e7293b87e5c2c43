/** Operations: what ran, what failed and what to do, the rows set aside, reports and fetched sources. */

import { empty, link, panel } from "../components.js";
import { fill } from "../dom.js";
import { filesCard } from "../operations/files.js";
import { rejectsCard } from "../operations/rejects.js";
import { reportCard, sourcesCard } from "../operations/report.js";
import { runsCard } from "../operations/runs.js";

const MOST_FILES = 1000;

/** The screen; its parts load and fail by themselves. */
export async function show(view) {
  if (!view.dataset) return fill(view.body, empty("Nothing has run yet", "Upload a first file; every step of it will be listed here.", link("Upload a file", "upload", { className: "button" })));
  const rejects = rejectsCard(view);
  fill(view.body,
    panel(() => view.get("api/files", { limit: MOST_FILES }), ({ files }) => filesCard(files, rejects), { words: "Loading the files" }),
    runsCard(view),
    rejects.element,
    reportCard(view),
    sourcesCard(view));
  return undefined;
}
