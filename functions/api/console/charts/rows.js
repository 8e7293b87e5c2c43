/** Charts of rows: dots with their intervals, bars from zero, bars to both sides. */

import { svg } from "../dom.js";
import { chart, datum, fitted, scale, textWidth, ticks, ticksIn, valueAxis } from "./frame.js";

const NARROW = 560;
const AXIS = 28;
const DOT = 6;
const BAR = 20;

/**
 * Dots with their intervals on one scale.
 *
 * `rows`: {label, value, low, high, text, note: second line of the text, reason: why there is no value}. `reference`:
 * {value, label}, a rule to compare with. `large` sets the texts as headline figures. `form` writes the axis.
 * `table` replaces the table made of the rows.
 */
export function intervals({ rows, form, exact = form, reference, large = false, fromZero = true, columns, table, ...about }) {
  const known = rows.flatMap((row) => [row.value, row.low, row.high]).concat(reference?.value).filter((one) => Number.isFinite(one));
  const draw = (width) => {
    const room = columnsOf(rows, width, large);
    const values = ticks(Math.min(fromZero ? 0 : Infinity, ...known), Math.max(...known, fromZero ? 0 : -Infinity), ticksIn(room.right - room.left));
    const at = scale([values[0], values.at(-1)], [room.left + DOT, room.right - DOT]);
    const top = reference ? 24 : 4;
    const bottom = top + rows.length * room.pitch;
    const marks = [
      known.length > 0 && valueAxis(at, values, form, { top, bottom, width, spans: room.isNarrow ? rows.map((_, index) => plotOf(top + index * room.pitch, room.pitch)) : undefined }),
      reference && ruled(at(reference.value), reference.label, { top, bottom, width }),
      rows.map((row, index) => intervalRow(row, top + index * room.pitch, at, room, { large, width })),
    ];
    return { height: bottom + AXIS, marks };
  };
  const heads = columns ?? ["", "Expected", "Low", "High"];
  const cells = [(row) => row.label, (row) => datum(row.value, exact), (row) => datum(row.low, exact), (row) => datum(row.high, exact)];
  return chart({ ...about, draw, table: table ?? { columns: cells.map((cell, at) => ({ title: heads[at], cell, number: at > 0, main: at === 0 })), rows } });
}

/** Bars from zero, the longest first unless `sorted` is false. `rows`: {label, value, text, tone: 1 to 4}. */
export function bars({ rows, form, exact = form, sorted = true, columns = ["", "Value"], table, ...about }) {
  const ordered = sorted ? rows.toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1)) : rows;
  const most = Math.max(...ordered.map((row) => row.value ?? 0), 0);
  const draw = (width) => {
    const isNarrow = width < NARROW;
    const texts = Math.max(...ordered.map((row) => textWidth(row.text ?? form(row.value)))) + 8;
    const labels = isNarrow ? 0 : Math.min(Math.max(...ordered.map((row) => textWidth(row.label))) + 16, width * 0.35);
    const at = scale([0, most], [labels, width - texts]);
    const pitch = isNarrow ? 48 : 32;
    const marks = ordered.map((row, index) => bar(row, { at, y: index * pitch, isNarrow, labels, width, form }));
    return { height: ordered.length * pitch, marks };
  };
  const cells = [{ title: columns[0], main: true, cell: (row) => row.label }, { title: columns[1], number: true, cell: (row) => datum(row.value, exact) }];
  return chart({ ...about, draw, table: table ?? { columns: cells, rows: ordered } });
}

/** Bars to both sides of zero under their labels, with a sign in the text. `rows`: {label, value, text}. */
export function diverging({ rows, columns = ["", "Effect"], ...about }) {
  const low = Math.min(0, ...rows.map((row) => row.value));
  const high = Math.max(0, ...rows.map((row) => row.value));
  const draw = (width) => {
    const text = Math.max(...rows.map((row) => textWidth(row.text))) + 8;
    const at = scale([low, high], [low < 0 ? text : 0, width - (high > 0 ? text : 0)]);
    const pitch = 56;
    return { height: rows.length * pitch - 4, marks: rows.map((row, index) => bothSides(row, at, index * pitch, width)) };
  };
  const cells = [{ title: columns[0], main: true, cell: (row) => row.label }, { title: columns[1], number: true, cell: (row) => row.text }];
  return chart({ ...about, draw, table: { columns: cells, rows } });
}

