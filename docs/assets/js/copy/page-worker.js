import { run } from "./files.js";

/** Long enough that a letter is on the screen before its answer is looked for, and that quick typing asks once. Milliseconds. */
const PAUSE = 20;
const QUERY = 2;

/** @typedef {{ receive: (message: { type: number, data: unknown }) => Promise<void> }} Session */
/** @typedef {(post: (message: unknown) => void) => Session} OpenSession */

/**
 * Stands in for the search's worker: the same conversation by the same code, held in the page. It is loaded when the search is
 * opened, and a question that was typed over before its turn came is left out.
 */
export class PageWorker extends EventTarget {
  /** @type {Promise<Session>} */
  #session;
  /** @type {unknown} */
  #latest = null;

  constructor() {
    super();
    this.#session = this.#open();
    this.#session.catch(() => this.dispatchEvent(new Event("error")));
  }

  /** @returns {Promise<Session>} */
  async #open() {
    /** @type {OpenSession | null} */
    let open = null;
    const take = (/** @type {Event} */ event) => {
      open = /** @type {CustomEvent<OpenSession>} */ (event).detail;
    };
    document.addEventListener("guide-search", take, { once: true });
    await run("assets/js/copy-search.js");
    if (!open) throw new TypeError("no search in this copy");
    return /** @type {OpenSession} */ (open)((message) => this.dispatchEvent(new MessageEvent("message", { data: message })));
  }

  /** @param {{ type: number, data: unknown }} message */
  async postMessage(message) {
    if (message.type === QUERY) this.#latest = message;
    const session = await this.#session.catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (message.type !== QUERY || message === this.#latest) session?.receive(message);
  }
}
