/** What is typed into the form, as it stands in a letter. Pure functions. */

const HAN = /[\u3400-\u9fff]/;
const LATIN = /[A-Za-z0-9]/;

/**
 * One line of ordinary characters: no line breaks or control characters, no spaces at the ends, not longer than `max`.
 *
 * @param {string} text
 * @param {number} max
 */
export const cleaned = (text, max) => [...text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim()].slice(0, max).join("");

/**
 * The last 4 letters and digits of what was typed; a full ID number is not for this form.
 *
 * @param {string} text
 */
export const lastFour = (text) =>
  text
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toUpperCase()
    .slice(-4);

/**
 * A value with the space that stands in Chinese between Han and Latin letters or digits.
 *
 * @param {string} value
 * @param {string} before - The text in front of the blank.
 * @param {string} after - The text behind it.
 */
export function spaced(value, before, after) {
  const meet = (/** @type {string} */ a, /** @type {string} */ b) => (HAN.test(a) && LATIN.test(b)) || (LATIN.test(a) && HAN.test(b));
  const left = meet(before.slice(-1), value.slice(0, 1)) ? " " : "";
  const right = meet(value.slice(-1), after.slice(0, 1)) ? " " : "";
  return left + value + right;
}

/**
 * The text of one language of a letter, for the clipboard and for a file.
 *
 * @param {Element} sheet
 */
export function textOf(sheet) {
  const lines = [];
  for (const block of sheet.children) {
    if (block.localName === "ol") lines.push(...[...block.children].map((item, index) => `${index + 1}. ${item.textContent}`));
    else lines.push(block.textContent ?? "");
  }
  return lines.join("\n");
}

/**
 * What was kept from an earlier visit, or null when it is not ours to read.
 *
 * @param {unknown} saved
 * @returns {{ version: 1, values: Record<string, string> } | null}
 */
export function parseKept(saved) {
  const { version, values } = /** @type {{ version?: unknown, values?: unknown }} */ (saved ?? {});
  if (version !== 1 || typeof values !== "object" || values === null || Array.isArray(values)) return null;
  const entries = Object.entries(values);
  const sound = entries.every(([name, value]) => /^[a-z][a-z0-9_]{0,30}$/.test(name) && typeof value === "string" && value.length <= 300);
  return sound ? { version, values: Object.fromEntries(entries) } : null;
}
