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
  const input = h("input", { type: "password", name: "key", autocomplete: "off", spellcheck: "false", required: true });
  const form = h("form", { class: "card sign-in", novalidate: true, onsubmit: (event) => tried(event, form, input) });
  draw(form, input, { message: state.signedOut === "refused" ? notice("info", null, h("p", null, "Your key is no longer accepted. Sign in with another one.")) : null });
  fill(body, form);
}

function draw(form, input, { error, message, busy }) {
  const control = input.cloneNode();
  control.value = input.value;
  control.removeAttribute("aria-invalid");
  fill(
    form,
    message,
    field({ label: "Access key", hint: "Whoever runs the system gives you one. It is kept until you close this tab.", error, control }),
    button(busy ? "Signing in…" : "Sign in", { type: "submit", kind: "primary" }),
  );
  if (error) control.focus();
}

async function tried(event, form, first) {
  event.preventDefault();
  const input = form.elements.key ?? first;
  const key = input.value.trim();
  if (!key) return draw(form, input, { error: REFUSED.empty });
  draw(form, input, { busy: true });
  try {
    await signIn(key);
    const here = place();
    go(here.name, { query: Object.fromEntries(here.query), replace: true });
  } catch (problem) {
    if (problem.status === 401) draw(form, input, { error: REFUSED.unknown });
    else draw(form, input, { message: notice("bad", problem.title, h("p", null, problem.message)) });
  }
}
