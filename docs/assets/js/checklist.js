import { isCardChange } from "./plan/card-store.js";
import { TickStore } from "./tick-store.js";

/**
 * The list of steps on top of a page.
 *
 * Without this script it is an ordered list of boxes that can be ticked and printed. With it, ticks are remembered,
 * progress is shown and announced, and a reset asks first. All words come from the section's `data-*` attributes.
 *
 * Accessibility: every box has a visible label; progress is a polite live region that speaks after each tick and not on
 * load; the question before a reset takes the focus and gives it back; Escape answers "keep".
 */
export class Checklist {
  static selector = "[data-checklist]";

  /** @param {Document} document */
  static createAll(document) {
    const sections = document.querySelectorAll(Checklist.selector);
    if (!sections.length) return;
    const store = new TickStore();
    for (const section of sections) new Checklist(/** @type {HTMLElement} */ (section), store);
  }

  /**
   * @param {HTMLElement} $section
   * @param {TickStore} store
   */
  constructor($section, store) {
    this.$section = $section;
    this.store = store;
    this.text = $section.dataset;
    /** @type {HTMLInputElement[]} */
    this.$boxes = [...$section.querySelectorAll("input[data-step]")].map((box) => /** @type {HTMLInputElement} */ (box));
    this.$foot = /** @type {HTMLElement | null} */ ($section.querySelector("[data-checklist-foot]"));
    if (!this.$foot || !this.$boxes.length) return;
    this.#buildFoot(this.$foot);
    this.#show();
    if (store.trouble && store.trouble !== "blocked" && store.trouble !== "full") this.#notify();
    $section.addEventListener("change", (event) => this.#onTick(event));
    window.addEventListener("storage", (event) => {
      if (isCardChange(event)) {
        store.read();
        this.#show();
      }
    });
    // A page taken from the back/forward cache still shows the ticks of when it was left.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        store.read();
        this.#show();
      }
    });
  }

  /** @param {HTMLElement} $foot */
  #buildFoot($foot) {
    this.$progress = $foot.querySelector(".checklist__progress");
    this.$saved = /** @type {HTMLElement | null} */ ($foot.querySelector(".checklist__saved"));
    this.$reset = $foot.querySelector("button");
    this.$reset?.addEventListener("click", () => this.#ask());
    this.$notice = this.#element("p", "checklist__notice");
    this.$notice.setAttribute("role", "status");
    this.$notice.hidden = true;
    this.$question = this.#element("div", "checklist__question");
    this.$question.setAttribute("role", "group");
    this.$question.setAttribute("aria-label", this.text.resetAsk ?? "");
    this.$question.hidden = true;
    this.$keep = this.#button(this.text.resetNo, () => this.#answer(false));
    this.$question.append(
      this.#element("span", "", this.text.resetAsk),
      this.#button(this.text.resetYes, () => this.#answer(true)),
      this.$keep,
    );
    this.$question.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#answer(false);
    });
    this.$progress?.after(this.$notice);
    $foot.append(this.$question);
    $foot.hidden = false;
  }

  /** @param {Event} event */
  #onTick(event) {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (!box.dataset.step) return;
    this.store.set(box.dataset.step, box.checked);
    this.#showProgress();
    if (this.store.trouble) this.#notify();
  }

  /** Shows the remembered ticks; where nothing is remembered, what the visitor ticked here stays. */
  #show() {
    if (this.store.trouble !== "blocked") {
      for (const box of this.$boxes) box.checked = this.store.has(box.dataset.step ?? "");
    }
    this.#showProgress();
  }

  #showProgress() {
    const done = this.$boxes.filter((box) => box.checked).length;
    const total = this.$boxes.length;
    const words = done === total ? this.text.done : this.text.progress;
    const sentence = (words ?? "").replace("{done}", String(done)).replace("{total}", String(total));
    if (this.$progress && this.$progress.textContent !== sentence) this.$progress.textContent = sentence;
    if (this.$reset) this.$reset.disabled = done === 0;
  }

  #notify() {
    const { storageBlocked: blocked, storageFull: full, storageCorrupt: corrupt, storageDamaged: damaged } = this.text;
    if (!this.$notice || !this.store.trouble) return;
    this.$notice.textContent = { blocked, full, corrupt, damaged, newer: damaged }[this.store.trouble] ?? "";
    this.$notice.hidden = false;
    if (this.$saved) this.$saved.hidden = this.store.trouble === "blocked" || this.store.trouble === "full";
  }

  #ask() {
    if (!this.$question || !this.$reset || !this.$keep) return;
    this.$question.hidden = false;
    this.$reset.hidden = true;
    this.$keep.focus();
  }

  /** @param {boolean} yes */
  #answer(yes) {
    if (!this.$question || !this.$reset) return;
    this.$question.hidden = true;
    this.$reset.hidden = false;
    if (!yes) {
      this.$reset.focus();
      return;
    }
    this.store.clear(this.$boxes.map((box) => box.dataset.step ?? ""));
    for (const box of this.$boxes) box.checked = false;
    this.#showProgress();
    if (this.$progress) this.$progress.textContent = this.text.resetDone ?? "";
    this.$boxes[0]?.focus();
  }

  /**
   * @param {string} name
   * @param {string} className
   * @param {string} [words]
   */
  #element(name, className, words = "") {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.textContent = words;
    return element;
  }

  /**
   * @param {string | undefined} words
   * @param {() => void} onClick
   */
  #button(words, onClick) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "checklist__button";
    button.textContent = words ?? "";
    button.addEventListener("click", onClick);
    return button;
  }
}
