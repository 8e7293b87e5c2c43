/** Upload: choose a file, say what its columns are, check it, add it, watch what becomes of it. */

import { announce, failed, notice } from "../components.js";
import { fill, h } from "../dom.js";
import { share } from "../format.js";
import { drawCheck, drawConfirm } from "../upload/check_step.js";
import { draw as drawFile } from "../upload/file_step.js";
import { chosenColumns, foundMapping } from "../upload/mapping.js";
import { draw as drawMatch } from "../upload/match_step.js";
import { draw as drawProgress } from "../upload/progress_step.js";
import { sendFile } from "../upload/sending.js";
import { draw as drawValues } from "../upload/values_step.js";

const STEPS = [
  { name: "file", title: "File", heading: "Choose a file", draw: drawFile },
  { name: "match", title: "Columns", heading: "What the columns are", draw: drawMatch },
  { name: "values", title: "Dates and money", heading: "How dates and money are read", draw: drawValues },
  { name: "check", title: "Check", heading: "What the whole file came to", draw: drawCheck },
  { name: "confirm", title: "Confirm", heading: "Before it counts", draw: drawConfirm },
  { name: "progress", title: "Forecasts", heading: "What becomes of the file", draw: drawProgress },
];

let kept = null;
document.addEventListener("signed-out", () => { kept = null; });

/** The screen; a file that was begun with is still there after a look at another screen. */
export function show(view) {
  kept ??= new Wizard();
  kept.showIn(view);
}

/** What was chosen so far, and the way through the steps. */
class Wizard {
  constructor() {
    Object.assign(this, { step: "file", file: null, rows: null, dataset: null, newName: "my-shop", target: null, uploadId: null, preview: null, dateChoices: null, kind: "orders", mapping: {}, isCorrected: false, settings: {}, key: null, since: null, inWords: null, isThere: false });
  }

  showIn(view) {
    this.view = view;
    if (this.step === "file" && !this.file) this.dataset = view.dataset?.name ?? null;
    this.to(this.step, { isArrival: true });
  }

  /** Show a step. */
  to(step, { isArrival = false } = {}) {
    this.step = step;
    const { body } = this.view;
    const now = STEPS.find((one) => one.name === step);
    this.trouble = h("div", { class: "trouble" });
    const heading = h("h2", { tabindex: -1, class: "step-title" }, now.heading);
    const content = h("div", { class: "stack" });
    fill(body, this.refused(), stepper(step), heading, this.trouble, content);
    fill(content, now.draw(this));
    if (isArrival) return;
    heading.focus({ preventScroll: true });
    body.scrollIntoView({ block: "start" });
    announce(`Step ${STEPS.indexOf(now) + 1} of ${STEPS.length}: ${now.heading}`);
  }

  refused() {
    return !this.view.may("operate") && notice("info", "This key may look, not upload", h("p", null, "You can look at a file here. To add it, ask whoever runs the system for a key that may operate."));
  }

  /** Another file: what was known of the one before no longer holds. */
  takes(file) {
    Object.assign(this, { file, uploadId: null, preview: null, dateChoices: null, mapping: {}, isCorrected: false, settings: {} });
  }

  /** Take a field from another column, or from none; a column serves as one thing. */
  takesColumn(field, column) {
    const others = Object.entries(this.mapping).filter(([, taken]) => taken !== column);
    Object.assign(this, { mapping: { ...Object.fromEntries(others), [field]: column }, isCorrected: true });
  }

  restart() {
    const { view, target } = this;
    Object.assign(this, new Wizard(), { view, dataset: target });
    this.to("file");
  }

  /** Remember a setting of the dataset that differs from what is in force. */
  sets(answer) {
    this.settings = { ...this.settings, ...answer };
  }

  /** Bring the file into the bucket and look at its columns. */
  async upload(target) {
    this.target = target;
    await this.guarded(async () => {
      await this.bring();
      this.busy("Looking at the columns");
      this.learn(await this.asked());
      this.to("match");
    });
  }

