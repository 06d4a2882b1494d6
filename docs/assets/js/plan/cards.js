import { calendarFile, fromNotedDate } from "../dates/ics.js";
import { publicAddress } from "../page-address.js";
import { saveFile } from "../save-file.js";
import { planFile } from "./files.js";
import { plainText } from "./runs.js";
import { fragmentOf, isUntouched, LONGEST, mergeSaved, newCard, newId, parseSaved } from "./saved.js";

/**
 * What belongs to a card besides its plan, and all cards: dates, reference numbers, a note; print, share, files, clear.
 *
 * The controls are in the page; this fills the lists and listens. A tool that works with dates reads and changes
 * `card.dates` ({id, label?, date, kind}): here through `planner.update`, on a page of its own through a `CardStore`.
 *
 * Accessibility: a removed row gives its focus to the way back; questions are modal dialogs of the browser.
 *
 * @typedef {import("./saved.js").Card} Card
 * @typedef {import("./planner.js").Planner} Planner
 */
export class Cards {
  /** @param {Planner} planner */
  constructor(planner) {
    this.planner = planner;
    /** @type {Record<string, () => unknown>} */
    const actions = {
      add: () => this.#add(),
      print: () => this.#print(),
      share: () => this.#share(),
      copy: () => this.#copy(),
      export: () => this.#export(),
      calendar: () => this.#calendar(),
      import: () => planner.find("[data-plan-file]").click(),
      clear: () => this.#clear(),
    };
    const tools = planner.find(".plan__tools");
    tools.addEventListener("click", (event) => {
      const { planDo = "" } = /** @type {HTMLElement} */ (event.target).dataset;
      actions[planDo]?.();
    });
    tools.addEventListener("submit", (event) => this.#onAdd(event));
    tools.addEventListener("input", (event) => this.#onInput(/** @type {HTMLInputElement} */ (event.target)));
    planner.find("[data-plan-file]").addEventListener("change", (event) => this.#import(/** @type {HTMLInputElement} */ (event.target)));
    const all = /** @type {HTMLDetailsElement} */ (planner.find("[data-plan-tool=cards]"));
    all.addEventListener("toggle", () => this.#loadCarriers());
    if (all.open) this.#loadCarriers();
    for (const inside of tools.querySelectorAll("[data-plan-tool] > div")) /** @type {HTMLElement} */ (inside).hidden = false;
  }

  /** Shows the current card's entries and the list of cards. */
  show() {
    const { planner } = this;
    const card = planner.store.current;
    for (const name of /** @type {const} */ (["name", "note"])) {
      const field = /** @type {HTMLInputElement} */ (planner.find(`.plan__tools [name=${name}]`));
      if (field.value !== card[name]) field.value = card[name];
    }
    /** @type {HTMLInputElement} */ (planner.find("[name=link]")).value = publicAddress(document) + fragmentOf(card);
    const dates = [...card.dates].sort((a, b) => a.date.localeCompare(b.date));
    this.#list("dates", dates, (entry) => `${entry.date} ${entry.label ?? ""}`);
    this.#list("references", card.references, (entry) => [entry.what, entry.text].filter(Boolean).join(" "));
    // Each row needs a plan of its own: not worth it while nobody looks.
    if (!(/** @type {HTMLDetailsElement} */ (planner.find("[data-plan-tool=cards]")).open)) return;
    const cards = [...planner.store.saved.cards].sort((a, b) => Number(a.archived) - Number(b.archived));
    planner.find("[data-plan-list=cards]").replaceChildren(...cards.map((one) => this.#row(one)));
  }

  /**
   * @param {"dates" | "references"} kind
   * @param {any[]} entries
   * @param {(entry: any) => string} words
   */
  #list(kind, entries, words) {
    const rows = entries.map((entry) => {
      const row = element("li", words(entry).trim());
      row.append(
        " ",
        this.#button("remove", "removeWhat", words(entry).trim(), () => {
          const at = this.planner.store.current[kind].findIndex((one) => JSON.stringify(one) === JSON.stringify(entry));
          this.planner.update((card) => card[kind].splice(at, 1));
          this.planner.notify(this.planner.say("removeWhat", { what: words(entry).trim() }), () =>
            this.planner.store.update((card) => card[kind].splice(at, 0, /** @type {never} */ (entry))),
          );
        }),
      );
      return row;
    });
    this.planner.find(`[data-plan-list=${kind}]`).replaceChildren(...rows);
  }

  /** @param {Card} card */
  #row(card) {
    const { planner } = this;
    const { saved } = planner.store;
    const row = element("li");
    const name = planner.nameOf(card);
    const isCurrent = card.id === saved.current;
    row.dataset.card = card.id;
    const title = element("strong", name);
    row.append(title);
    if (isCurrent) row.setAttribute("aria-current", "true");
    if (isCurrent || card.archived) row.append(" ", element("small", planner.say(isCurrent ? "cardCurrent" : "cardArchived")));
    const next = planner.planOf(card).find((step) => !Object.hasOwn(card.ticks, step.id));
    const facts = [next ? planner.say("next", { step: plainText(planner.words(next, card.carrier).label) }) : planner.say("nextNone")];
    const today = new Date().toLocaleDateString("sv");
    const [soonest] = card.dates.filter(({ date }) => date >= today).sort((a, b) => a.date.localeCompare(b.date));
    if (soonest) facts.push(planner.say("nextDate", { date: `${soonest.date} ${soonest.label ?? ""}`.trim() }));
    for (const fact of facts) row.append(element("p", fact));
    /** @param {string} label @param {() => void} act */
    const button = (label, act) => this.#button(label, "cardWhat", name, act);
    if (!isCurrent) row.append(button("cardOpen", () => this.#open(card)));
    row.append(
      button(card.archived ? "cardRestore" : "cardArchive", () => {
        planner.update((_, all) => {
          const one = all.cards.find(({ id }) => id === card.id);
          if (one) one.archived = !card.archived;
        });
        this.#focus(card.id);
      }),
      button("cardDelete", () => this.#delete(card)),
    );
    return row;
  }

  /** @param {Card} card */
  #open(card) {
    this.planner.update((_, saved) => {
      saved.current = card.id;
    });
    this.#sayOpened();
    this.#focus(card.id);
  }

  #sayOpened() {
    const { planner } = this;
    planner.announce(planner.say("cardOpened", { name: this.planner.nameOf(planner.store.current), total: planner.steps.length }));
  }

  #add() {
    const { planner } = this;
    planner.update((_, saved) => {
      const card = newCard();
      saved.cards.push(card);
      saved.current = card.id;
    });
    this.#sayOpened();
    /** @type {HTMLElement} */ (planner.$form.elements[1]).focus();
  }

  /** @param {Card} card */
  #delete(card) {
    const { planner } = this;
    const name = this.planner.nameOf(card);
    const { current } = planner.store.saved;
    const place = planner.store.saved.cards.findIndex(({ id }) => id === card.id);
    planner.update((_, saved) => {
      saved.cards = saved.cards.filter(({ id }) => id !== card.id);
      if (!saved.cards.length) saved.cards.push(newCard());
      if (current === card.id) saved.current = (saved.cards.find(({ archived }) => !archived) ?? saved.cards[0]).id;
    });
    planner.notify(planner.say("cardDeleted", { name }), () =>
      planner.store.update((_, saved) => {
        saved.cards = saved.cards.filter((one) => !isUntouched(one));
        saved.cards.splice(place, 0, card);
        saved.current = current;
      }),
    );
  }

  /** @param {string} id */
  #focus(id) {
    /** @type {HTMLElement | null} */ (this.planner.$section.querySelector(`[data-card="${id}"] button`))?.focus();
  }

