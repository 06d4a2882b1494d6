import { KeptValue } from "../kept-value.js";
import { publicAddress } from "../page-address.js";
import { saveFile } from "../save-file.js";
import { addDuration, daysBetween, FIRST, inWords, isDay, LAST, today, weekday } from "./calendar.js";
import { calendarFile, uidOf } from "./ics.js";

const MOST = 100;

/**
 * @typedef {object} Rule
 * @property {string} id
 * @property {string} name
 * @property {string} duration
 * @property {"calendar" | "working"} count
 * @property {"after" | "before"} direction
 * @property {"by" | "from" | "on"} act
 * @property {string} length - The duration in words.
 * @property {string} start - The day one counts from, in words.
 * @property {HTMLTableRowElement} row
 */

/** @typedef {{ rule: string, start: string, name: string }} Entry What is kept of a collected date. */

/**
 * The kept list, or null when it is not ours to read.
 *
 * @param {unknown} saved
 * @returns {{ version: 1, entries: Entry[] } | null}
 */
export function parseKept(saved) {
  const { version, entries } = /** @type {{ version?: unknown, entries?: unknown }} */ (saved ?? {});
  if (version !== 1 || !Array.isArray(entries) || entries.length > MOST) return null;
  const sound = entries.every(
    (entry) =>
      entry !== null &&
      typeof entry === "object" &&
      /^[a-z][a-z0-9-]{0,60}$/.test(String(entry.rule)) &&
      typeof entry.start === "string" &&
      isDay(entry.start) &&
      typeof entry.name === "string" &&
      entry.name.length <= 40,
  );
  return sound ? { version, entries: entries.map(({ rule, start, name }) => ({ rule, start, name })) } : null;
}

/**
 * Works out a date from a rule and a first day, collects dates in a list, and writes them into a calendar file.
 *
 * The rules are read from the tables of the page, which say everything without this script. All words come from the section's
 * `data-*` attributes and from the tables. Nothing leaves the page; the list is kept on the device only when the box is ticked.
 *
 * Accessibility: the day worked out is a polite live region; each button of the list names its date; removing one moves the
 * focus to the button that takes it back.
 */
export class DateDesk {
  static selector = "[data-dates]";

  /** @param {Document} document @param {() => Date} now */
  static create(document, now) {
    const section = document.querySelector(DateDesk.selector);
    if (section) new DateDesk(/** @type {HTMLElement} */ (section), now);
  }

  /** @type {Entry[]} */
  #entries = [];
  /** @type {{ entry: Entry, at: number } | null} */
  #removed = null;

