import MiniSearch from "../vendor/minisearch.js";
import { Lexicon, termsOf } from "./lexicon.js";
import { correct } from "./spelling.js";
import { Folding, readWords } from "./words.js";

/**
 * The index file of one language, as `overrides/hooks/search_index.py` writes it.
 *
 * @typedef {object} IndexFile
 * @property {number} version
 * @property {string} language
 * @property {Record<string, string>} texts - Words for the results, from data/ui.yml.
 * @property {string} traditional
 * @property {string[]} idle
 * @property {string[]} meaning
 * @property {string[]} whole
 * @property {Record<string, string[]>} groups
 * @property {PageEntry[]} pages
 *
 * @typedef {object} PageEntry
 * @property {string} at - Address relative to the guide's root.
 * @property {string} title
 * @property {string} lead - Description and for whom the page is.
 * @property {string} area - First part of the address below the language.
 * @property {[id: string, heading: string, text: string, step?: number, rest?: string][]} sections - The text before the first
 *   heading has no id; `rest` names the meanings and numbers in text that is not carried.
 *
 * One thing somebody asks for: a meaning, a word or a few Han characters nobody has listed.
 *
 * @typedef {object} Wish
 * @property {[term: string, weight: number, prefix: boolean][]} terms
 * @property {number} importance
 * @property {number} [rarity]
 *
 * @typedef {object} Hit
 * @property {PageEntry} page
 * @property {number} score
 * @property {number} coverage - Which share of the wishes it fulfils, 0 to 1.
 * @property {{ index: number, score: number }[]} sections - Best first.
 *
 * @typedef {object} Answer
 * @property {Hit[]} hits - Best first.
 * @property {import("./passage.js").Sought} sought
 * @property {string[]} nearest - Other words to try, when there is no hit.
 * @property {boolean} foreign - Whether the words are of the other language's script.
 */

export const VERSION = 1;

const FIELD_NAMES = /** @type {const} */ (["title", "lead", "heads", "body"]);
/** How answers are weighed. Set on the public questions as a whole (tests/search/queries.yml), never for a single one. */
export const WEIGHTS = {
  /** How much more a word counts in a title than in the running text. */
  page: { title: 6.93, lead: 3.6, heads: 1.5, body: 1 },
  section: { heads: 4, body: 1 },
  /** How soon repeating a word stops helping (k), how much long texts lose (b). */
  bm25: { k: 2.5, b: 0.59, d: 0.39 },
  /** What the best section adds to its page. */
  sectionShare: 0.49,
  /** How much more a rare wish counts than a common one. */
  rarity: 0.47,
  /** How much less a common wish counts in a title. */
  titleRarity: 0.36,
  /** How much more a page counts that fulfils more of the wishes. */
  coverage: 0.85,
  /** The very word typed, beside others of the same meaning. */
  literal: 0.39,
  /** The meaning of a part of a longer wording. */
  inner: 0.28,
  /** A single Han character nobody has listed. */
  character: 0.63,
  /** People come to do something: where the words decide nothing, the two pages one starts from come first. */
  starts: /** @type {Record<string, number>} */ ({ before: 1.8, cancel: 4.73 }),
  /** How rare the rarest wish is when the words decide nothing at all, and when they decide everything. */
  vague: { all: 1.2, none: 3 },
  /** Lists of everything, and the home page, which names everything, come after the page on the thing itself. */
  pages: /** @type {Record<string, number>} */ ({
    "": 0.57,
    situations: 1.01,
    cards: 1.19,
    "help/glossary": 0.9,
    "about/sources": 0.6,
  }),
  areas: /** @type {Record<string, number>} */ ({ help: 1.04, carriers: 0.78, regions: 0.98 }),
  /** The page on the very carrier or region that was named. */
  own: 3,
  /** Somebody asks what a word means. */
  asked: /** @type {Record<string, number>} */ ({ "help/glossary": 1.3 }),
};
/** What is far below the best is noise. */
const CUT_OFF = 0.12;
const MOST_PAGES = 12;

