/** The pieces every screen is made of. They speak for themselves to a screen reader and never by colour alone. */

import { may } from "./api.js";
import { fill, h, svg, uniqueId } from "./dom.js";
import { inWords, label } from "./format.js";
import { go, href } from "./router.js";

const ICONS = {
  good: ["M3 8.5l3.2 3.2L13 4.8"],
  warn: ["M8 2.2L14.6 13.6H1.4z", "M8 6.5v3.4", "M8 11.8v.2"],
  bad: ["M4 4l8 8", "M12 4l-8 8"],
  info: ["M8 1.8a6.2 6.2 0 1 0 .01 0z", "M8 7.4v3.6", "M8 4.8v.1"],
  busy: ["M8 2.5a5.5 5.5 0 1 0 5.5 5.5"],
  open: ["M4 6l4 4 4-4"],
};
const NEEDED = {
  operate: "Your key may only read. Ask whoever runs the system for a key that may operate.",
  admin: "This needs an administrator's key. Ask whoever runs the system.",
};

/** A drawing beside a word: good, warn, bad, info, busy or open. */
export function icon(name) {
  const options = { class: `icon ${name}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" };
  return svg("svg", options, ICONS[name].map((d) => svg("path", { d })));
}

/** A word with its icon: kind is good, warn, bad, info or busy. */
export function badge(kind, word) {
  return h("span", { class: `badge ${kind}` }, icon(kind), word);
}

/** Low, medium or high risk as filled steps and the word; nothing for null. */
export function risk(level) {
  const steps = ["low", "medium", "high"].indexOf(level) + 1;
  if (!steps) return h("span", { class: "muted" }, "—");
  const bar = (step) =>
    svg("rect", { x: step * 6 - 5, y: 12 - step * 4, width: 4, height: step * 4, class: step <= steps ? `risk-${level}` : "risk-none" });
  return h("span", { class: "risk" }, svg("svg", { viewBox: "0 0 18 12", width: 18, height: 12, "aria-hidden": "true" }, [1, 2, 3].map(bar)), label(level));
}

/** A titled part of a page. `actions` stand beside the title. */
export function card({ title, lead, actions, level = 2, className = "" }, ...children) {
  const id = uniqueId("card");
  const head = title && h("div", { class: "card-head" }, h(`h${level}`, { id }, title), actions && h("div", { class: "actions" }, actions));
  return h("section", { class: `card ${className}`, "aria-labelledby": title && id }, head, lead && h("p", { class: "lead" }, lead), children);
}

/** A link to a screen; `state` is who it is about, which no address tells. */
export function link(text, name, { query, state, className } = {}) {
  const follow = (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(name, { query, state });
  };
  return h("a", { href: href(name, query), class: className, onclick: follow }, text);
}

/** A button. With `needs` ("operate", "admin") it is off where the key may not, and says why. */
export function button(text, { onclick, needs, kind = "secondary", type = "button", label } = {}) {
  const refused = needs && !may(needs);
  const id = uniqueId("why");
  const made = h("button", { type, class: kind, onclick, disabled: Boolean(refused), "aria-label": label, "aria-describedby": refused && id }, text);
  return refused ? h("span", { class: "needs" }, made, h("span", { class: "hint", id }, NEEDED[needs])) : made;
}

/** A form field with its label, hint and error; `control` is an input, select or textarea. */
export function field({ label, hint, error, control, className = "" }) {
  const id = control.id || uniqueId("field");
  control.id = id;
  const told = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  if (told) control.setAttribute("aria-describedby", told);
  if (error) control.setAttribute("aria-invalid", "true");
  return h(
    "div",
    { class: `field ${className} ${error ? "wrong" : ""}` },
    h("label", { for: id }, label),
    hint && h("span", { class: "hint", id: `${id}-hint` }, hint),
    error && h("span", { class: "error", id: `${id}-error` }, icon("bad"), error),
    control,
  );
}

/** A native select; `options` are [value, words]. */
export function select(options, { value = "", onchange, ...rest } = {}) {
  return h("select", { ...rest, onchange, value }, options.map(([key, words]) => h("option", { value: key }, words)));
}

/** Terms and what is said of them: [[term, value], …]. */
export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.map(([term, value]) => h("div", null, h("dt", null, term), h("dd", null, value))));
}

/** A number that is not given: a dash, why, and what it would take. */
export function withheld(reason) {
  const words = inWords(reason.replace(/^\d+ days: /, "")); // beside the horizon it is about
  return h("span", { class: "withheld" }, "— ", h("span", { class: "why" }, `Not shown: ${words.charAt(0).toLowerCase()}${words.slice(1)}`));
}

/** A message in a box: kind is info, good, warn or bad. */
export function notice(kind, title, ...children) {
  return h("div", { class: `notice ${kind}` }, icon(kind), h("div", null, title && h("p", { class: "notice-title" }, title), children));
}

/** Nothing here yet, and what to do first. */
export function empty(title, words, ...actions) {
  return h("div", { class: "state" }, h("p", { class: "state-title" }, title), words && h("p", { class: "muted" }, words), actions.length > 0 && h("div", { class: "actions" }, actions));
}

/** Something is on its way; `lines` keeps the room it will take. */
export function loading(words = "Loading…", lines = 3) {
  return h("div", { class: "state loading", role: "status" }, h("span", { class: "visually-hidden" }, words), Array.from({ length: lines }, () => h("span", { class: "bone" })));
}

/** What went wrong, whether the data are safe, what to do; `retry` is offered where asking again may help. */
export function failed(problem, retry) {
  if (problem.isWaiting) return empty("Nothing to show yet", problem.message, link("Upload a file", "upload", { className: "button" }));
  const again = retry && ![403, 404, 422].includes(problem.status);
  const reference = problem.reference && h("p", { class: "muted" }, "Reference ", h("code", null, problem.reference));
  return h("div", { role: "alert" }, notice("bad", problem.title ?? "This could not be shown", h("p", null, problem.message), reference, again && button("Try again", { onclick: retry })));
}

/**
 * A part of a page that loads by itself: bones, then what `draw` makes of the answer, or the failure with a retry.
 * Answers the element at once; `reload()` on it asks again.
 */
export function panel(load, draw, { words = "Loading…", lines = 3, className = "panel" } = {}) {
  const holder = h("div", { class: className });
  let latest = 0;
  holder.reload = async () => {
    const mine = (latest += 1);
    const isLate = () => mine !== latest;
    holder.setAttribute("aria-busy", "true");
    delete holder.dataset.failed;
    if (!holder.hasChildNodes() || holder.querySelector("[role=alert]")) fill(holder, loading(words, lines));
    try {
      const answer = await load();
      if (!isLate()) fill(holder, draw(answer));
    } catch (problem) {
      if (problem.name === "AbortError" || isLate()) return;
      if (problem.status === undefined) console.error(problem);
      fill(holder, failed(problem, retryAll));
      holder.dataset.failed = "";
    }
    holder.removeAttribute("aria-busy");
  };
  holder.reload();
  return holder;
}

/** What one panel could not reach, the others could not reach either. */
function retryAll() {
  for (const one of document.querySelectorAll("[data-failed]")) one.reload();
}

/** Say something to who listens instead of looking. */
export function announce(words) {
  const region = document.getElementById("announcements");
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, 50); // the same words twice are said twice
}

/** Save what a presigned address holds. */
export function save({ url, file_name: fileName }) {
  h("a", { href: url, download: fileName, rel: "noreferrer" }).click();
}

/** A short text to copy, with its button. */
export function copyable(text, what) {
  const done = () => announce(`${what} copied.`);
  const copy = h("button", { type: "button", class: "quiet", "aria-label": `Copy ${what} ${text}`, onclick: () => navigator.clipboard.writeText(text).then(done) }, "Copy");
  return h("span", { class: "copyable" }, h("code", null, text), copy);
}
