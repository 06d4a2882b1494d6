import { bestPassage, marked } from "./passage.js";

/**
 * One line of the theme's result list; `title` and `text` are HTML.
 *
 * @typedef {object} Item
 * @property {string} location
 * @property {string} title
 * @property {string} text
 * @property {number} score
 * @property {Record<string, boolean>} terms - The theme lists the missing ones; ours are in the passage.
 */

/** How many sections of a page are shown at once; the theme folds the rest. */
const OPEN_SECTIONS = 2;
const MOST_SECTIONS = 5;
/** A section far below the page's best is not worth a line. */
const SECTION_CUT_OFF = 0.35;
const PASSAGE = { zh: 84, en: 180 };

/**
 * Answers as the theme's result list wants them: one group per page, the page first.
 *
 * The theme folds a section whose score is below the first item's, and Enter opens the item with the highest score of all.
 * So the order is what counts here, and the scores only say it to the theme.
 *
 * @param {import("./engine.js").SearchEngine} engine
 * @param {import("./engine.js").Answer} answer
 * @param {{ mark?: string, most?: number, from?: number }} [options] - `mark`: label of another language; `from`: score of the first group.
 * @returns {Item[][]}
 */
export function toGroups(engine, answer, { mark = "", most = 10, from = 1000 } = {}) {
  const language = engine.file.language === "en" ? "en" : "zh";
  const { sought } = answer;
  const label = mark ? `<span class="search-other" lang="${language === "en" ? "zh" : "en"}">${mark}</span> ` : "";
  const titled = (/** @type {string} */ text) => `${label}<span lang="${language}">${marked(text, sought, engine.lexicon)}</span>`;
  const passage = (/** @type {string} */ text) =>
    `<p lang="${language}">${marked(bestPassage(text, sought, engine.lexicon, PASSAGE[language]), sought, engine.lexicon)}</p>`;
  return answer.hits.slice(0, most).map(({ page, sections }, place) => {
    const score = from - place;
    const worthy = sections.filter((section) => section.score >= SECTION_CUT_OFF * sections[0].score).slice(0, MOST_SECTIONS);
    const named = worthy.filter(({ index }) => page.sections[index][0]);
    const best = worthy[0] && page.sections[worthy[0].index];
    const lead = best && !best[0] ? best[2] : page.lead;
    /** @type {Item} */
    const parent = { location: page.at, title: titled(page.title), text: passage(lead), score, terms: {} };
    const children = named.map(({ index }, i) => {
      const [id, heading, text] = page.sections[index];
      return {
        location: `${page.at}#${id}`,
        title: `<span lang="${language}">${marked(heading, sought, engine.lexicon)}</span>`,
        text: text ? passage(text) : "",
        score: i < OPEN_SECTIONS ? score : score - 0.5,
        terms: {},
      };
    });
    return [parent, ...children];
  });
}

/**
 * Whether the other language should be asked too: nothing found here, or too little of what was asked, or words of its script.
 *
 * @param {import("./engine.js").Answer} answer
 */
export const wantsOther = (answer) => answer.foreign || !answer.hits.length || answer.hits[0].coverage < 0.6;
