/** A first look at a file, taken in the browser: its first rows as they stand there. The whole file is read by ingest. */

export const FORMATS = "CSV or other separated text, Excel (.xlsx, .xls, .xlsb), .ods, each also packed as .gz or .zip";
const LOOKED_AT_BYTES = 65_536;
const ROWS = 6;
const DELIMITERS = [",", ";", "\t", "|"];
const GZIP = [0x1f, 0x8b];
const PACKED = [[0x50, 0x4b], [0xd0, 0xcf]]; // zip and the workbooks that are one; the old workbooks

/** The first rows of a file, `[[cell]]`; null where the browser cannot look inside, or there is no text. */
export async function glance(file) {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (PACKED.some((mark) => begins(start, mark))) return null;
  const bytes = begins(start, GZIP) ? await unzipped(file) : await file.slice(0, LOOKED_AT_BYTES).arrayBuffer();
  return bytes === null ? null : firstRows(textOf(bytes), bytes.byteLength < LOOKED_AT_BYTES);
}

/** The first rows of a text; the last line counts where the text is whole. */
function firstRows(text, isWhole) {
  const delimiter = delimiterOf(text.slice(0, text.indexOf("\n") + 1) || text);
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length && rows.length < ROWS; at += 1) {
    const one = text[at];
    if (quoted && one === '"' && text[at + 1] === '"') { cell += '"'; at += 1; }
    else if (one === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (quoted) cell += one;
    else if (one === delimiter) { row.push(cell); cell = ""; }
    else if (one === "\n") { rows.push([...row, cell]); row = []; cell = ""; }
    else if (one !== "\r") cell += one;
  }
  if (isWhole && rows.length < ROWS && (cell !== "" || row.length)) rows.push([...row, cell]);
  return rows.some((cells) => cells.length > 1 || cells[0] !== "") ? rows : null;
}

/** The delimiter that the first line has most of. */
function delimiterOf(line) {
  const times = (mark) => line.split(mark).length;
  return DELIMITERS.reduce((best, mark) => (times(mark) > times(best) ? mark : best));
}

function begins(bytes, mark) {
  return mark.every((byte, at) => bytes[at] === byte);
}

function textOf(bytes) {
  const start = new Uint8Array(bytes.slice(0, 2));
  if (begins(start, [0xff, 0xfe])) return new TextDecoder("utf-16le").decode(bytes);
  if (begins(start, [0xfe, 0xff])) return new TextDecoder("utf-16be").decode(bytes);
  const asUtf8 = new TextDecoder().decode(bytes, { stream: true }); // a character cut in two at the end is left out
  return asUtf8.includes("�") ? new TextDecoder("windows-1252").decode(bytes) : asUtf8;
}

/** The first bytes of a gzipped file, null where they are none. */
async function unzipped(file) {
  const reader = file.slice(0, LOOKED_AT_BYTES).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const parts = [];
  try {
    for (let size = 0; size < LOOKED_AT_BYTES; ) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      size += value.length;
    }
  } catch {
    // The stream is cut off where the slice ends: what came before it is good.
  }
  reader.cancel().catch(() => {});
  return parts.length ? new Blob(parts).slice(0, LOOKED_AT_BYTES).arrayBuffer() : null;
}
