/** Charts over an axis: lines with their band, lollipops, calibration. */

import { svg } from "../dom.js";
import { day } from "../format.js";
import { chart, datum, dayAxis, fitted, heightAxis, position, scale, textWidth, ticks, ticksIn, valueAxis } from "./frame.js";

const TOP = 20;
const AXIS = 28;
const AXIS_WITH_CAPTION = 44;
const LABEL_APART = 16;
const DOT = 4;
const FEW_POINTS = 24;
const PERCENT = (value) => `${Math.round(value * 100)} %`;

/**
 * Lines over days or numbers.
 *
 * `series`: {name, points: [{x, y, low, high}], tone: 1 to 4 (the fourth is dashed)}; x is a day ("2024-05-03") or a
 * number. `x` and `y`: {form, exact, caption, domain}, x also {ticks}. `today`: a rule at this x. `chosen`: {x, y, text, below}, a point
 * that is pointed out, its text above or below the line. `table` replaces the table made of the points.
 */
export function lines({ series, x = {}, y, today, chosen, height = 240, table, ...about }) {
  const points = series.flatMap((one) => one.points);
  const xs = [...points.map((one) => position(one.x)), ...(today ? [position(today)] : []), ...(x.domain ?? [])];
  const ys = [...points.flatMap((one) => [one.y, one.low, one.high]), chosen?.y, ...(y.domain ?? [0])].filter(Number.isFinite);
  const isDays = typeof points[0]?.x === "string";
  const draw = (width) => {
    const values = ticks(Math.min(...ys), Math.max(...ys));
    const left = Math.max(...values.map((value) => textWidth(y.form(value), 13, 400))) + 12;
    const names = Math.max(0, ...series.map((one) => textWidth(one.name ?? "")));
    const right = width - Math.min(names ? names + 12 : 8, width * 0.35);
    const bottom = TOP + height;
    const atX = scale([Math.min(...xs), Math.max(...xs)], [left + DOT, right - DOT]);
    const atY = scale([values[0], values.at(-1)], [bottom, TOP]);
    const numbers = isDays ? [] : x.ticks ?? ticks(Math.min(...xs), Math.max(...xs), ticksIn(right - left)).filter((one) => one >= Math.min(...xs) && one <= Math.max(...xs) * 1.0001);
    const marks = [
      heightAxis(atY, values, y.form, { left, right }),
      isDays ? dayAxis(atX, xs, { bottom, width, right: right - left }) : numberAxis(atX, numbers, x, { bottom, width, middle: (left + right) / 2 }),
      y.caption && svg("text", { x: 0, y: 10 }, y.caption),
      series.map((one) => band(one.points, atX, atY)),
      today && todayRule(atX(position(today)), bottom, width),
      series.map((one) => curve(one, atX, atY)),
      endLabels(series, atX, atY, width - right - 12),
      chosen && pointedOut(chosen, atX, atY, { left, right }),
    ];
    return { height: bottom + (x.caption && !isDays ? AXIS_WITH_CAPTION : AXIS), marks };
  };
  return chart({ ...about, draw, table: table ?? tableOf(series, x, y, isDays) });
}

/** Stems from zero to each order; a return hangs below. `points`: {x: day, y, label: words beside it, or null}. */
export function lollipops({ points, form, height = 160, table, ...about }) {
  const xs = points.map((one) => position(one.x));
  const draw = (width) => {
    const values = ticks(Math.min(0, ...points.map((one) => one.y)), Math.max(0, ...points.map((one) => one.y)), 4);
    const left = Math.max(...values.map((value) => textWidth(form(value), 13, 400))) + 12;
    const bottom = TOP + height;
    const span = [Math.min(...xs), Math.max(...xs)];
    const atX = scale(span, [left + 8, width - 8]);
    const atY = scale([values[0], values.at(-1)], [bottom, TOP]);
    const stems = points.map((one) => stem(atX(position(one.x)), one, atY));
    return { height: bottom + AXIS, marks: [heightAxis(atY, values, form, { left, right: width }), dayAxis(atX, xs, { bottom, width, right: width - left }), stems] };
  };
  return chart({ ...about, draw, table });
}

/**
 * What was predicted against what came about, with the diagonal on which both agree.
 *
 * `bins`: {predicted, observed, low, high, count}, all but the count between 0 and 1.
 */
export function calibration({ bins, height = 280, ...about }) {
  const most = Math.max(...bins.flatMap((bin) => [bin.predicted, bin.observed, bin.high ?? 0]));
  const draw = (width) => {
    const values = ticks(0, most);
    const left = 48;
    const right = Math.min(width - 8, left + height * 1.4);
    const atX = scale([0, values.at(-1)], [left, right]);
    const atY = scale([0, values.at(-1)], [TOP + height, TOP]);
    const marks = [
      heightAxis(atY, values, PERCENT, { left, right }),
      valueAxis(atX, values, PERCENT, { top: TOP, bottom: TOP + height, width, caption: "Predicted" }),
      svg("text", { x: 0, y: 10 }, "Came about"),
      svg("line", { class: "rule", x1: atX(0), y1: atY(0), x2: atX(values.at(-1)), y2: atY(values.at(-1)) }),
      bins.map((bin) => calibrated(bin, atX, atY)),
    ];
    return { height: TOP + height + AXIS_WITH_CAPTION, marks };
  };
  const cell = (title, key, form) => ({ title, number: true, cell: (bin) => datum(bin[key], form) });
  const columns = [
    { title: "Predicted", main: true, number: true, cell: (bin) => datum(bin.predicted, exactPercent) },
    cell("Came about", "observed", exactPercent), cell("Low", "low", exactPercent), cell("High", "high", exactPercent), cell("Customers", "count", String),
  ];
  return chart({ ...about, draw, table: { columns, rows: bins } });
}

