import { activeWorker, ask, isOff, offlineElement, removeSaved, setOff, startWorker } from "./port.js";

/** How many files are asked for at a time: between two lots the progress moves and "Cancel" is heeded. */
const LOT = 8;

/**
 * The desk on the page about reading without a network: saves the whole guide, shows how much is saved, removes it.
 *
 * Without a worker it says so and the rest of the page shows the other ways. All words come from its `data-*` attributes.
 *
 * Accessibility: the state and what happened are said in a live region; the bar of progress has a name, and is not read out
 * page by page; after "Cancel" and "Remove" the focus is on the button to go on with.
 */
export class OfflineDesk {
  static selector = "[data-offline-desk]";

  /** @param {Document} document */
  static create(document) {
    const desk = document.querySelector(OfflineDesk.selector);
    if (desk) new OfflineDesk(/** @type {HTMLElement} */ (desk), offlineElement(document)).start();
  }

  /** @type {ServiceWorker | null} */
  #worker = null;
  #cancelled = false;

  /**
   * @param {HTMLElement} $desk
   * @param {HTMLElement | null} $page - What the page says of the worker.
   */
  constructor($desk, $page) {
    this.$desk = $desk;
    this.$page = $page;
    this.text = $desk.dataset;
    this.language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ ($desk.querySelector(`[data-${name}]`));
    this.$state = part("state");
    this.$status = /** @type {HTMLElement} */ ($desk.querySelector("[role=status]"));
    this.$progress = /** @type {HTMLProgressElement} */ ($desk.querySelector("progress"));
    this.$save = /** @type {HTMLButtonElement} */ (part("save"));
    this.$cancel = part("cancel");
    this.$remove = /** @type {HTMLButtonElement} */ (part("remove"));
    this.$question = part("question");
    this.$sure = part("sure");
    this.$keep = part("keep");
  }

  async start() {
    if (!this.$page) {
      this.$state.textContent = this.text.offlineNoWorker ?? "";
      this.$save.hidden = true;
      this.$remove.hidden = true;
      return;
    }
    this.$save.addEventListener("click", () => this.#save());
    this.$cancel.addEventListener("click", () => this.#cancel());
    this.$remove.addEventListener("click", () => this.#ask(true));
    this.$keep.addEventListener("click", () => this.#ask(false));
    this.$question.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#ask(false);
    });
    this.$sure.addEventListener("click", () => this.#remove());
    if (!isOff()) {
      await this.#open();
      await this.#showState();
    } else {
      this.$state.textContent = this.text.offlineOff ?? "";
    }
    this.$save.disabled = false;
  }

  /** Starts the worker. */
  async #open() {
    const registration = this.$page && (await startWorker(this.$page));
    try {
      this.#worker = registration ? await activeWorker(registration) : null;
    } catch {
      this.#worker = null;
    }
  }

  /**
   * Shows how much is saved; gives it back.
   *
   * @param {boolean} [adopting] - From now on this language is kept.
   */
  async #showState(adopting = false) {
    const request = { type: "status", language: this.language, adopting };
    const status = this.#worker && (await ask(this.#worker, request, 2 * 60_000));
    const whole = status?.absent.length === 0;
    const saved = status?.saved ?? 0;
    const [pages, download, stored] = (this.text.guideSize ?? "").split(",");
    const words = !this.#worker ? this.text.offlineNoWorker : whole ? this.text.offlineWhole : this.text.offlinePart;
    this.$state.textContent = (words ?? "").replace(/\{(\w+)\}/g, (_, name) => ({ saved, pages, download, stored })[name]);
    this.$save.hidden = whole || !this.#worker;
    this.$remove.hidden = !this.#worker;
    this.$remove.disabled = saved === 0;
    return status;
  }

  async #save() {
    this.#cancelled = false;
    this.#say("");
    setOff(false);
    this.$save.disabled = true;
    if (!this.#worker) await this.#open();
    // Asks the browser not to throw the pages away when room is short; some browsers ask the visitor in turn.
    await navigator.storage?.persist?.().catch(() => false);
    const status = await this.#showState(true);
    this.$save.disabled = false;
    if (!status || !this.#worker) {
      this.#say(this.text.offlineFailed);
      return;
    }
    const worker = this.#worker;
    this.#working(true);
    this.$cancel.focus();
    this.#say(this.text.offlineSaving);
    const { absent } = status;
    this.$progress.max = absent.length;
    let failed = 0;
    let full = false;
    for (let done = 0; done < absent.length && !this.#cancelled && !full; done += LOT) {
      this.$progress.value = done;
      const lot = absent.slice(done, done + LOT);
      const answer = await ask(worker, { type: "save", language: this.language, paths: lot }, 3 * 60_000);
      failed += answer?.failed ?? lot.length;
      full = Boolean(answer?.full);
    }
    if (this.#cancelled) return;
    if (failed === 0) await ask(worker, { type: "whole", language: this.language });
    this.#working(false);
    await this.#showState();
    if (failed) this.#say(full ? this.text.offlineFull : this.text.offlineFailed);
    else this.#say(this.text.offlineDone);
    (failed ? this.$save : this.$remove).focus();
  }

  async #cancel() {
    this.#cancelled = true;
    if (this.#worker) await ask(this.#worker, { type: "stop" });
    this.#working(false);
    await this.#showState();
    this.#say(this.text.offlineCancelled);
    this.$save.focus();
  }

  /** @param {boolean} yes */
  #working(yes) {
    this.$progress.hidden = !yes;
    this.$cancel.hidden = !yes;
    this.$save.hidden = yes;
    this.$remove.hidden = yes;
  }

  /** @param {boolean} open */
  #ask(open) {
    this.$question.hidden = !open;
    this.$remove.hidden = open;
    (open ? this.$keep : this.$remove).focus();
  }

  async #remove() {
    if (this.$page) await removeSaved(this.$page);
    this.#worker = null;
    this.$question.hidden = true;
    this.$state.textContent = this.text.offlineOff ?? "";
    this.$save.hidden = false;
    this.$remove.hidden = false;
    this.$remove.disabled = true;
    this.#say(this.text.offlineRemoved);
    this.$save.focus();
  }

  /** @param {string | undefined} words */
  #say(words) {
    this.$status.textContent = words ?? "";
  }
}

OfflineDesk.create(document);
