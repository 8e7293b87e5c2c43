/** What came of a confirmed file so far, told from the runs that began after it was confirmed. */

/** The stages a file goes through, in order; models are compared only where there is much to learn anew. */
export const STAGES = [
  { stage: "ingest", title: "Read and clean the file" },
  { stage: "features", title: "Describe every customer" },
  { stage: "train", title: "Compare models" },
  { stage: "score", title: "Forecast every customer" },
];
const LONGEST_WAIT_SECONDS = 8;

/**
 * The stages, each `{stage, title, state, run}`: "ahead", "running", "done", "stopped" or "skipped".
 *
 * `runs` are newest first; those up to the run `since` are of other files. `key` is the landing key of this one.
 */
export function progressOf(runs, key, since) {
  const after = (run, stage) => runs.find((one) => one.stage === stage && one.run_id > run);
  const ingest = runs.find((one) => one.stage === "ingest" && one.subject === key && one.run_id > (since ?? ""));
  const features = ingest && after(ingest.run_id, "features");
  const found = [ingest, features, features && after(features.run_id, "train"), features && after(features.run_id, "score")];
  const told = STAGES.map((one, at) => ({ ...one, run: found[at], state: stateOf(found[at]) }));
  const [, , train, score] = told;
  if (score.state === "done" && train.state === "ahead") train.state = "skipped";
  else if (score.state === "done" && train.state === "running") score.state = "ahead"; // with the new model once more
  return told;
}

/** "done" or "stopped" when no more will come, else null. */
export function endOf(progress) {
  if (progress.some((one) => one.state === "stopped")) return "stopped";
  return progress.at(-1).state === "done" ? "done" : null;
}

/** The seconds to wait before looking again: soon while things move, more seldom while they do not. */
export function nextWait(waitSeconds, hasMoved) {
  return hasMoved ? 1 : Math.min(LONGEST_WAIT_SECONDS, waitSeconds * 1.5);
}

function stateOf(run) {
  if (!run || (run.stage === "score" && run.outcome === "nothing_to_do" && !run.detail.snapshot)) return "ahead"; // no model yet
  if (run.outcome === "running" || run.detail.unread_files) return "running"; // other files of the dataset are still read
  if (run.outcome === "failed" || run.outcome === "waiting" || isUnused(run)) return "stopped";
  return "done";
}

/** A file that was understood and holds nothing of use ends here. */
function isUnused(run) {
  return run.stage === "ingest" && run.detail.status === "ignored";
}