  /** @param {HTMLElement} $section @param {() => Date} now */
  constructor($section, now) {
    this.$section = $section;
    this.now = now;
    this.text = $section.dataset;
    this.language = $section.lang;
    /** @type {Map<string, Rule>} */
    this.rules = new Map(readRules(document).map((rule) => [rule.id, rule]));
    this.$place = /** @type {HTMLSelectElement} */ ($section.querySelector("#dates-place"));
    this.$rule = /** @type {HTMLSelectElement} */ ($section.querySelector("#dates-rule"));
    this.$start = /** @type {HTMLInputElement} */ ($section.querySelector("#dates-start"));
    this.$startLabel = /** @type {HTMLElement} */ ($section.querySelector("label[for=dates-start]"));
    this.$name = /** @type {HTMLInputElement} */ ($section.querySelector("#dates-name"));
    this.$result = /** @type {HTMLElement} */ ($section.querySelector("[data-dates-result]"));
    this.$why = /** @type {HTMLElement} */ ($section.querySelector("[data-dates-why]"));
    this.$list = /** @type {HTMLElement} */ ($section.querySelector("[data-dates-list]"));
    this.$empty = /** @type {HTMLElement} */ ($section.querySelector("[data-dates-empty]"));
    this.$all = /** @type {HTMLButtonElement} */ ($section.querySelector("[data-export-all]"));
    this.$keep = /** @type {HTMLInputElement} */ ($section.querySelector("[data-keep]"));
    this.$status = /** @type {HTMLElement} */ ($section.querySelector("[data-dates-status]"));
    this.$groups = [...this.$rule.querySelectorAll("optgroup")];
    /** @type {KeptValue<{ version: 1, entries: Entry[] }>} */
    this.kept = new KeptValue("dates", parseKept);
    this.$place.addEventListener("change", () => this.#showRules());
    this.$rule.addEventListener("change", () => this.#showResult());
    this.$start.addEventListener("input", () => this.#showResult());
    $section.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
    this.$all.addEventListener("click", () => this.#export(this.#entries, this.text.datesFile ?? "dates"));
    this.$keep.addEventListener("change", () => this.#onKeep());
    for (const button of document.querySelectorAll("[data-pick]")) {
      button.addEventListener("click", () => this.#pick(/** @type {HTMLElement} */ (button).dataset.pick ?? ""));
    }
    this.#restore();
    this.#showRules();
    $section.dataset.ready = "";
  }

  #restore() {
    const saved = this.kept.read();
    this.$keep.checked = saved !== null;
    const known = saved?.entries.filter(({ rule }) => this.rules.has(rule)) ?? [];
    const gone = (saved?.entries.length ?? 0) - known.length;
    if (gone > 0) {
      this.kept.setAside(JSON.stringify(saved));
      this.#say((this.text.datesGone ?? "").replace("{n}", String(gone)));
    }
    if (this.kept.trouble === "corrupt") this.#say(this.text.toolStorageCorrupt);
    this.#entries = known;
    if (gone > 0) this.#keepIfWanted();
    this.#showList();
  }

  /** Offers the rules of the chosen place, and those that hold everywhere. */
  #showRules() {
    const chosen = this.$rule.value;
    for (const group of this.$groups) group.remove();
    this.$rule.append(
      ...this.$groups.filter(({ dataset }) => ["", dataset.region].includes(this.$place.value) || dataset.region === "any"),
    );
    this.$rule.value = chosen;
    if (this.$rule.selectedIndex < 0) this.$rule.selectedIndex = 0;
    this.#showResult();
  }

  /** @param {string} id */
  #pick(id) {
    this.$place.value = "";
    this.#showRules();
    this.$rule.value = id;
    this.#showResult();
    this.$start.focus();
  }

  /** The chosen rule with its date, or a sentence that says what is missing. */
  #chosen() {
    const rule = this.rules.get(this.$rule.value);
    if (!rule) return { problem: this.text.datesChooseRule ?? "" };
    const day = addDuration(this.$start.value, rule.duration, rule.count, rule.direction);
    if (day) return { rule, day };
    return { problem: (this.text.datesBadStart ?? "").replace("{first}", FIRST).replace("{last}", LAST) };
  }

  #showResult() {
    const rule = this.rules.get(this.$rule.value);
    const label = rule ? (this.text.datesStartOf ?? "").replace("{start}", rule.start) : this.text.datesStart;
    if (this.$startLabel.textContent !== label) this.$startLabel.textContent = label ?? "";
    const { rule: chosen, day, problem } = this.#chosen();
    this.$why.replaceChildren();
    if (!chosen) {
      // Nothing is wrong with a form that is not filled in yet, but a day that is no day says so at once.
      this.$result.textContent = rule && this.$start.validity.badInput ? problem : "";
      return;
    }
    this.$result.textContent = this.#when(chosen, day);
    const [, , then, basis] = chosen.row.cells;
    const source = copyOf(basis, "p");
    source.prepend(this.text.datesSource ?? "");
    const math = element("p", "dates__math", this.#math(chosen, this.$start.value, day));
    this.$why.append(element("p", "dates__what", chosen.name), copyOf(then, "p"), math, source);
  }

  /** The day with its weekday, and how far away it is. @param {Rule} rule @param {string} day */
  #when(rule, day) {
    return `${this.#headline(rule, day)}${this.text.sourceJoiner}${this.#distance(day)}`;
  }

  /** @param {string} day @param {string | undefined} [pattern] */
  #words(day, pattern = this.text.dayWeekday) {
    return inWords(day, pattern ?? "", {
      months: (this.text.monthNames ?? "").split("|"),
      weekdays: (this.text.weekdayNames ?? "").split("|"),
    });
  }

