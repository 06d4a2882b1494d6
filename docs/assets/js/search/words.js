import { stem } from "./stem.js";

/**
 * Reads text as words, the same way for what is written on a page and for what somebody types.
 *
 * Han characters come one by one, everything else word by word. Each knows where it stands in the original text, so that
 * it can be marked there.
 *
 * @typedef {object} Word
 * @property {string} term - What is compared: a simplified Han character, a stem, or digits.
 * @property {string} plain - The folded word before its ending was taken off.
 * @property {boolean} han
 * @property {boolean} joined - Nothing but a space or hyphen stands between this word and the one before.
 * @property {boolean} touches - Nothing at all stands between.
 * @property {number} start - Place in the original text.
 * @property {number} end
 */

const HAN = /\p{Script=Han}/u;
const PIECE = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+(?:['’ʼ](?:(?!\p{Script=Han})\p{L})+)*/gu;
/** "10086" and "120天" hold digits; "5g", "4ff", "12a" stay one word, "90days" becomes two. */
const DIGITS_THEN_WORD = /^(\d+)([a-z]{3,})$/;

/**
 * Folds what people type in different ways into one: full-width and half-width, capitals, accents, traditional characters.
 */
export class Folding {
  /** @type {Map<string, string>} */
  #known = new Map();
  /** @type {Map<string, string>} */
  #simplified = new Map();

  /** @param {string} traditional - Words of one simplified character followed by its traditional forms. */
  constructor(traditional = "") {
    for (const word of traditional.split(" ")) {
      const [simple, ...others] = word;
      for (const other of others) this.#simplified.set(other, simple);
    }
  }

  /** @param {string} character */
  #one(character) {
    let folded = this.#known.get(character);
    if (folded === undefined) {
      folded = character.normalize("NFKC").toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
      folded = [...folded].map((part) => this.#simplified.get(part) ?? part).join("");
      this.#known.set(character, folded);
    }
    return folded;
  }

  /**
   * @param {string} text
   * @returns {{ text: string, places: number[] }} The folded text, and for each of its positions the place in the original.
   */
  fold(text) {
    let folded = "";
    const places = [];
    let place = 0;
    for (const character of text) {
      const part = this.#one(character);
      for (let i = 0; i < part.length; i++) places.push(place);
      folded += part;
      place += character.length;
    }
    places.push(place);
    return { text: folded, places };
  }
}

/**
 * @param {string} text
 * @param {Folding} folding
 * @returns {Word[]}
 */
export function readWords(text, folding) {
  const folded = folding.fold(text);
  /** @type {Word[]} */
  const words = [];
  let before = 0;
  for (const match of folded.text.matchAll(PIECE)) {
    const start = match.index ?? 0;
    const between = folded.text.slice(before, start);
    const han = HAN.test(match[0]);
    const bare = match[0].replace(/['’ʼ]s$/u, "").replace(/['’ʼ]/gu, "");
    const parts = DIGITS_THEN_WORD.exec(bare)?.slice(1) ?? [bare];
    let at = start;
    for (const [i, part] of parts.entries()) {
      const end = i === parts.length - 1 ? start + match[0].length : at + part.length;
      words.push({
        term: han ? part : stem(part),
        plain: part,
        han,
        joined: i > 0 || (words.length > 0 && /^[\s\-‐‑–/·]*$/u.test(between)),
        touches: i > 0 || between === "",
        start: folded.places[at],
        end: folded.places[end],
      });
      at = end;
    }
    before = start + match[0].length;
  }
  return words;
}
