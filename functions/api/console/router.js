/**
 * Where one is: `#/customers?segment=loyal`. The address holds a screen and its filters, never a person: who a page
 * is about travels in the history entry's state, which no log and no shared link has.
 */

/** `{name, query, state}` of the address. */
export function place() {
  const [path, search = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  return { name: path || "overview", query: new URLSearchParams(search), state: history.state ?? {} };
}

/** The address of a screen. Filters that are null or empty are left out; the dataset goes along. */
export function href(name, query = {}) {
  const kept = place().query.get("dataset");
  const parts = Object.entries({ dataset: kept, ...query }).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return `#/${name}${parts.length ? `?${new URLSearchParams(parts)}` : ""}`;
}

/** Go to a screen; `state` holds what must not stand in an address. `replace` leaves no step to go back to. */
export function go(name, { query, state = {}, replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](state, "", href(name, query));
  document.dispatchEvent(new Event("moved"));
}

/** Write filters into the address without drawing the screen again. */
export function note(query, state = {}) {
  history.replaceState(state, "", href(place().name, query));
  document.dispatchEvent(new Event("noted"));
}

/** Call `draw` now and whenever the place changes. */
export function follow(draw) {
  let drawn = null;
  const moved = () => {
    const now = location.hash + JSON.stringify(history.state);
    if (now !== drawn) draw();
    drawn = now;
  };
  for (const event of ["popstate", "hashchange"]) window.addEventListener(event, moved);
  document.addEventListener("moved", () => { drawn = null; moved(); });
  document.addEventListener("noted", () => { drawn = location.hash + JSON.stringify(history.state); });
  moved();
}
