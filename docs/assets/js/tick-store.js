import { CardStore } from "./plan/card-store.js";

/** The ticks of the current card. A tick belongs to the step's id: it is the same on all pages and in both languages. */
export class TickStore extends CardStore {
  /** @param {string} id */
  has(id) {
    return Object.hasOwn(this.current.ticks, id);
  }

  /**
   * @param {string} id - Step id.
   * @param {boolean} ticked
   */
  set(id, ticked) {
    this.update((card) => {
      if (ticked) card.ticks[id] = new Date().toISOString().slice(0, 10);
      else delete card.ticks[id];
    });
  }

  /** @param {Iterable<string>} ids - Steps whose ticks are forgotten. */
  clear(ids) {
    this.update((card) => {
      for (const id of ids) delete card.ticks[id];
    });
  }
}
