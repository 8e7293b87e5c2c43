/** The two forms of what if: they read what is supposed, and say beside a field what cannot be. */

import { button, field, select } from "../components.js";
import { fill, h } from "../dom.js";
import { label } from "../format.js";
import { INPUTS, SOMEBODY, described, known, refusals } from "./what_if_features.js";

const SHOWN_ATTRIBUTES = 6;

/** The form of a shop's customer. `now`: the features as they are, or null; `read()`: the features asked about. */
export function shopForm({ customer, longestSilenceDays }) {
  const base = customer ? known(customer.features) : {};
  const first = customer ? Object.fromEntries(INPUTS.map(({ name }) => [name, base[name] ?? SOMEBODY[name]])) : SOMEBODY;
  const element = h("form", { novalidate: true });
  const draw = (values, wrong = {}) => fill(element,
    INPUTS.map(({ name, label: words, step, least }) => field({ label: words, error: wrong[name], control: h("input", { name, type: "number", inputmode: "decimal", min: least, step, value: shown(values[name]) }) })),
    submit(customer && (() => { draw(first); element.requestSubmit(); })));
  const read = () => Object.fromEntries(INPUTS.map(({ name }) => {
    const text = element.elements[name].value;
    return [name, text === shown(first[name]) ? first[name] : text === "" ? NaN : Number(text)];
  }));
  draw(first);
  return { element, now: customer ? base : null, read: () => refused(read(), (asked) => refusals(asked, { longestSilenceDays }), mark(element), (asked) => described(base, asked)) };
}

/** The form of a subscriber, by the attributes of their own files. */
export function subscriberForm({ customer }) {
  const base = Object.fromEntries(Object.entries(customer.features).filter(([name, value]) => value !== null && name !== "already_left"));
  const named = (name) => (customer.score.reasons.some((text) => text.includes(name)) ? 0 : 1);
  const names = Object.keys(base).toSorted((a, b) => named(a) - named(b));
  const element = h("form", { novalidate: true });
  const draw = () => {
    const controls = names.map((name) => field({ label: label(name), control: attribute(name, base[name]) }));
    const more = controls.slice(SHOWN_ATTRIBUTES);
    fill(element, controls.slice(0, SHOWN_ATTRIBUTES), more.length > 0 && h("details", null, h("summary", null, "More attributes"), h("div", { class: "fields" }, more)), submit(() => { draw(); element.requestSubmit(); }));
  };
  const value = (name) => {
    const text = element.elements[name].value;
    if (typeof base[name] === "boolean") return text === "true";
    return typeof base[name] === "number" ? (text === "" ? NaN : Number(text)) : text;
  };
  const check = (asked) => Object.fromEntries(Object.entries(asked).filter(([, one]) => Number.isNaN(one)).map(([name]) => [name, "Enter a number."]));
  draw();
  return { element, now: base, read: () => refused(Object.fromEntries(names.map((name) => [name, value(name)])), check, mark(element), (asked) => asked) };
}

function attribute(name, value) {
  if (typeof value === "boolean") return select([["true", "Yes"], ["false", "No"]], { name, value: String(value) });
  return typeof value === "number" ? h("input", { name, type: "number", step: "any", value: shown(value) }) : h("input", { name, type: "text", value });
}

function submit(again) {
  return h("div", { class: "actions" }, button("Show the estimate", { type: "submit", kind: "primary" }), again && button("Start again", { onclick: again, kind: "quiet" }));
}

function shown(value) {
  return String(Math.round(value * 100) / 100);
}

/** The features asked about, or null once what is wrong has been said beside each field. */
function refused(asked, check, say, made) {
  const wrong = check(asked);
  say(wrong);
  return Object.keys(wrong).length ? null : made(asked);
}

function mark(element) {
  return (wrong) => {
    for (const control of element.querySelectorAll("[name]")) {
      const place = control.closest(".field");
      place.querySelector(".error")?.remove();
      place.classList.toggle("wrong", control.name in wrong);
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
      if (!(control.name in wrong)) continue;
      const id = `${control.id}-error`;
      control.before(h("span", { class: "error", id }, wrong[control.name]));
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", id);
    }
    element.querySelector("[aria-invalid]")?.focus();
  };
}
