import { emptySaved, LONGEST, parseSaved } from "./saved.js";

/**
 * Keeps the cards on this device, for all pages and both languages. Ticks of ordinary pages belong to the current card.
 * Any page may use it: `store.current` is the open card, `store.update((card) => …)` changes it and writes, `store.trouble`
 * says why something was not kept, `isCardChange` tells a `storage` event of another tab.
 *
 * @typedef {import("./saved.js").Saved} Saved
 * @typedef {import("./saved.js").Card} Card
 * @typedef {"blocked" | "full" | "corrupt" | "damaged" | "newer"} Trouble Why something is not, or not all, remembered.
 */

const KEY = "sim-guide.plan";
/** Where ticks were kept before there were cards. */
const OLD_KEY = "sim-guide.ticks";

/**
 * @param {string} text - What the storage holds under the old key.
 * @returns {Map<string, string> | null} Step id → day of the tick (YYYY-MM-DD), or null when the text is not ours to read.
 */
export function parseTicks(text) {
  try {
    const saved = JSON.parse(text);
    if (saved?.version !== 1 || typeof saved.ticks !== "object" || saved.ticks === null) return null;
    const entries = Object.entries(saved.ticks);
    const sound = entries.every(([id, day]) => /^[a-z][a-z0-9-]{0,80}$/.test(id) && /^\d{4}-\d{2}-\d{2}$/.test(String(day)));
    return sound ? new Map(/** @type {[string, string][]} */ (entries)) : null;
  } catch {
    return null;
  }
}

export class CardStore {
  /** @type {Trouble | null} */
  trouble = null;
  /** @type {Saved} */
  saved = emptySaved();
  /** @type {Storage | null} */
  #storage = null;

  /** @param {() => Storage} openStorage - Gives the browser's storage; may throw where the visitor blocks it. */
  constructor(openStorage = () => window.localStorage) {
    try {
      this.#storage = openStorage();
      this.read();
    } catch {
      this.#storage = null;
      this.trouble = "blocked";
    }
  }

  /** @returns {Card} */
  get current() {
    return this.saved.cards.find((card) => card.id === this.saved.current) ?? this.saved.cards[0];
  }

  /** Reads what is saved. What cannot be read is set aside under another name, never thrown away. */
  read() {
    const text = this.#storage?.getItem(KEY) ?? null;
    const reading = text === null ? null : parseSaved(text);
    if (reading) this.saved = reading.saved;
    else if (this.#storage) this.saved = emptySaved();
    if (text !== null && !reading?.whole) {
      this.trouble = !reading ? "corrupt" : reading.newer ? "newer" : "damaged";
      if (this.#setAside(KEY, text) && reading) this.#write();
    }
    this.#readOldTicks();
  }

  /**
   * Changes the current card, or the whole document.
   *
   * @param {(card: Card, saved: Saved) => void} change
   */
  update(change) {
    this.#refresh();
    const card = this.current;
    change(card, this.saved);
    card.changed = new Date().toISOString();
    this.#write();
  }

  /** Forgets everything, also what was set aside. */
  forgetAll() {
    this.saved = emptySaved();
    try {
      for (const key of Object.keys(this.#storage ?? {})) if (key.startsWith("sim-guide.")) this.#storage?.removeItem(key);
      this.trouble = null;
    } catch {
      this.trouble = "blocked";
    }
  }

  /** Another tab may have changed something since; it must not be lost with the next write. */
  #refresh() {
    try {
      const reading = parseSaved(this.#storage?.getItem(KEY) ?? "");
      if (reading) this.saved = reading.saved;
      this.#readOldTicks();
    } catch {
      this.trouble = "blocked";
    }
  }

  /** Ticks from before there were cards, or of a tab still showing an old page, go to the current card. */
  #readOldTicks() {
    const text = this.#storage?.getItem(OLD_KEY) ?? null;
    if (text === null) return;
    const ticks = parseTicks(text);
    if (!ticks) {
      this.trouble = "corrupt";
      this.#setAside(OLD_KEY, text);
      return;
    }
    Object.assign(this.current.ticks, Object.fromEntries(ticks));
    if (this.#write()) this.#storage?.removeItem(OLD_KEY);
  }

  /**
   * @param {string} key
   * @param {string} text
   */
  #setAside(key, text) {
    try {
      this.#storage?.setItem(`${key}.aside.${Date.now()}`, text);
      this.#storage?.removeItem(key);
      return true;
    } catch {
      // No room for a second copy: leave the original where it is and remember nothing, rather than overwrite it.
      this.#storage = null;
      return false;
    }
  }

  #write() {
    if (!this.#storage) {
      this.trouble ??= "blocked";
      return false;
    }
    try {
      const text = JSON.stringify(this.saved);
      if (text.length > LONGEST) throw new RangeError("too long to be read again");
      this.#storage.setItem(KEY, text);
      if (this.trouble === "full") this.trouble = null;
      return true;
    } catch {
      this.trouble = "full";
      return false;
    }
  }
}

/** @param {StorageEvent} event */
export const isCardChange = (event) => event.key === KEY || event.key === OLD_KEY || event.key === null;