/**
 * The meaning by which a carrier or region is named, for the page on it; the build gives these meanings the same ids.
 *
 * @param {string} path - Below the language, without a slash at the end.
 */
function meaningOf(path) {
  const [area, name] = path.split("/");
  if (!name) return "";
  return area === "carriers" ? name : area === "regions" ? `region-${name}` : "";
}

/** The lowest code of a Han character that is folded to nothing else. */
const FIRST_HAN = 0x2e80;
/** @type {Map<string, string>} */
const spelt = new Map();

/**
 * A term as the index files it: each Han character becomes four signs of 32 that occur in no word.
 *
 * The index looks through all characters that may come next. Thousands of Han are many, and WebKit makes a new string for
 * each that is not Latin: filing the Chinese terms alone took it six times as long (measured once, on a busy machine). What
 * begins with what stays the same.
 *
 * @param {string} term
 */
function spell(term) {
  if (!(term.charCodeAt(0) >= FIRST_HAN)) return term;
  let signs = spelt.get(term);
  if (signs === undefined) {
    signs = "";
    for (const character of term) {
      const code = character.codePointAt(0) ?? 0;
      for (const shift of [15, 10, 5, 0]) signs += String.fromCharCode(0x80 + ((code >> shift) & 31));
    }
    spelt.set(term, signs);
  }
  return signs;
}

/** Finds pages and their sections in one language. No DOM, no network: it runs in a worker as well as on a page. */
export class SearchEngine {
  #pages;
  #sections;
  /** @type {Map<string, number>} Words as they stand in the guide, with how often. */
  #vocabulary = new Map();
  /** @type {Set<string>} */
  #terms = new Set();