function columnsOf(rows, width, large) {
  const size = large ? 20 : 13;
  const texts = Math.max(...rows.map((row) => Math.max(textWidth(row.text ?? "—", size), textWidth(row.note ?? "", 13, 400)))) + 16;
  const labels = Math.max(...rows.map((row) => textWidth(row.label))) + 16;
  const isNarrow = width < NARROW || labels + texts > width * 0.65;
  if (isNarrow) return { isNarrow, left: 0, right: width, pitch: large ? 80 : 60 };
  return { isNarrow, left: Math.min(labels, width * 0.4), right: width - texts, pitch: large ? 60 : 40 };
}

function intervalRow(row, y, at, { isNarrow, left, right, pitch }, { large, width }) {
  const middle = isNarrow ? y + pitch - 20 : y + pitch / 2;
  const isKnown = Number.isFinite(row.value);
  const noteY = isNarrow ? y + 40 : middle + 18;
  const textY = isNarrow ? y + 20 : row.note ? middle - 1 : middle + 5;
  const label = fitted(row.label, isNarrow ? width * 0.6 : left - 16);
  const reason = row.reason && fitted(row.reason, isNarrow ? width : right - left, 13, 400);
  return [
    svg("text", { class: "strong", x: 0, y: isNarrow ? y + 20 : middle + 5 }, label),
    svg("text", { class: `strong ${large ? "large" : ""}`, x: width, y: textY, "text-anchor": "end" }, isKnown ? row.text : "—"),
    isKnown && row.note && svg("text", { x: width, y: noteY, "text-anchor": "end" }, row.note),
    !isKnown && reason && svg("text", { x: isNarrow ? 0 : left + DOT, y: middle + 5 }, reason),
    isKnown && Number.isFinite(row.low) && Number.isFinite(row.high) && whisker(at(row.low), at(row.high), middle),
    isKnown && svg("circle", { class: "mark1 ring", cx: at(row.value), cy: middle, r: DOT }),
  ];
}

/** Where the dot and its interval lie when the words stand above them. */
function plotOf(y, pitch) {
  return [y + pitch - 34, y + pitch - 6];
}

function whisker(low, high, y) {
  return [
    svg("rect", { class: "band", x: low, y: y - 5, width: Math.max(1, high - low), height: 10, rx: 2 }),
    svg("path", { class: "whisker", fill: "none", d: `M${low} ${y - 5}v10M${low} ${y}H${high}M${high} ${y - 5}v10` }),
  ];
}

function ruled(x, words, { top, bottom, width }) {
  const wide = textWidth(words);
  return [
    svg("line", { class: "rule", x1: x, x2: x, y1: top - 4, y2: bottom }),
    svg("text", { class: "plain", x: Math.max(0, Math.min(x - wide / 2, width - wide)), y: top - 10 }, words),
  ];
}

function bar(row, { at, y, isNarrow, labels, width, form }) {
  const barY = isNarrow ? y + 20 : y + 2;
  const isKnown = Number.isFinite(row.value);
  const long = isKnown ? Math.max(1, at(row.value) - labels) : 0;
  return [
    svg("text", { class: "plain", x: 0, y: isNarrow ? y + 14 : y + 17 }, fitted(row.label, isNarrow ? width : labels - 12, 13, 400)),
    isKnown && svg("rect", { class: `mark${row.tone ?? 1}`, x: labels, y: barY, width: long, height: BAR, rx: 2 }),
    svg("line", { class: "axis", x1: labels, x2: labels, y1: barY - 4, y2: barY + BAR + 4 }),
    svg("text", { class: "strong", x: labels + long + 8, y: barY + 15 }, row.text ?? form(row.value)),
  ];
}

function bothSides(row, at, y, width) {
  const isUp = row.value >= 0;
  const long = Math.max(2, Math.abs(at(row.value) - at(0)));
  const end = isUp ? at(0) + long + 8 : at(0) - long - 8;
  return [
    svg("text", { class: "plain", x: 0, y: y + 15 }, fitted(row.label, width, 13, 400)),
    svg("rect", { class: isUp ? "mark1" : "mark2", x: isUp ? at(0) : at(0) - long, y: y + 24, width: long, height: BAR, rx: 2 }),
    svg("line", { class: "axis", x1: at(0), x2: at(0), y1: y + 20, y2: y + 48 }),
    svg("text", { class: "strong", x: end, y: y + 39, "text-anchor": isUp ? "start" : "end" }, row.text),
  ];
}
