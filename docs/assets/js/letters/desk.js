import { inWords, isDay } from "../dates/calendar.js";
import { KeptValue } from "../kept-value.js";
import { carriersByRegion } from "../plan/files.js";
import { saveFile } from "../save-file.js";
import { cleaned, lastFour, parseKept, spaced, textOf } from "./words.js";

/**
 * The letters: one form fills the blanks of all of them, in both languages; each can be copied, printed alone, saved as a file.
 *
 * Without this script they are texts with blanks to fill by hand. Nothing typed here leaves the page; it is kept on the device
 * only when the visitor ticks the box. All words come from the form's `data-*` attributes.
 *
 * Accessibility: every field has a visible label; what happened is said in the live region next to the button that did it;
 * "Fill in" moves the focus to the form and "Show" to the letter's heading.
 */
export class LetterDesk {
  static selector = "[data-letter-form]";

  /** @param {Document} document */
  static create(document) {
    const form = document.querySelector(LetterDesk.selector);
    if (form) new LetterDesk(/** @type {HTMLFormElement} */ (form));
  }

  /** @param {HTMLFormElement} $form */
  constructor($form) {
    this.$form = $form;
    this.text = $form.dataset;
    /** @type {HTMLSelectElement} */
    this.$choice = /** @type {HTMLSelectElement} */ ($form.querySelector("select"));
    /** @type {HTMLInputElement[]} */
    this.$inputs = [...$form.querySelectorAll("input[data-fills]")].map((input) => /** @type {HTMLInputElement} */ (input));
    this.$status = /** @type {HTMLElement} */ ($form.querySelector(":scope > [role=status]"));
    this.$keep = /** @type {HTMLInputElement} */ ($form.querySelector("[data-keep]"));
    /** @type {KeptValue<{ version: 1, values: Record<string, string> }>} */
    this.kept = new KeptValue("letters", parseKept);
    this.#restore();
    this.#showFields();
    $form.addEventListener("input", (event) => this.#onInput(/** @type {HTMLInputElement} */ (event.target)));
    $form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#goTo(this.$choice.value);
    });
    this.$choice.addEventListener("change", () => this.#showFields());
    this.$keep.addEventListener("change", () => this.#onKeep());
    $form.querySelector("[data-clear]")?.addEventListener("click", () => this.#clear());
    for (const letter of document.querySelectorAll("[data-letter]")) this.#wire(/** @type {HTMLElement} */ (letter));
    window.addEventListener("afterprint", () => this.#endPrint());
    $form.dataset.ready = "";
    this.#offerCarriers();
  }

  /** Suggests the carriers of the directory, by the names the planner uses too. Without them, anything can be typed. */
  async #offerCarriers() {
    const list = this.$form.querySelector("datalist[data-carriers]");
    if (!list) return;
    const read = async (/** @type {string} */ language) =>
      new Map((await carriersByRegion(language)).flatMap(([, , carriers]) => carriers));
    try {
      const [zh, en] = await Promise.all([read("zh"), read("en")]);
      for (const [slug, name] of document.documentElement.lang.startsWith("en") ? en : zh) {
        const option = new Option("", name);
        Object.assign(option.dataset, { zh: zh.get(slug), en: en.get(slug) });
        list.append(option);
      }
    } catch {
      return;
    }
    for (const input of this.$inputs) this.#fill(input);
  }

  #restore() {
    const saved = this.kept.read();
    this.$keep.checked = saved !== null;
    for (const input of this.$inputs) {
      // What was typed before this script came stays.
      input.value ||= saved?.values[input.dataset.fills ?? ""] ?? "";
      this.#fill(input);
    }
    if (this.kept.trouble === "corrupt") this.#say(this.$status, this.text.toolStorageCorrupt);
  }

  /** Shows the fields of the chosen letter; what was typed into the others stays. */
  #showFields() {
    const wanted = this.$choice.selectedOptions[0]?.dataset.fields?.split(" ") ?? [];
    for (const row of this.$form.querySelectorAll("[data-row]")) {
      const element = /** @type {HTMLElement} */ (row);
      element.hidden = !wanted.includes(element.dataset.row ?? "");
    }
  }

