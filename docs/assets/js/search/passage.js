import { readWords } from "./words.js";

/** @typedef {import("./lexicon.js").Lexicon} Lexicon */

/**
 * What to mark: meanings, stems and Han pairs that were looked for.
 *
 * @typedef {object} Sought
 * @property {Set<string>} ids
 * @property {Set<string>} terms
 * @property {string} beginning - What somebody is still typing; words that begin so are marked too.
 */

const ESCAPES = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" });

/** @param {string} text */
export const escapeHtml = (text) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]);

/**
 * Where the sought words stand in a text.
 *
 * @param {string} text
 * @param {Sought} sought
 * @param {Lexicon} lexicon
 * @returns {{ start: number, end: number, what: string }[]} In reading order, without overlaps.
 */
export function findMarks(text, sought, lexicon) {
  const words = readWords(text, lexicon.folding);
  /** @type {{ start: number, end: number, what: string }[]} */
  const found = [];
  for (const { words: stretch, ids, inner } of lexicon.cut(words)) {
    const id = [...ids, ...inner].find((id) => sought.ids.has(id));
    if (id) {
      found.push({ start: stretch[0].start, end: stretch[stretch.length - 1].end, what: `#${id}` });
      continue;
    }
    for (const [i, word] of stretch.entries()) {
      const next = stretch[i + 1];
      const term = word.han && next?.han && next.touches ? word.term + next.term : word.term;
      if (sought.terms.has(term)) found.push({ start: word.start, end: (term === word.term ? word : next).end, what: term });
      else if (!word.han && sought.beginning && word.plain.startsWith(sought.beginning)) {
        found.push({ start: word.start, end: word.end, what: sought.beginning });
      }
    }
  }
  /** @type {typeof found} */
  const merged = [];
  for (const mark of found) {
    const last = merged[merged.length - 1];
    if (last && mark.start <= last.end) last.end = Math.max(last.end, mark.end);
    else merged.push({ ...mark });
  }
  return merged;
}

/**
 * A text as HTML with the sought words marked.
 *
 * @param {string} text
 * @param {Sought} sought
 * @param {Lexicon} lexicon
 */
export function marked(text, sought, lexicon) {
  let html = "";
  let at = 0;
  for (const { start, end } of findMarks(text, sought, lexicon)) {
    html += `${escapeHtml(text.slice(at, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`;
    at = end;
  }
  return html + escapeHtml(text.slice(at));
}

/**
 * The part of a text that holds most of the sought words, begun at a sentence where one is near.
 *
 * @param {string} text
 * @param {Sought} sought
 * @param {Lexicon} lexicon
 * @param {number} length - Roughly how many characters.
 */
export function bestPassage(text, sought, lexicon, length) {
  if (text.length <= length) return text;
  const marks = findMarks(text, sought, lexicon);
  let best = 0;
  let most = 0;
  for (const [i, first] of marks.entries()) {
    const kinds = new Set();
    for (let j = i; j < marks.length && marks[j].end <= first.start + length; j++) kinds.add(marks[j].what);
    if (kinds.size > most) {
      most = kinds.size;
      best = first.start;
    }
  }
  const earliest = Math.max(0, best - Math.floor(length / 3));
  const lead = text.slice(earliest, best);
  const sentence = Math.max(
    ...["。", "！", "？", "；", ". ", "! ", "? ", "; "].map((stop) => lead.lastIndexOf(stop) + (lead.includes(stop) ? stop.length : 0)),
  );
  let start = earliest === 0 ? 0 : sentence > 0 ? earliest + sentence : earliest;
  // Never begin inside a Latin word.
  while (start > 0 && start < best && /[\p{L}\p{N}]/u.test(text[start]) && /[a-z0-9]/i.test(text[start - 1])) start++;
  let end = Math.min(text.length, start + length);
  while (end < text.length && /[a-z0-9]/i.test(text[end]) && /[a-z0-9]/i.test(text[end - 1])) end++;
  return `${start > 0 ? "… " : ""}${text.slice(start, end).trim()}${end < text.length ? " …" : ""}`;
}