  /** @param {Rule} rule @param {string} day */
  #headline(rule, day) {
    const pattern = { by: this.text.datesResultBy, from: this.text.datesResultFrom, on: this.text.datesResultOn }[rule.act];
    return (pattern ?? "").replace("{day}", this.#words(day));
  }

  /** @param {string} day */
  #distance(day) {
    const days = daysBetween(today(this.now()), day);
    if (days === 0) return this.text.datesToday ?? "";
    const [one, many] = days > 0 ? [this.text.datesInOne, this.text.datesIn] : [this.text.datesAgoOne, this.text.datesAgo];
    return ((Math.abs(days) === 1 ? one : many) ?? "").replace("{n}", String(Math.abs(days)));
  }

  /** How a date was worked out. @param {Rule} rule @param {string} start @param {string} day */
  #math(rule, start, day) {
    const way = rule.direction === "before" ? this.text.datesMathBefore : this.text.datesMathAfter;
    const parts = [(way ?? "").replace("{start}", this.#words(start, this.text.dayLong)).replace("{length}", rule.length)];
    parts.push((rule.count === "working" ? this.text.datesMathWorking : this.text.datesMathCalendar) ?? "");
    if (/[YM]/.test(rule.duration)) parts.push(this.text.datesMathMonths ?? "");
    if (rule.act === "by" && weekday(day) > 4) parts.push(this.text.datesWeekend ?? "");
    parts.push(this.text.datesMathZone ?? "");
    return parts.join(this.language === "zh" ? "" : " ");
  }

  /** Ties the sentence about a mistake to its field, until somebody changes the field. @param {HTMLElement} field */
  #markWrong(field) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", this.$status.id);
    const mend = () => {
      for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
    };
    field.addEventListener("input", mend, { once: true });
  }

  #add() {
    const { rule, day, problem } = this.#chosen();
    if (!rule) {
      this.#say(problem);
      const field = this.rules.has(this.$rule.value) ? this.$start : this.$rule;
      this.#markWrong(field);
      field.focus();
      return;
    }
    const entry = {
      rule: rule.id,
      start: this.$start.value,
      name: this.$name.value
        .replace(/[\p{Cc}\s]+/gu, " ")
        .trim()
        .slice(0, 40),
    };
    if (this.#entries.some((other) => other.rule === entry.rule && other.start === entry.start && other.name === entry.name)) {
      this.#say(this.text.datesAlready);
      return;
    }
    if (this.#entries.length >= MOST) {
      this.#say((this.text.datesFull ?? "").replace("{n}", String(MOST)));
      return;
    }
    this.#entries.push(entry);
    this.#removed = null;
    this.#forgetUndo();
    this.#showList();
    this.#say((this.text.datesAdded ?? "").replace("{what}", () => this.#title(entry)).replace("{day}", this.#words(day)));
    this.#keepIfWanted();
  }

  /** @param {Entry} entry */
  #title(entry) {
    const what = this.rules.get(entry.rule)?.name ?? "";
    return entry.name ? `${entry.name} · ${what}` : what;
  }

  /** @param {Entry} entry */
  #dayOf(entry) {
    const rule = this.rules.get(entry.rule);
    return (rule && addDuration(entry.start, rule.duration, rule.count, rule.direction)) ?? LAST;
  }

  #showList() {
    this.#entries.sort((a, b) => (this.#dayOf(a) < this.#dayOf(b) ? -1 : 1));
    this.$list.replaceChildren(...this.#entries.map((entry) => this.#item(entry)));
    this.$empty.hidden = this.#entries.length > 0;
    this.$all.disabled = this.#entries.length === 0;
  }

  /** @param {Entry} entry */
  #item(entry) {
    const rule = /** @type {Rule} */ (this.rules.get(entry.rule));
    const day = this.#dayOf(entry);
    const item = element("li", "dates__item", "");
    const text = element("p", "dates__when", this.#when(rule, day));
    const save = this.#button(this.text.datesExport, entry, () => this.#export([entry], `${entry.rule}-${entry.start}`));
    const remove = this.#button(this.text.datesRemove, entry, () => this.#remove(entry));
    const buttons = element("p", "tool__buttons", "");
    buttons.append(save, remove);
    item.append(text, element("p", "dates__what", this.#title(entry)), buttons);
    return item;
  }

  /** @param {string | undefined} words @param {Entry} entry @param {() => void} onClick */
  #button(words, entry, onClick) {
    const button = element("button", "tool__button", words ?? "");
    button.setAttribute("type", "button");
    button.setAttribute("aria-label", `${words}: ${this.#title(entry)}`);
    button.addEventListener("click", onClick);
    return button;
  }

  /** @param {Entry} entry */
  #remove(entry) {
    const at = this.#entries.indexOf(entry);
    this.#entries.splice(at, 1);
    this.#removed = { entry, at };
    this.#showList();
    this.#keepIfWanted();
    this.#say((this.text.datesRemoved ?? "").replace("{what}", () => this.#title(entry)));
    const undo = element("button", "tool__button", this.text.toolUndo ?? "");
    undo.setAttribute("type", "button");
    undo.dataset.undo = "";
    undo.addEventListener("click", () => this.#undo());
    this.#forgetUndo();
    this.$status.after(undo);
    undo.focus();
  }

  #undo() {
    if (!this.#removed) return;
    this.#entries.splice(this.#removed.at, 0, this.#removed.entry);
    this.#removed = null;
    this.#showList();
    this.#keepIfWanted();
    this.#forgetUndo();
    this.#say(this.text.toolUndone);
    this.$all.focus();
  }

  #forgetUndo() {
    this.$section.querySelector("[data-undo]")?.remove();
  }

  /** @param {Entry[]} entries @param {string} name */
  #export(entries, name) {
    const days = entries.map((entry) => {
      const rule = /** @type {Rule} */ (this.rules.get(entry.rule));
      const day = this.#dayOf(entry);
      const link = new URL(`#date-${rule.id}`, publicAddress(document)).href;
      const then = copyOf(rule.row.cells[2], "p").textContent?.trim() ?? "";
      return {
        uid: uidOf(rule.id, entry.start, entry.name),
        day,
        summary: this.#title(entry),
        description: [this.#headline(rule, day), then, this.#math(rule, entry.start, day), `${this.text.datesSource}${link}`].join("\n"),
        url: link,
        early: rule.act === "by",
      };
    });
    const file = `${name}.ics`;
    saveFile(file, calendarFile(days, { language: this.language, name: this.text.datesCalendar ?? "", now: this.now() }), "text/calendar");
    this.#say((this.text.datesExported ?? "").replace("{name}", file));
  }

  #keepIfWanted() {
    if (this.$keep.checked && !this.kept.write({ version: 1, entries: this.#entries })) this.#sayTrouble();
  }

  #onKeep() {
    if (!this.$keep.checked) {
      this.kept.forget();
      this.#say(this.text.toolNotKept);
    } else if (this.kept.write({ version: 1, entries: this.#entries })) this.#say(this.text.toolKept);
    else this.#sayTrouble();
  }

  #sayTrouble() {
    this.$keep.checked = false;
    this.#say(this.kept.trouble === "full" ? this.text.toolStorageFull : this.text.toolStorageBlocked);
  }

  /** Says something in the live region, also when it said the same before. @param {string | undefined} words */
  #say(words) {
    this.$status.textContent = "";
    requestAnimationFrame(() => {
      this.$status.textContent = words ?? "";
    });
  }
}

/** @param {Document} document @returns {Rule[]} */
function readRules(document) {
  return [...document.querySelectorAll("[data-rule]")].map((found) => {
    const cell = /** @type {HTMLElement} */ (found);
    const { rule, duration, count, direction, act, length, start } = cell.dataset;
    return /** @type {Rule} */ ({
      id: rule,
      name: cell.textContent ?? "",
      duration,
      count,
      direction,
      act,
      length,
      start,
      row: cell.closest("tr"),
    });
  });
}

/**
 * @param {string} name
 * @param {string} className
 * @param {string} words
 */
function element(name, className, words) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = words;
  return made;
}

/**
 * What stands in a cell of the table, without the ids that may stand only once on a page.
 *
 * @param {Element} cell
 * @param {string} name
 */
function copyOf(cell, name) {
  const made = document.createElement(name);
  made.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
  for (const child of made.querySelectorAll("[id]")) child.removeAttribute("id");
  return made;
}

DateDesk.create(document, () => new Date());