  /** @param {HTMLInputElement} input */
  #onInput(input) {
    if (!input.dataset.fills) return;
    if (input.dataset.kind === "last4" && lastFour(input.value).length < input.value.replace(/[^\p{L}\p{N}]/gu, "").length) {
      input.value = lastFour(input.value);
      this.#say(this.$status, this.text.lettersLast4);
    }
    this.#fill(input);
    this.#keepIfWanted();
  }

  /** Writes one field into every letter. @param {HTMLInputElement} input */
  #fill(input) {
    const name = input.dataset.fills ?? "";
    for (const found of document.querySelectorAll(`[data-letter] [data-field="${name}"]`)) {
      const blank = /** @type {HTMLElement} */ (found);
      const sheet = /** @type {HTMLElement} */ (blank.closest("[data-sheet]"));
      const language = sheet.dataset.sheet ?? "";
      const value = this.#valueIn(input, language);
      const before = blank.previousSibling?.textContent ?? "";
      const after = blank.nextSibling?.textContent ?? "";
      blank.textContent = value ? (language === "zh" ? spaced(value, before, after) : value) : (blank.dataset.blank ?? "");
      blank.classList.toggle("blank--filled", value !== "");
    }
  }

  /**
   * What was typed, in a language: a day in words, a suggestion in its own words, anything else as typed.
   *
   * @param {HTMLInputElement} input
   * @param {string} language
   */
  #valueIn(input, language) {
    if (input.dataset.kind === "date") {
      if (!isDay(input.value)) return "";
      const [pattern, months] = language === "zh" ? ["dayLongZh", "monthNamesZh"] : ["dayLongEn", "monthNamesEn"];
      return inWords(input.value, this.text[pattern] ?? "", { months: (this.text[months] ?? "").split("|") });
    }
    if (input.dataset.kind === "last4") return lastFour(input.value);
    const typed = cleaned(input.value, input.maxLength > 0 ? input.maxLength : 120);
    const pair = [...(input.list?.options ?? [])].find(({ dataset }) => dataset.zh === typed || dataset.en === typed);
    return pair?.dataset[language] ?? typed;
  }

  #values() {
    return Object.fromEntries(this.$inputs.filter(({ value }) => value).map(({ dataset, value }) => [dataset.fills ?? "", value]));
  }

  #keepIfWanted() {
    if (this.$keep.checked && !this.kept.write({ version: 1, values: this.#values() })) this.#sayTrouble();
  }

  #onKeep() {
    if (this.$keep.checked) {
      if (this.kept.write({ version: 1, values: this.#values() })) this.#say(this.$status, this.text.toolKept);
      else this.#sayTrouble();
    } else {
      this.kept.forget();
      this.#say(this.$status, this.text.toolNotKept);
    }
  }

  #sayTrouble() {
    this.$keep.checked = false;
    this.#say(this.$status, this.kept.trouble === "full" ? this.text.toolStorageFull : this.text.toolStorageBlocked);
  }

  #clear() {
    for (const input of this.$inputs) {
      input.value = "";
      this.#fill(input);
    }
    this.$keep.checked = false;
    this.kept.forget();
    this.#say(this.$status, this.text.toolCleared);
  }

  /** @param {string} key */
  #goTo(key) {
    const heading = document.getElementById(`letter-${key}`);
    if (!heading) return;
    heading.tabIndex = -1;
    window.location.hash = heading.id; // the theme keeps what is aimed at clear of its header
    heading.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} $letter */
  #wire($letter) {
    const status = /** @type {HTMLElement} */ ($letter.querySelector("[role=status]"));
    const key = $letter.dataset.letter ?? "";
    $letter.addEventListener("click", async (event) => {
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button"));
      if (!button) return;
      if (button.dataset.copy) {
        const sheet = $letter.querySelector(`[data-sheet="${button.dataset.copy}"]`);
        if (sheet) this.#say(status, (await copy(sheet)) ? this.text.lettersCopied : this.text.lettersCopyBlocked);
      } else if ("download" in button.dataset) {
        const name = `${key}.txt`;
        const sheets = [...$letter.querySelectorAll("[data-sheet]")].map(textOf);
        saveFile(name, `${sheets.join("\n\n--\n\n")}\n`, "text/plain");
        this.#say(status, (this.text.lettersDownloaded ?? "").replace("{name}", name));
      } else if ("printLetter" in button.dataset) this.#print($letter);
      else if ("fill" in button.dataset) {
        this.$choice.value = key;
        this.#showFields();
        const first = this.$inputs.find((input) => !(/** @type {HTMLElement} */ (input.closest("[data-row]")).hidden));
        first?.focus();
      }
    });
  }

  /** Prints one letter and nothing else: the styles hide what is not marked. @param {HTMLElement} $letter */
  #print($letter) {
    this.#endPrint();
    const paper = new FormData(this.$form).get("paper");
    $letter.dataset.printed = String(paper ?? "both");
    document.documentElement.classList.add("prints-letter");
    window.print();
  }

  #endPrint() {
    document.documentElement.classList.remove("prints-letter");
    for (const letter of document.querySelectorAll("[data-printed]")) letter.removeAttribute("data-printed");
  }

  /**
   * Says something in a live region, also when it said the same before.
   *
   * @param {HTMLElement} $where
   * @param {string | undefined} words
   */
  #say($where, words) {
    $where.textContent = "";
    requestAnimationFrame(() => {
      $where.textContent = words ?? "";
    });
  }
}

/**
 * Copies the text of a sheet; where the browser does not allow it, selects it so that the visitor can.
 *
 * @param {Element} sheet
 * @returns {Promise<boolean>} Whether it is on the clipboard.
 */
async function copy(sheet) {
  try {
    await navigator.clipboard.writeText(textOf(sheet));
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(sheet);
    return false;
  }
}

LetterDesk.create(document);
