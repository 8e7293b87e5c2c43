/** The console's shell: who is signed in, which dataset is looked at, which screen is shown. */

import { get, may, send, session, signOut } from "./api.js";
import { announce, empty, failed, icon, link, loading, select } from "./components.js";
import { fill, h, svg } from "./dom.js";
import { count, day, label } from "./format.js";
import { follow, go, href, place } from "./router.js";
import { SCREENS, SIGN_IN } from "./screens.js";

const KNOWN_MS = 30_000; // how long the names and days of the datasets are not asked for again
const LEAF = "M16 26V14M16 18c-5 0-8-3-8-8 5 0 8 3 8 8zm0-3c0-4 3-7 8-7 0 5-3 7-8 7z";
const parts = Object.fromEntries(["top", "screens", "main", "foot"].map((id) => [id, document.getElementById(id)]));
let leaving = new AbortController();
let datasets = null;
let learntAt = 0;
let isFirstView = true;

document.addEventListener("signed-out", ({ detail }) => {
  datasets = null;
  go("overview", { query: { dataset: null }, state: { signedOut: detail }, replace: true });
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address is the router's
  parts.main.focus();
});
matchMedia("print").addEventListener("change", ({ matches: isPrinting }) => {
  for (const numbers of document.querySelectorAll("details.numbers")) numbers.open = isPrinting; // paper opens nothing
});
document.addEventListener("datasets-changed", () => { datasets = null; });
follow(draw);

async function draw() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const here = place();
  const screen = session() ? SCREENS.find((one) => one.name === here.name) : SIGN_IN;
  drawFrame(here);
  const heading = h("h1", { tabindex: -1 }, screen?.title ?? "There is no such page");
  const body = h("div", { class: "screen" }, loading());
  fill(parts.main, heading, body);
  document.title = `${heading.textContent} · Perennial`;
  arrive(heading);
  if (!screen) return fill(body, empty("This address leads nowhere.", null, link("Go to the overview", "overview", { className: "button" })));
  try {
    const [module] = await Promise.all([screen.load(), session() && learnDatasets(signal)]);
    if (signal.aborted) return;
    drawFrame(here);
    await module.show(viewOf({ here, heading, body, signal }));
  } catch (error) {
    if (!signal.aborted) fill(body, failed(told(error), draw));
  }
}

async function learnDatasets(signal) {
  if (datasets && Date.now() - learntAt < KNOWN_MS) return;
  ({ datasets } = await get("api/datasets", { signal }));
  learntAt = Date.now();
}

/** The dataset of the address, or the one with the newest forecast. */
function chosen(here) {
  const named = datasets?.find((one) => one.name === here.query.get("dataset"));
  const newest = (datasets ?? []).toSorted((a, b) => (b.scored_at ?? "").localeCompare(a.scored_at ?? ""))[0];
  return named ?? newest ?? null;
}

function viewOf({ here, heading, body, signal }) {
  const dataset = chosen(here);
  const asking = (query) => ({ dataset: dataset?.name, ...query });
  const setHeading = (words, lead) => {
    fill(heading, words);
    document.title = `${here.name === "customer" ? "Customer" : words} · Perennial`; // no customer in a window's title
    if (heading.nextSibling?.classList.contains("page-lead")) heading.nextSibling.remove();
    if (lead) heading.after(h("p", { class: "page-lead" }, lead));
  };
  return {
    body, dataset, datasets, query: here.query, state: here.state, signal, may, heading: setHeading,
    get: (path, query) => get(path, { query: asking(query), signal }),
    send: (method, path, content, query) => send(method, path, { query: asking(query), body: content, signal }),
  };
}

function drawFrame(here) {
  const isIn = session() !== null;
  parts.screens.hidden = !isIn;
  const leave = h("button", { type: "button", class: "quiet", onclick: () => signOut() }, "Sign out");
  fill(parts.top, brand(), h("div", { class: "top-actions" }, isIn && chooser(here), isIn && leave));
  fill(parts.screens, isIn && navigation(here));
  fill(parts.foot, foot(isIn ? chosen(here) : null));
}

function brand() {
  const mark = svg("svg", { viewBox: "0 0 32 32", width: 28, height: 28, "aria-hidden": "true", class: "mark" },
    svg("rect", { width: 32, height: 32, rx: 6 }), svg("path", { d: LEAF }));
  return h("a", { class: "brand", href: href("overview") }, mark, "Perennial");
}

function chooser(here) {
  const now = chosen(here);
  if (!now) return null;
  if (datasets.length === 1) return h("span", { class: "dataset-name" }, now.name);
  const change = (event) => go(here.name === "customer" ? "customers" : here.name, { query: { dataset: event.target.value } });
  const options = datasets.map((one) => [one.name, one.name]);
  return h("label", { class: "chooser" }, h("span", null, "Dataset"), select(options, { value: now.name, onchange: change }));
}

function navigation(here) {
  const current = SCREENS.find((one) => one.name === here.name);
  const at = current?.under ?? current?.name;
  const list = h("ul", { id: "screen-list" }, SCREENS.filter((one) => one.nav).map((one) =>
    h("li", null, h("a", { href: href(one.name), "aria-current": one.name === at && (current.under ? "true" : "page") }, one.title))));
  const open = (event) => {
    const isOpen = list.classList.toggle("open");
    event.currentTarget.setAttribute("aria-expanded", String(isOpen));
  };
  const menu = h("button", { type: "button", class: "menu", "aria-expanded": "false", "aria-controls": "screen-list", onclick: open },
    h("span", null, current?.title ?? "Menu"), h("span", { class: "muted" }, "Menu ", icon("open")));
  return [menu, list];
}

function foot(dataset) {
  const says = dataset && [
    dataset.as_of && `Data to ${day(dataset.as_of)}`,
    dataset.model_version && `Model ${dataset.model_version}`,
    dataset.customers !== null && `${count(dataset.customers)} customers`,
    label(dataset.name),
  ].filter(Boolean).join(" · ");
  return [h("p", null, says), h("p", { class: "no-print" }, h("a", { href: "docs" }, "API documentation"))];
}

/** Put a keyboard and a screen reader where the page begins, except where the browser has just done so. */
function arrive(heading) {
  if (!isFirstView) {
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    announce(document.title);
  }
  isFirstView = false;
}

function told(error) {
  if (error.status !== undefined) return error;
  console.error(error);
  const words = "This part of the console could not be loaded. Your data are unaffected. Reload the page: there may be a newer version.";
  return { status: 0, title: "Not loaded", message: words };
}
