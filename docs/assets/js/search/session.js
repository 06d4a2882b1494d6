import { SearchEngine } from "./engine.js";
import { toGroups, wantsOther } from "./results.js";

/** The theme's messages, and ours for a search that cannot work. */
export const MESSAGE = { setup: 0, ready: 1, query: 2, result: 3, broken: -1 };

/** How many pages of the other language are offered. */
const MOST_OTHER = 3;
/** After how many pages of this language: the theme shows ten and the rest on scrolling. */
const OTHER_AFTER = 5;
/** By how much the other language must do better to be offered. */
const BETTER = 0.15;

/**
 * Answers the theme's messages. How an index is loaded and where messages go is the caller's business, so that the same
 * conversation can be held in a worker or, where there is none, on the page.
 */
export class SearchSession {
  /** @type {SearchEngine | null} */
  #engine = null;
  /** @type {Promise<SearchEngine | null> | null} */
  #other = null;
  #otherAddress = "";
  #latest = 0;

  /**
   * @param {(address: string) => Promise<import("./engine.js").IndexFile>} load
   * @param {(message: { type: number, data?: unknown }) => void} post
   */
  constructor(load, post) {
    this.load = load;
    this.post = post;
  }

  /** @param {{ type: number, data: any }} message */
  async receive({ type, data }) {
    if (type === MESSAGE.setup) await this.#setUp(data);
    else if (type === MESSAGE.query) await this.#answer(String(data));
  }

  /** @param {{ index: string, other: string }} addresses */
  async #setUp({ index, other }) {
    this.#otherAddress = other;
    try {
      this.#engine = new SearchEngine(await this.load(index));
      this.post({ type: MESSAGE.ready });
    } catch {
      this.post({ type: MESSAGE.broken });
    }
  }

  /** The other language's engine, loaded when it is first needed; null where that fails, which costs nobody the answer. */
  #openOther() {
    this.#other ??= this.load(this.#otherAddress).then(
      (file) => new SearchEngine(file),
      () => null,
    );
    return this.#other;
  }

  /** @param {string} query */
  async #answer(query) {
    const engine = this.#engine;
    if (!engine) return;
    const turn = ++this.#latest;
    const answer = engine.search(query);
    const items = toGroups(engine, answer);
    const asked = answer.sought.terms.size + answer.sought.ids.size > 0;
    const none = asked && !items.length;
    if (!none) this.post({ type: MESSAGE.result, data: { query, items, none, nearest: [] } });
    if (!asked || !wantsOther(answer)) return;

    const other = await this.#openOther();
    if (turn !== this.#latest) return;
    const offered = other?.search(query);
    const better = other && offered?.hits.length && (answer.foreign || none || offered.hits[0].coverage > answer.hits[0].coverage + BETTER);
    const more = better ? toGroups(other, offered, { mark: engine.file.texts.search_other, most: MOST_OTHER, from: 900 }) : [];
    if (!more.length && !none) return;
    this.post({
      type: MESSAGE.result,
      data: {
        query,
        items: [...items.slice(0, OTHER_AFTER), ...more, ...items.slice(OTHER_AFTER)],
        none,
        nearest: none ? answer.nearest : [],
      },
    });
  }
}