function exactPercent(value) {
  return `${(value * 100).toFixed(1)} %`;
}

function numberAxis(atX, values, { form = String, caption }, { bottom, width, middle }) {
  return [valueAxis(atX, values, form, { top: bottom, bottom, width }), caption && svg("text", { x: middle, y: bottom + 36, "text-anchor": "middle" }, caption)];
}

function band(points, atX, atY) {
  const known = points.filter((one) => Number.isFinite(one.low) && Number.isFinite(one.high));
  if (known.length < 2) return known.map((one) => svg("path", { class: "whisker", d: `M${atX(position(one.x))} ${atY(one.low)}V${atY(one.high)}` }));
  const there = known.map((one) => `${atX(position(one.x))} ${atY(one.high)}`);
  const back = known.toReversed().map((one) => `${atX(position(one.x))} ${atY(one.low)}`);
  return svg("path", { class: "band", d: `M${[...there, ...back].join("L")}Z` });
}

function curve({ points, tone = 1 }, atX, atY) {
  const known = points.filter((one) => Number.isFinite(one.y)).map((one) => [atX(position(one.x)), atY(one.y)]);
  const dots = known.length <= FEW_POINTS ? known.map(([cx, cy]) => svg("circle", { class: `mark${tone} ring`, cx, cy, r: DOT })) : [];
  return [known.length > 1 && svg("path", { class: `line s${tone}`, d: `M${known.map((one) => one.join(" ")).join("L")}` }), dots];
}

/** Each line's name at its end, moved apart where two would cover each other. */
function endLabels(series, atX, atY, room) {
  const labels = series
    .filter((one) => one.name && one.points.length)
    .map((one) => ({ name: one.name, x: atX(position(one.points.at(-1).x)) + 10, y: atY(one.points.at(-1).y) + 4 }))
    .sort((a, b) => a.y - b.y);
  labels.forEach((label, at) => { if (at) label.y = Math.max(label.y, labels[at - 1].y + LABEL_APART); });
  return labels.map(({ name, x, y }) => svg("text", { class: "strong", x, y }, fitted(name, room)));
}

function todayRule(x, bottom, width) {
  const side = x > width - 60 ? "end" : "start";
  return [
    svg("line", { class: "rule", x1: x, x2: x, y1: TOP - 8, y2: bottom }),
    svg("text", { class: "plain", x: side === "end" ? x - 6 : x + 6, y: TOP - 8, "text-anchor": side }, "Today"),
  ];
}

function pointedOut({ x, y, text, below = false }, atX, atY, { left, right }) {
  const [cx, cy] = [atX(position(x)), atY(y)];
  const isRight = cx + textWidth(text) + 16 > right;
  return [
    svg("line", { class: "rule", x1: cx, x2: cx, y1: cy, y2: atY(0) }),
    svg("circle", { class: "hollow", cx, cy, r: 6 }),
    svg("text", { class: "strong", x: isRight ? Math.max(cx - 12, left + textWidth(text)) : cx + 12, y: below ? cy + 18 : cy - 10, "text-anchor": isRight ? "end" : "start" }, text),
  ];
}

function stem(x, { y, label }, atY) {
  const isBack = y < 0;
  return [
    svg("line", { class: `stem ${isBack ? "back" : ""}`, x1: x, x2: x, y1: atY(0), y2: atY(y) }),
    svg("circle", { class: `${isBack ? "mark2" : "mark1"} ring`, cx: x, cy: atY(y), r: 5 }),
    label && svg("text", { class: "strong", x, y: atY(y) + (isBack ? 18 : -10), "text-anchor": "middle" }, label),
  ];
}

function calibrated({ predicted, observed, low, high }, atX, atY) {
  const x = atX(predicted);
  return [
    Number.isFinite(low) && svg("path", { class: "whisker", fill: "none", d: `M${x - 4} ${atY(low)}h8M${x} ${atY(low)}V${atY(high)}M${x - 4} ${atY(high)}h8` }),
    svg("circle", { class: "mark1 ring", cx: x, cy: atY(observed), r: 5 }),
  ];
}

function tableOf(series, x, y, isDays) {
  const exact = y.exact ?? y.form;
  const hasBand = series.some((one) => one.points.some((point) => Number.isFinite(point.low)));
  const rows = series.flatMap((one) => one.points.map((point) => ({ ...point, name: one.name })));
  const first = { title: x.caption ?? (isDays ? "Day" : ""), main: true, cell: (row) => (isDays ? day(row.x) : (x.exact ?? x.form ?? String)(row.x)) };
  const number = (title, key) => ({ title, number: true, cell: (row) => datum(row[key], exact) });
  const named = series.length > 1 ? [{ title: "Line", cell: (row) => row.name }] : [];
  return { columns: [first, ...named, number(y.title ?? y.caption ?? "Value", "y"), ...(hasBand ? [number("Low", "low"), number("High", "high")] : [])], rows };
}
