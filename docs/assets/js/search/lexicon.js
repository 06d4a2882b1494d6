import { readWords } from "./words.js";

/** @typedef {import("./words.js").Word} Word */
/** @typedef {import("./words.js").Folding} Folding */

/**
 * A stretch of a text: words that stand for a meaning (`ids`), a word of a question that says nothing (`idle`), or neither.
 *
 * @typedef {object} Stretch
 * @property {Word[]} words
 * @property {string[]} ids
 * @property {string[]} inner - Meanings of shorter wordings inside: 欠费停机 is a suspension and also about 欠费.
 * @property {boolean} idle
 * @property {boolean} asksMeaning - An idle word that asks what something is.
 */

/** @typedef {{ next: Map<string, Node>, ids: string[], idle: boolean, asksMeaning: boolean }} Node */

/** @returns {Node} */
const newNode = () => ({ next: new Map(), ids: [], idle: false, asksMeaning: false });

/**
 * The words that mean the same, in both languages, and the words of a question that say nothing.
 *
 * A meaning is found in a text by its longest wording. A single Han character (帮, 丢) counts only in what somebody
 * typed: in running text it is mostly part of another word.
 */
export class Lexicon {
  #root = newNode();
  /** @type {Map<string, string[]>} One-word wordings, unstemmed, for completing and correcting what is typed. */
  wordings = new Map();

  /**
   * @param {Record<string, string[]>} groups - Meaning → wordings.
   * @param {string[]} idle - Words of questions.
   * @param {string[]} meaning - Words that ask what something is.
   * @param {string[]} whole - Meanings inside whose wordings nothing else counts.
   * @param {Folding} folding
   */
  constructor(groups, idle, meaning, whole, folding) {
    this.folding = folding;
    this.whole = new Set(whole);
    for (const [id, wordings] of Object.entries(groups)) {
      for (const wording of wordings) {
        const words = readWords(wording, folding);
        if (!words.length) continue;
        const node = this.#enter(words);
        if (!node.ids.includes(id)) node.ids.push(id);
        if (words.length === 1 && !words[0].han) {
          const ids = this.wordings.get(words[0].plain) ?? [];
          if (!ids.includes(id)) this.wordings.set(words[0].plain, [...ids, id]);
        }
      }
    }
    for (const word of [...idle, ...meaning]) {
      const words = readWords(word, folding);
      if (!words.length) continue;
      const node = this.#enter(words);
      node.idle = true;
      node.asksMeaning ||= meaning.includes(word);
    }
  }

  /** @param {Word[]} words */
  #enter(words) {
    let node = this.#root;
    for (const { term } of words) {
      let next = node.next.get(term);
      if (!next) {
        next = newNode();
        node.next.set(term, next);
      }
      node = next;
    }
    return node;
  }

  /**
   * Cuts a text into stretches, always taking the longest wording.
   *
   * @param {Word[]} words
   * @param {boolean} [typed] - Whether somebody typed it; running text has no idle words and no meanings of one Han character.
   * @returns {Stretch[]}
   */
  cut(words, typed = false) {
    /** @type {Stretch[]} */
    const stretches = [];
    let open = -1; // where the current stretch of words without meaning starts
    const close = (/** @type {number} */ end) => {
      if (open >= 0) stretches.push({ words: words.slice(open, end), ids: [], inner: [], idle: false, asksMeaning: false });
      open = -1;
    };
    for (let i = 0; i < words.length; ) {
      let node = this.#root;
      let found = null;
      let end = i;
      for (let j = i; j < words.length && (j === i || words[j].joined); j++) {
        const next = node.next.get(words[j].term);
        if (!next) break;
        node = next;
        const alone = j === i && words[j].han && !typed;
        if ((node.ids.length && !alone) || (node.idle && typed)) {
          found = node;
          end = j + 1;
        }
      }
      if (found) {
        close(i);
        const inner = found.ids.some((id) => this.whole.has(id)) ? [] : this.#inside(words.slice(i, end), found.ids);
        stretches.push({ words: words.slice(i, end), ids: found.ids, inner, idle: found.ids.length === 0, asksMeaning: found.asksMeaning });
        i = end;
      } else {
        const parts = open >= 0 && (!words[i].han || !words[i - 1].han || !words[i].touches);
        if (parts) close(i);
        if (open < 0) open = i;
        i++;
      }
    }
    close(words.length);
    return stretches;
  }

  /**
   * @param {Word[]} words - A wording.
   * @param {string[]} known - Its meanings.
   * @returns {string[]} The meanings of shorter wordings in it, single Han characters apart.
   */
  #inside(words, known) {
    const ids = new Set();
    for (let i = 0; i < words.length; i++) {
      let node = this.#root;
      for (let j = i; j < words.length; j++) {
        const next = node.next.get(words[j].term);
        if (!next) break;
        node = next;
        if (j > i || !words[j].han) for (const id of node.ids) if (!known.includes(id)) ids.add(id);
      }
    }
    return [...ids];
  }

  /**
   * The meanings whose one-word wording begins so, when they are few enough to be meant.
   *
   * @param {string} beginning - At least two letters.
   */
  beginningWith(beginning) {
    const ids = new Set();
    for (const [wording, meanings] of this.wordings) {
      if (wording.startsWith(beginning)) for (const id of meanings) ids.add(id);
      if (ids.size > 4) return [];
    }
    return [...ids];
  }
}

/**
 * What of a text goes into the index: stems and digits, pairs of neighbouring Han characters, the last character of each run
 * (so that every single character begins some term), and a mark for each meaning.
 *
 * @param {string} text
 * @param {Lexicon} lexicon
 * @returns {string[]}
 */
export function termsOf(text, lexicon) {
  const words = readWords(text, lexicon.folding);
  const terms = [];
  for (const [i, word] of words.entries()) {
    if (!word.han) {
      terms.push(word.term);
      continue;
    }
    const next = words[i + 1];
    terms.push(next?.han && next.touches ? word.term + next.term : word.term);
  }
  for (const { ids, inner } of lexicon.cut(words)) for (const id of [...ids, ...inner]) terms.push(`#${id}`);
  return terms;
}