  /** See to it that the file lies in the bucket; a confirmed one has gone from where it waited. */
  async bring() {
    if (this.uploadId) return;
    const { file, view, target } = this;
    const place = await view.send("POST", "api/uploads", { file_name: file.name, size_bytes: file.size }, { dataset: target });
    await sendFile(file, place, { signal: view.signal, onprogress: (part) => this.busy(`Uploading ${file.name}`, part) });
    this.uploadId = place.upload_id;
  }

  /** Look at the file again with what was chosen, then show this step. */
  async look(step) {
    await this.guarded(async () => {
      await this.bring();
      this.busy(step === "check" ? "Checking the whole file" : "Looking at dates and money");
      this.learn(await this.asked(this.choices()));
      this.to(step);
    });
  }

  /** Add the file to the dataset. */
  async confirm() {
    await this.guarded(async () => {
      const { view, target } = this;
      this.busy("Adding the file");
      this.isThere = view.datasets.some((one) => one.name === target);
      const before = this.isThere ? await view.get("api/runs", { dataset: target, limit: 1 }) : { runs: [] };
      this.since = before.runs[0]?.run_id ?? null;
      const answer = await view.send("POST", `api/uploads/${this.uploadId}/confirm`, { ...this.choices(), replace: this.replaces }, { dataset: target });
      Object.assign(this, { key: answer.key, target: answer.dataset, inWords: answer.in_words, uploadId: null });
      this.to("progress");
    });
  }

  asked(choices = {}) {
    return this.view.send("POST", `api/uploads/${this.uploadId}/preview`, choices, { dataset: this.target });
  }

  /** What was chosen here and nothing else: the columns of this file, and settings of the dataset. */
  choices() {
    return {
      ...(this.isCorrected && { mapping: chosenColumns(this.kind, this.mapping) }),
      ...(Object.keys(this.settings).length > 0 && { description: this.settings }),
    };
  }

  /** Whether the dataset has a file of this name already. */
  get replaces() {
    return this.preview.findings.some((one) => one.rule === "replaces");
  }

  learn(preview) {
    const isFirst = this.preview === null;
    this.preview = preview;
    if (preview.dates?.ambiguous) this.dateChoices = preview.dates; // an answer may be changed later
    if (!isFirst) return;
    this.kind = preview.kind === "subscribers" ? "subscribers" : "orders";
    this.mapping = foundMapping(preview.columns);
    this.isCorrected = preview.columns.some((one) => one.state === "guessed"); // going on says that the guess is right
  }

  /** What a failure did not touch. */
  whatStands() {
    const scored = this.view.datasets?.find((one) => one.name === this.target)?.scored_at;
    return `${scored ? "The forecasts of before still stand." : "Nothing else was changed."} Your file and the columns you chose are kept here.`;
  }

  /** Say that something is under way, with a bar where it is known how far. */
  busy(words, part = null) {
    const bar = h("progress", part === null ? { "aria-label": words } : { "aria-label": words, max: 1, value: part });
    fill(this.trouble, notice("busy", part === null ? `${words}…` : `${words}: ${share(part)}`, bar));
  }

  /** Do this; when it fails say why, and keep everything. */
  async guarded(action) {
    try {
      await action();
    } catch (problem) {
      if (problem.name === "AbortError") return;
      if (problem.status === undefined) console.error(problem);
      fill(this.trouble, failed(problem), h("p", { class: "muted" }, this.whatStands()));
      this.trouble.scrollIntoView({ block: "nearest" });
    }
  }
}

function stepper(step) {
  const at = STEPS.findIndex((one) => one.name === step);
  const item = ({ title }, place) =>
    h("li", { class: place < at ? "past" : place === at ? "now" : null, "aria-current": place === at && "step" }, h("span", { class: "step-number" }, place + 1), title);
  return h("nav", { class: "stepper", "aria-label": "Steps" }, h("ol", null, STEPS.map(item)));
}