  /** @param {IndexFile} file - Throws when it is no index this engine can read. */
  constructor(file) {
    if (file?.version !== VERSION || !Array.isArray(file.pages)) throw new Error("no index of this version");
    this.file = file;
    this.folding = new Folding(file.traditional);
    this.lexicon = new Lexicon(file.groups, file.idle, file.meaning, file.whole, this.folding);
    const options = {
      tokenize: (/** @type {string} */ text) => (text ? text.split(" ") : []),
      processTerm: spell,
    };
    this.#pages = new MiniSearch({ ...options, fields: [...FIELD_NAMES] });
    this.#sections = new MiniSearch({ ...options, fields: ["heads", "body"], storeFields: ["page", "index"] });
    for (const [number, page] of file.pages.entries()) this.#add(number, page);
    for (const wording of this.lexicon.wordings.keys()) if (!this.#vocabulary.has(wording)) this.#vocabulary.set(wording, 1);
  }

  /**
   * @param {number} number
   * @param {PageEntry} page
   */
  #add(number, page) {
    const heads = [];
    const body = [];
    for (const [index, [, heading, text, , rest]] of page.sections.entries()) {
      const head = this.#read(heading);
      const words = this.#read(text);
      if (rest) words.push(...rest.split(" ").map((told) => (/^\d+$/.test(told) ? told : `#${told}`)));
      heads.push(...head);
      body.push(...words);
      this.#sections.add({ id: `${number}:${index}`, page: number, index, heads: head.join(" "), body: words.join(" ") });
    }
    this.#pages.add({
      id: number,
      title: this.#read(page.title).join(" "),
      lead: this.#read(page.lead).join(" "),
      heads: heads.join(" "),
      body: body.join(" "),
    });
  }

  /** @param {string} text */
  #read(text) {
    const terms = termsOf(text, this.lexicon);
    for (const term of terms) this.#terms.add(term);
    for (const { plain, han } of readWords(text, this.folding)) {
      if (!han) this.#vocabulary.set(plain, (this.#vocabulary.get(plain) ?? 0) + 1);
    }
    return terms;
  }

  /**
   * Turns what somebody typed into wishes.
   *
   * @param {string} query
   */
  understand(query) {
    const words = readWords(query, this.folding);
    const last = words[words.length - 1];
    // A space after the last word means that it is complete.
    const typing = last && !last.han && last.end === query.length ? last : null;
    for (const word of words) {
      if (word.han || this.#vocabulary.has(word.plain) || this.#terms.has(word.term)) continue;
      if (word === typing && this.#begins(word.plain)) continue;
      const meant = correct(word.plain, this.#vocabulary);
      if (meant) [word.term, word.plain] = [readWords(meant, this.folding)[0].term, meant];
    }
    const stretches = this.lexicon.cut(words, true);
    const telling = stretches.filter((stretch) => !stretch.idle);
    /** @type {Wish[]} */
    const wishes = [];
    /** @type {import("./passage.js").Sought} */
    const sought = { ids: new Set(), terms: new Set(), beginning: typing?.plain ?? "" };
    /** @type {Set<string>} What was said itself, without the shorter wordings inside. */
    const named = new Set();
    for (const { words: stretch, ids, inner } of telling.length ? telling : stretches) {
      /** @type {Wish["terms"]} */
      const terms = [];
      for (const id of ids) {
        terms.push([`#${id}`, 1, false]);
        named.add(id);
      }
      for (const id of inner) terms.push([`#${id}`, WEIGHTS.inner, false]);
      // The very words count a little more than others of the same meaning.
      const literal = ids.length ? WEIGHTS.literal : 1;
      if (stretch[0].han && stretch.length > 1) {
        const pairs = stretch.slice(0, -1).flatMap((word, i) => (stretch[i + 1].han ? [word.term + stretch[i + 1].term] : []));
        for (const pair of pairs) terms.push([pair, literal / pairs.length, false]);
      } else if (stretch[0].han) {
        if (!ids.length) terms.push([stretch[0].term, 1, true]);
      } else {
        for (const word of stretch) {
          terms.push([word.term, literal / stretch.length, false]);
          if (word !== typing || word.plain.length < 2) continue;
          if (!ids.length) for (const id of this.lexicon.beginningWith(word.plain)) terms.push([`#${id}`, 0.8, false]);
          terms.push([word.plain, ids.length ? 0.1 : 0.5, true]);
        }
      }
      for (const [term] of terms) {
        if (term.startsWith("#")) sought.ids.add(term.slice(1));
        else sought.terms.add(term);
      }
      const importance = stretch[0].han && stretch.length === 1 && !ids.length ? WEIGHTS.character : 1;
      if (terms.length) wishes.push({ terms, importance });
    }
    return { wishes, sought, named, words, asksMeaning: stretches.some((stretch) => stretch.asksMeaning) };
  }

  /** @param {string} beginning */
  #begins(beginning) {
    for (const word of this.#vocabulary.keys()) if (word.startsWith(beginning)) return true;
    return false;
  }

  /**
   * @param {string} query
   * @returns {Answer}
   */
  search(query) {
    const { wishes, sought, words, asksMeaning, named } = this.understand(query);
    const foreign = words.length > 0 && words.every((word) => word.han === (this.file.language !== "zh"));
    const inSections = this.#grade(this.#sections, WEIGHTS.section, wishes);
    const onPages = this.#grade(this.#pages, WEIGHTS.page, wishes);
    const rarest = Math.max(0, ...wishes.map((wish) => wish.rarity ?? 0));
    const vague = Math.min(1, Math.max(0, (WEIGHTS.vague.none - rarest) / (WEIGHTS.vague.none - WEIGHTS.vague.all)));
    /** @type {Map<number, { index: number, score: number }[]>} */
    const sections = new Map();
    for (const [id, { score, coverage }] of inSections) {
      const [page, index] = String(id).split(":").map(Number);
      const list = sections.get(page) ?? [];
      list.push({ index, score: score * coverage ** WEIGHTS.coverage });
      sections.set(page, list);
    }
    /** @type {Hit[]} */
    const hits = [];
    for (const [id, { score, coverage }] of onPages) {
      const page = this.file.pages[Number(id)];
      const best = (sections.get(Number(id)) ?? []).sort((a, b) => b.score - a.score || a.index - b.index);
      const path = page.at.replace(/^en\//, "").replace(/\/$/, "");
      const own = meaningOf(path);
      const weight =
        own && named.has(own)
          ? WEIGHTS.own
          : ((asksMeaning ? WEIGHTS.asked[path] : null) ??
            (path in WEIGHTS.starts ? WEIGHTS.starts[path] ** vague : null) ??
            WEIGHTS.pages[path] ??
            WEIGHTS.areas[page.area] ??
            1);
      hits.push({
        page,
        coverage,
        score: weight * (score * coverage ** WEIGHTS.coverage + WEIGHTS.sectionShare * (best[0]?.score ?? 0)),
        sections: best,
      });
    }
    hits.sort((a, b) => b.score - a.score);
    const kept = hits.filter((hit) => hit.score > CUT_OFF * hits[0].score).slice(0, MOST_PAGES);
    return { hits: kept, sought, foreign, nearest: kept.length ? [] : this.#nearest(words) };
  }

  /**
   * How well each entry fulfils the wishes.
   *
   * @param {MiniSearch} index
   * @param {Record<string, number>} fields
   * @param {Wish[]} wishes
   */
  #grade(index, fields, wishes) {
    /** @type {Map<number | string, { score: number, coverage: number }>} */
    const grades = new Map();
    let total = 0;
    for (const wish of wishes) {
      const { terms } = wish;
      /** @type {Map<number | string, { score: number, share: number }>} */
      const fulfilled = new Map();
      const all = terms.reduce((sum, [, weight, prefix]) => sum + (prefix ? 0 : weight), 0) || 1;
      for (const [term, weight, prefix] of terms) {
        // In a title, too, a word that stands everywhere tells little.
        const boost = { ...fields, title: (fields.title ?? 0) * Math.min(1, (wish.rarity ?? 1) / 2) ** WEIGHTS.titleRarity };
        const found = index.search(term, { tokenize: (text) => [text], processTerm: spell, prefix, boost, bm25: WEIGHTS.bm25 });
        for (const { id, score } of found) {
          const entry = fulfilled.get(id) ?? { score: 0, share: 0 };
          entry.score += score * weight;
          entry.share = term.startsWith("#") || prefix ? 1 : Math.min(1, entry.share + weight / all);
          fulfilled.set(id, entry);
        }
      }
      const telling = wish.importance * this.#rarity(wish, fulfilled.size) ** WEIGHTS.rarity;
      total += telling;
      for (const [id, { score, share }] of fulfilled) {
        const grade = grades.get(id) ?? { score: 0, coverage: 0 };
        grade.score += score * telling;
        grade.coverage += telling * share;
        grades.set(id, grade);
      }
    }
    for (const grade of grades.values()) grade.coverage /= total || 1;
    return grades;
  }

  /**
   * How rare a wish is among the sections; almost every page speaks of almost everything somewhere.
   *
   * @param {Wish} wish
   * @param {number} sections - How many fulfil it, where that is being counted.
   */
  #rarity(wish, sections) {
    wish.rarity ??= Math.log(1 + (this.#sections.documentCount + 1) / (1 + sections));
    return wish.rarity;
  }

  /** @param {import("./words.js").Word[]} words */
  #nearest(words) {
    const typed = new Set(words.map((word) => word.term));
    const scored = [];
    for (const wordings of Object.values(this.file.groups)) {
      for (const wording of wordings) {
        const terms = readWords(wording, this.folding).map((word) => word.term);
        const shared = terms.filter((term) => typed.has(term)).length;
        if (shared) scored.push({ wording, score: shared / Math.max(terms.length, typed.size) });
      }
    }
    for (const word of words) {
      const meant = word.han ? null : correct(`${word.plain}`, this.#vocabulary);
      if (meant) scored.push({ wording: meant, score: 1 });
    }
    scored.sort((a, b) => b.score - a.score);
    return [...new Set(scored.map(({ wording }) => wording))].slice(0, 3);
  }
}
