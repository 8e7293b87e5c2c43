/** What every chart shares: the figure round it, its width, scales, ticks and axes. Drawn anew at each width. */

import { fill, h, svg, uniqueId } from "../dom.js";
import { axisDay, shortDay, timeOf } from "../format.js";
import { table as tableOf } from "../table.js";

const DAY_MS = 86_400_000;
const YEAR_MS = 300 * DAY_MS; // from here on a day without its year could be mistaken
const STEPS = [1, 2, 2.5, 5, 10];
const DAY_STEPS = [1, 2, 7, 14];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];
const PIXELS_PER_TICK = 88;
const MOST_TICKS = 5;
const pen = document.createElement("canvas").getContext("2d");

/**
 * A figure: a takeaway heading, the drawing, and the same numbers as a table.
 *
 * `draw(width)` answers `{height, marks}` for so many pixels of width. `describe` is what the drawing shows, for who
 * cannot see it. `table` is `{columns, rows}` as of components.table.
 */
export function chart({ title, note, describe, draw, table, level = 3 }) {
  const id = uniqueId("drawing");
  const holder = h("div", { class: "drawing" });
  const redraw = (width) => {
    const { height, marks } = draw(width);
    const options = { role: "img", "aria-labelledby": id, width, height, viewBox: `0 0 ${width} ${height}` };
    fill(holder, svg("svg", options, svg("title", { id }, describe), marks));
  };
  watchWidth(holder, redraw);
  const heading = title && h("figcaption", null, h(`h${level}`, null, title), note && h("p", { class: "note" }, note));
  return h("figure", null, heading, holder, numbers({ caption: describe, ...table }));
}

function numbers(table) {
  return h("details", { class: "numbers" }, h("summary", null, "Show the numbers"), tableOf(table));
}

function watchWidth(holder, redraw) {
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width === drawn || width === 0) return;
    drawn = width;
    redraw(width);
  }).observe(holder);
}

/** A number for a table, with its full value for machines. */
export function datum(value, form) {
  return value === null || value === undefined ? "—" : h("data", { value }, form(value));
}

/** From numbers to pixels. */
export function scale([low, high], [start, end]) {
  const span = high - low || 1;
  return (value) => start + ((value - low) / span) * (end - start);
}

/** At most `most` round numbers that cover from low to high. */
export function ticks(low, high, most = MOST_TICKS) {
  const raw = (high - low || 1) / Math.max(1, most - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  for (const step of [...STEPS, ...STEPS.map((one) => one * 10)]) {
    const first = Math.floor(low / (step * power) + 1e-9);
    const last = Math.ceil(high / (step * power) - 1e-9);
    if (last - first < most) return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step * power).toPrecision(12)));
  }
  return [low, high];
}

/** At most so many first days of months (or days, in a short span) between two moments, in milliseconds. */
function dateTicks(low, high, most = MOST_TICKS) {
  const days = (high - low) / DAY_MS;
  for (const step of DAY_STEPS) {
    if (days / step < most) return everyDays(low, high, step);
  }
  for (const step of MONTH_STEPS) {
    const found = everyMonths(low, high, step);
    if (found.length <= most) return found;
  }
  return [low, high];
}

/** How many ticks a width has room for. */
export function ticksIn(width) {
  return Math.max(2, Math.min(MOST_TICKS, Math.floor(width / PIXELS_PER_TICK)));
}

/** How wide a text of a chart is, in pixels. */
export function textWidth(words, size = 13, weight = 600) {
  pen.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(pen.measureText(words).width);
}

/** Vertical grid lines with their numbers below. The lines stand in `spans` alone, or else from top to bottom. */
export function valueAxis(at, values, form, { top, bottom, spans = [[top, bottom]], width = Infinity, caption }) {
  return [
    values.map((value) => [
      spans.map(([y1, y2]) => svg("line", { class: value === 0 ? "axis" : "grid", x1: at(value), x2: at(value), y1, y2 })),
      svg("text", { x: at(value), y: bottom + 18, "text-anchor": anchor(at(value), textWidth(form(value), 13, 400), width) }, form(value)),
    ]),
    caption && svg("text", { x: (at(values[0]) + at(values.at(-1))) / 2, y: bottom + 36, "text-anchor": "middle" }, caption),
  ];
}

/** Horizontal grid lines with their numbers on the left. */
export function heightAxis(at, values, form, { left, right }) {
  return values.map((value) => [
    svg("line", { class: value === 0 ? "axis" : "grid", x1: left, x2: right, y1: at(value), y2: at(value) }),
    svg("text", { x: left - 8, y: at(value) + 4, "text-anchor": "end" }, form(value)),
  ]);
}

/** Days along the bottom: those of the `times` (milliseconds) where all of them have room, else round ones between. */
export function dayAxis(at, times, { bottom, width, right }) {
  const days = [...new Set(times)].toSorted((a, b) => a - b);
  const [low, high] = [days[0], days.at(-1)];
  const most = ticksIn(right ?? width);
  const marks = days.length <= most ? days : dateTicks(low, high, most);
  return marks.map((time) => {
    const iso = new Date(time).toISOString();
    const words = marks === days && high - low > YEAR_MS ? shortDay(iso) : axisDay(iso, marks === days ? 0 : (high - low) / DAY_MS);
    return [
      svg("line", { class: "axis", x1: at(time), x2: at(time), y1: bottom, y2: bottom + 4 }),
      svg("text", { x: at(time), y: bottom + 18, "text-anchor": anchor(at(time), textWidth(words, 13, 400), width) }, words),
    ];
  });
}

/** Milliseconds of days, numbers as they are. */
export function position(value) {
  return typeof value === "string" ? timeOf(value) : value;
}

/** Words cut to a width, with an ellipsis. */
export function fitted(words, width, size = 13, weight = 600) {
  if (textWidth(words, size, weight) <= width) return words;
  let kept = [...words];
  while (kept.length > 1 && textWidth(`${kept.join("")}…`, size, weight) > width) kept = kept.slice(0, -1);
  return `${kept.join("").trimEnd()}…`;
}

function anchor(x, wide, width) {
  if (x + wide / 2 > width) return "end";
  return x - wide / 2 < 0 ? "start" : "middle";
}

function everyDays(low, high, step) {
  const first = Math.ceil(low / DAY_MS) * DAY_MS;
  return Array.from({ length: Math.floor((high - first) / (step * DAY_MS)) + 1 }, (_, at) => first + at * step * DAY_MS);
}

function everyMonths(low, high, step) {
  const start = new Date(low);
  const found = [];
  const months = start.getUTCFullYear() * 12 + start.getUTCMonth();
  for (let at = Math.ceil(months / step) * step; ; at += step) {
    const time = Date.UTC(Math.floor(at / 12), at % 12, 1);
    if (time > high) return found;
    if (time >= low) found.push(time);
  }
}
