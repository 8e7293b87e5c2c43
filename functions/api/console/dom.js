/** Elements made by hand: text is always text, because nothing here parses HTML. */

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "open", "files", "indeterminate"]);

/**
 * An HTML element.
 *
 * `attributes`: a function under `on…` listens; true is an empty attribute, false and null are none; `vars` are CSS
 * custom properties. `children`: nodes, text, numbers, arrays of these; null and false are left out.
 */
export function h(tag, attributes, ...children) {
  return made(document.createElement(tag), attributes, children);
}

/** An SVG element; attributes and children as of `h`. */
export function svg(tag, attributes, ...children) {
  return made(document.createElementNS(SVG, tag), attributes, children);
}

/** The element with these children and no others. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(isSomething));
  return element;
}

let numbers = 0;

/** An id that no other element of this page has. */
export function uniqueId(word) {
  numbers += 1;
  return `${word}-${numbers}`;
}

function made(element, attributes, children) {
  const entries = Object.entries(attributes ?? {});
  for (const [name, value] of entries) if (!PROPERTIES.has(name)) set(element, name, value);
  fill(element, ...children);
  for (const [name, value] of entries) if (PROPERTIES.has(name)) element[name] = value; // a select's value needs options
  return element;
}

function set(element, name, value) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "vars") Object.entries(value).forEach(([key, one]) => element.style.setProperty(key, one));
  else if (value === true) element.setAttribute(name, "");
  else if (isSomething(value)) element.setAttribute(name, value);
}

function isSomething(value) {
  return value !== null && value !== undefined && value !== false;
}
