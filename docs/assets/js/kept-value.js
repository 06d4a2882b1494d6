/**
 * One thing a visitor chose to keep on this device. Nothing is stored before they choose it, and `forget` leaves nothing.
 *
 * What cannot be read is set aside under another name, never thrown away.
 */

const PREFIX = "sim-guide.";

/** @typedef {"blocked" | "full" | "corrupt"} Trouble Why something is not, or no longer, kept. */

/** @template T */
export class KeptValue {
  /** @type {Trouble | null} */
  trouble = null;
  /** @type {Storage | null} */
  #storage = null;

  /**
   * @param {string} name - Letters only; the key in the storage is `sim-guide.<name>`.
   * @param {(saved: unknown) => T | null} parse - What was saved as a sound value, or null when it is not ours to read.
   * @param {() => Storage} openStorage - Gives the browser's storage; may throw where the visitor blocks it.
   */
  constructor(name, parse, openStorage = () => window.localStorage) {
    this.key = PREFIX + name;
    this.parse = parse;
    try {
      this.#storage = openStorage();
      this.#storage.getItem(this.key);
    } catch {
      this.#storage = null;
    }
  }

  /** What is kept, or null. @returns {T | null} */
  read() {
    let text = null;
    try {
      text = this.#storage?.getItem(this.key) ?? null;
    } catch {
      this.trouble = "blocked";
    }
    if (text === null) return null;
    let value = null;
    try {
      value = this.parse(JSON.parse(text));
    } catch {
      value = null;
    }
    if (value === null) {
      this.trouble = "corrupt";
      if (this.setAside(text)) this.#remove();
      else this.#storage = null;
    }
    return value;
  }

  /**
   * Keeps a second copy under another name.
   *
   * @param {string} text
   * @returns {boolean} Whether there was room.
   */
  setAside(text) {
    try {
      this.#storage?.setItem(`${this.key}.aside.${Date.now()}`, text);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * @param {T} value
   * @returns {boolean} Whether it is kept; otherwise `trouble` says why not.
   */
  write(value) {
    if (!this.#storage) {
      this.trouble = "blocked";
      return false;
    }
    try {
      this.#storage.setItem(this.key, JSON.stringify(value));
      this.trouble = null;
      return true;
    } catch {
      this.trouble = "full";
      return false;
    }
  }

  /** Deletes what is kept. */
  forget() {
    this.#remove();
    this.trouble = null;
  }

  #remove() {
    try {
      this.#storage?.removeItem(this.key);
    } catch {
      this.trouble = "blocked";
    }
  }
}
