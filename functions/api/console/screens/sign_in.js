/** Sign in with a key. It stays in this tab's session storage and nowhere else. */

import { signIn } from "../api.js";
import { button, field, notice } from "../components.js";
import { fill, h } from "../dom.js";
import { go, place } from "../router.js";

const WORDS = "Know which customers come back, what they will spend, and what to do about it.";
const REFUSED = {
  empty: "Enter a key.",
  unknown: "This key is not known. Check that you pasted all of it, or ask for a new one.",
};

/** Draw the form; a failed try says what was wrong with the key beside the field. */
export function show({ body, heading, state }) {
  heading("Sign in", WORDS);
  const form = h("form", { class: "card sign-in", novalidate: true });
  form.addEventListener("submit", (event) => { event.preventDefault(); tried(form); });
  const message = state.signedOut === "refused" && notice("info", null, h("p", null, "Your key is no longer accepted. Sign in with another one."));
  draw(form, { message });
  fill(body, form);
}

function draw(form, { key = "", error, message, isBusy = false }) {
  const control = h("input", { type: "password", name: "key", autocomplete: "off", spellcheck: "false", value: key });
  const hint = "Whoever runs the system gives you one. It is kept until you close this tab.";
  const enter = button(isBusy ? "Signing in…" : "Sign in", { type: "submit", kind: "primary" });
  fill(form, message, field({ label: "Access key", hint, error, control }), enter);
  if (error) control.focus();
}

async function tried(form) {
  const key = form.elements.key.value.trim();
  if (!key) return draw(form, { error: REFUSED.empty });
  draw(form, { key, isBusy: true });
  try {
    await signIn(key);
    const here = place();
    go(here.name, { query: Object.fromEntries(here.query), replace: true });
  } catch (problem) {
    if (problem.status === 401) draw(form, { key, error: REFUSED.unknown });
    else draw(form, { key, message: notice("bad", problem.title, h("p", null, problem.message)) });
  }
}