  /** @param {Event} event */
  #onAdd(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const kind = form.dataset.planAdd;
    if (!kind) return;
    event.preventDefault();
    const { date = "", label = "", what = "", text = "" } = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    if (kind === "references" && !what.trim() && !text.trim()) return;
    this.planner.update((card) => {
      if (kind === "dates") card.dates.push({ id: newId(), label: label.trim(), date, kind: "note" });
      else card.references.push({ what: what.trim(), text: text.trim() });
    });
    form.reset();
    /** @type {HTMLElement} */ (form.elements[0]).focus();
  }

  /** @param {HTMLInputElement} field */
  #onInput(field) {
    if (field.name !== "name" && field.name !== "note") return;
    const { name, value } = field;
    this.planner.update((card) => {
      card[name] = value;
    });
  }

  /** Next steps of other cards need their carriers' steps. */
  async #loadCarriers() {
    const { planner } = this;
    const slugs = new Set(planner.store.saved.cards.map((card) => card.carrier).filter((slug) => slug && !planner.carriers.has(slug)));
    await Promise.all([...slugs].map((slug) => planner.loadCarrier(slug)));
    this.show();
  }

  /** Prints the plan alone; the words of the other language come from its own file. */
  async #print() {
    const { planner } = this;
    const both = /** @type {HTMLInputElement} */ (planner.find("[name=both]")).checked;
    const other = planner.language === "en" ? "zh" : "en";
    for (const old of planner.$section.querySelectorAll(".plan__other")) old.remove();
    if (both) {
      try {
        const labels = await planFile(`steps.${other}`);
        for (const { id, own } of planner.steps) {
          const carrier = planner.carriers.get(planner.store.current.carrier);
          const line = element("span", plainText(own === undefined ? labels[id] : carrier[other].steps[own].label));
          line.className = "plan__other";
          line.lang = other;
          planner.find(`[for="plan-${id}"]`).append(line);
        }
      } catch {
        planner.notify(planner.say("printFailed"));
      }
    }
    document.documentElement.dataset.planPrint = "";
    window.addEventListener("afterprint", () => delete document.documentElement.dataset.planPrint, { once: true });
    window.print();
  }

  #share() {
    this.planner.find("[data-plan-link]").hidden = false;
    const field = /** @type {HTMLInputElement} */ (this.planner.find("[name=link]"));
    field.focus();
    field.select();
  }

  async #copy() {
    const field = /** @type {HTMLInputElement} */ (this.planner.find("[name=link]"));
    try {
      await navigator.clipboard.writeText(field.value);
      this.planner.notify(this.planner.say("shareCopied"));
    } catch {
      field.select();
      this.planner.notify(this.planner.say("shareManual"));
    }
  }

  #export() {
    const link = document.createElement("a");
    const file = `sim-plan-${new Date().toLocaleDateString("sv")}.json`;
    link.href = URL.createObjectURL(new Blob([JSON.stringify(this.planner.store.saved, null, 1)], { type: "application/json" }));
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.planner.notify(this.planner.say("exported", { file }));
  }

  /** The card's dates as a file for a calendar. */
  #calendar() {
    const { planner } = this;
    const { current } = planner.store;
    if (!current.dates.length) {
      planner.notify(planner.say("calendarEmpty"));
      return;
    }
    const name = planner.nameOf(current);
    const days = current.dates.map((noted) => fromNotedDate(noted, name));
    const file = "sim-dates.ics";
    saveFile(file, calendarFile(days, { language: document.documentElement.lang, name, now: new Date() }), "text/calendar");
    planner.notify(planner.say("calendarSaved", { file }));
  }

  /** @param {HTMLInputElement} field */
  async #import(field) {
    const { planner } = this;
    const file = field.files?.[0];
    if (!file) return;
    const reading = file.size > 4 * LONGEST ? null : parseSaved(await file.text());
    field.value = "";
    if (!reading) {
      planner.notify(planner.say(file.size > LONGEST ? "importLarge" : "importBroken"));
      return;
    }
    const count = reading.saved.cards.length;
    const answer = await this.#ask("import", planner.say("importAsk", { count }));
    if (answer !== "merge" && answer !== "replace") return;
    const before = structuredClone(planner.store.saved);
    planner.update((_, saved) => Object.assign(saved, answer === "merge" ? mergeSaved(saved, reading.saved) : reading.saved));
    planner.notify(planner.say(reading.whole ? "imported" : "importPartly", { count }), () =>
      planner.store.update((_, saved) => Object.assign(saved, before)),
    );
  }

  async #clear() {
    if ((await this.#ask("clear")) !== "yes") return;
    this.planner.store.forgetAll();
    this.planner.showCard();
    this.planner.notify(this.planner.say("cleared"));
  }

  /**
   * @param {string} name
   * @param {string} [words]
   * @returns {Promise<string>} The value of the button chosen; empty after Escape.
   */
  #ask(name, words) {
    const dialog = /** @type {HTMLDialogElement} */ (this.planner.find(`[data-plan-dialog=${name}]`));
    if (words) dialog.children[0].textContent = words;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
  }

  /**
   * A button whose spoken name says what it is about.
   *
   * @param {string} label
   * @param {string} spoken
   * @param {string} about
   * @param {() => void} onClick
   */
  #button(label, spoken, about, onClick) {
    const button = /** @type {HTMLButtonElement} */ (element("button", this.planner.say(label)));
    button.type = "button";
    button.className = "checklist__button";
    button.setAttribute(
      "aria-label",
      this.planner.say(spoken, { what: spoken === "cardWhat" ? this.planner.say(label) : about, name: about }),
    );
    button.addEventListener("click", onClick);
    return button;
  }
}

/**
 * @param {string} name
 * @param {string} [words]
 */
function element(name, words = "") {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}
