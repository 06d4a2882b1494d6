/**
 * Remembers which steps are ticked, on this device only. One store for both languages and all pages: a tick belongs to
 * the step's id.
 */

const KEY = "sim-guide.ticks";
const VERSION = 1;

/** @typedef {"blocked" | "full" | "corrupt"} Trouble Why ticks are not, or no longer, remembered. */

/**
 * The saved ticks in a text, or null when the text is not ours to read.
 *
 * @param {string} text - What the storage holds.
 * @returns {Map<string, string> | null} Step id → day of the tick (YYYY-MM-DD).
 */
export function parseTicks(text) {
  try {
    const saved = JSON.parse(text);
    if (saved?.version !== VERSION || typeof saved.ticks !== "object" || saved.ticks === null) return null;
    const entries = Object.entries(saved.ticks);
    const sound = entries.every(([id, day]) => /^[a-z][a-z0-9-]{0,80}$/.test(id) && /^\d{4}-\d{2}-\d{2}$/.test(String(day)));
    return sound ? new Map(/** @type {[string, string][]} */ (entries)) : null;
  } catch {
    return null;
  }
}

export class TickStore {
  /** @type {Trouble | null} */
  trouble = null;
  /** @type {Map<string, string>} */
  #ticks = new Map();
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

  /** Reads what is saved. What cannot be read is set aside under another name, never thrown away. */
  read() {
    const text = this.#storage?.getItem(KEY) ?? null;
    const ticks = text === null ? new Map() : parseTicks(text);
    this.#ticks = ticks ?? new Map();
    if (ticks !== null || text === null) return;
    this.trouble = "corrupt";
    try {
      this.#storage?.setItem(`${KEY}.aside.${Date.now()}`, text);
      this.#storage?.removeItem(KEY);
    } catch {
      // No room for a second copy: leave the original where it is and remember nothing, rather than overwrite it.
      this.#storage = null;
    }
  }

  /** @param {string} id */
  has(id) {
    return this.#ticks.has(id);
  }

  /**
   * @param {string} id - Step id.
   * @param {boolean} ticked
   */
  set(id, ticked) {
    this.#refresh();
    if (ticked) this.#ticks.set(id, new Date().toISOString().slice(0, 10));
    else this.#ticks.delete(id);
    this.#write();
  }

  /** @param {Iterable<string>} ids - Steps whose ticks are forgotten. */
  clear(ids) {
    this.#refresh();
    for (const id of ids) this.#ticks.delete(id);
    this.#write();
  }

  /** Another tab may have ticked since; its ticks must not be lost with the next write. */
  #refresh() {
    try {
      const ticks = parseTicks(this.#storage?.getItem(KEY) ?? "");
      if (ticks) this.#ticks = ticks;
    } catch {
      this.trouble = "blocked";
    }
  }

  #write() {
    if (!this.#storage) {
      this.trouble ??= "blocked";
      return;
    }
    try {
      this.#storage.setItem(KEY, JSON.stringify({ version: VERSION, ticks: Object.fromEntries(this.#ticks) }));
      if (this.trouble === "full") this.trouble = null;
    } catch {
      this.trouble = "full";
    }
  }
}

/** @param {StorageEvent} event */
export const isTickChange = (event) => event.key === KEY || event.key === null;
