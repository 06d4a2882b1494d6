import { TickStore } from "../tick-store.js";
import { planFor } from "./builder.js";
import { isCardChange } from "./card-store.js";
import { Cards } from "./cards.js";
import { carriersByRegion, planFile } from "./files.js";
import { nodesOf } from "./runs.js";
import { answersIn, isUntouched, newCard } from "./saved.js";

/**
 * The planner on the home page: the answers make the list, at once.
 *
 * Without this script the page shows the plan for everyone. All words come from the section's `data-*` attributes, from the
 * rows in the page and from the carrier's file.
 *
 * Accessibility: native controls in fieldsets; the lists keep their elements, so focus and open reasons stay where they are;
 * one polite live region says how many steps there are, what is done, and every notice.
 *
 * @typedef {import("./builder.js").Step} Step
 * @typedef {import("./saved.js").Card} Card
 */
export class Planner {
  /** @param {Document} document */
  static createAll(document) {
    for (const section of document.querySelectorAll("[data-plan]")) new Planner(/** @type {HTMLElement} */ (section), new TickStore());
  }

  /** @type {Map<string, any>} Carriers by slug, as fetched. */
  carriers = new Map();
  /** @type {Step[]} */
  steps = [];
  /** @type {Cards | null} */
  cards = null;
  /** @type {HTMLElement[]} The carriers to choose from, by region. */
  $groups = [];
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();
  /** A card from a link, and the carrier it names, until it is known whether there is such a carrier. */
  #awaited = { card: "", carrier: "" };

  /**
   * @param {HTMLElement} $section
   * @param {TickStore} store
   */
  constructor($section, store) {
    this.$section = $section;
    this.store = store;
    this.text = $section.dataset;
    this.language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
    this.rows = JSON.parse(this.find("[data-plan-rows]").textContent ?? "");
    this.$form = /** @type {HTMLFormElement} */ (this.find("[data-plan-questions]"));
    this.$carrier = /** @type {HTMLSelectElement} */ (this.$form.elements.namedItem("carrier"));
    this.$lists = /** @type {HTMLElement[]} */ ([...$section.querySelectorAll("ol[data-phase]")]);
    for (const item of this.$lists.flatMap((list) => [...list.children])) {
      this.#items.set(/** @type {HTMLElement} */ (item).dataset.step ?? "", /** @type {HTMLElement} */ (item));
    }
    this.$pattern = /** @type {HTMLElement} */ (this.$lists[0].children[0].cloneNode(true));
    // Toggling does not bubble; the tools are filled when one is opened for the first time.
    if ($section.querySelector(".plan__tools [open]")) this.#openTools();
    else this.find(".plan__tools").addEventListener("toggle", () => this.#openTools(), { capture: true, once: true });
    this.#openLink();
    this.#takeOver();
    this.showCard();
    this.#offerCarriers();
    const { trouble } = store;
    if (trouble && trouble !== "blocked") this.notify(this.#wordsFor(trouble));
    this.$form.addEventListener("submit", (event) => event.preventDefault());
    this.$form.addEventListener("change", (event) => this.#onAnswer(/** @type {HTMLInputElement} */ (event.target)));
    for (const list of this.$lists)
      list.addEventListener("change", (event) => this.#onTick(/** @type {HTMLInputElement} */ (event.target)));
    window.addEventListener("hashchange", () => this.#openLink() && this.showCard());
    window.addEventListener("storage", (event) => isCardChange(event) && this.#reread());
    window.addEventListener("pageshow", (event) => event.persisted && this.#reread());
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  find(selector) {
    return /** @type {HTMLElement} */ (this.$section.querySelector(selector));
  }

  /**
   * Fills words into one of the section's texts.
   *
   * @param {string} name
   * @param {Record<string, string | number>} [words]
   */
  say(name, words = {}) {
    return (this.text[name] ?? "").replace(/\{(\w+)\}/g, (mark, key) => String(words[key] ?? mark));
  }

  /**
   * Shows a notice until the next change, with a way back where there is one.
   *
   * @param {string} words
   * @param {() => void} [undo]
   */
  notify(words, undo) {
    const notice = this.find("[data-plan-notice]");
    const button = /** @type {HTMLButtonElement} */ (notice.querySelector("button"));
    const shown = notice.children[0].textContent;
    notice.children[0].textContent = words;
    notice.hidden = !words;
    button.hidden = !undo;
    button.onclick = () => {
      undo?.();
      this.showCard();
      this.notify(this.say("undone"));
    };
    if (words && words !== shown) this.announce(words);
    if (undo) button.focus();
  }

  /** @param {string} words */
  announce(words) {
    this.find("[data-plan-status]").textContent = words;
  }

  /**
   * Changes what is saved, shows it, and says so when it could not be kept.
   *
   * @param {(card: Card, saved: import("./saved.js").Saved) => void} change
   */
  update(change) {
    this.store.update(change);
    this.#afterChange();
    this.showCard();
  }

  /** Shows the current card: its answers, its plan, its name. */
  showCard() {
    const card = this.store.current;
    const { answers, carrier } = card;
    const of = /** @type {Record<string, string>} */ ({ from: "", form: "", channel: "", ...answers });
    for (const box of /** @type {Iterable<any>} */ (this.$form.elements)) {
      if (box.type === "radio") box.checked = of[box.name] === box.value;
      else if (box.type === "checkbox")
        box.checked = box.value === "none" ? answers.situation?.length === 0 : answers.situation?.includes(box.value);
      else if (box.name === "from") box.value = of.from;
    }
    const groups = this.$groups.filter((group) => !of.from || group.dataset.region === of.from);
    if (groups.length !== this.$carrier.children.length - 1 || groups[0] !== this.$carrier.children[1]) {
      this.$carrier.replaceChildren(this.$carrier.children[0], ...groups);
    }
    this.$carrier.value = carrier;
    if (!this.$carrier.value) this.$carrier.value = "";
    this.$section.classList.toggle("plan--answered", Object.keys(answers).length > 0);
    this.#showPlan();
    this.cards?.show();
    if (carrier && !this.carriers.has(carrier))
      this.loadCarrier(carrier).then(() => this.store.current.carrier === carrier && this.showCard());
  }

  /** @param {Card} card */
  nameOf(card) {
    return card.name || this.say("cardUnnamed", { n: this.store.saved.cards.findIndex(({ id }) => id === card.id) + 1 });
  }

  /** The carriers to choose from are fetched: in the page, they would make it grow with the directory. */
  async #offerCarriers() {
    try {
      const regions = await carriersByRegion(this.language);
      this.$groups = regions.map(([region, label, carriers]) => {
        const group = document.createElement("optgroup");
        Object.assign(group, { label }).dataset.region = region;
        group.append(...carriers.map(([slug, name]) => new Option(name, slug)));
        return group;
      });
    } catch {
      this.notify(this.say("carrierFailed"));
      return;
    }
    const { card, carrier } = this.#awaited;
    if (this.#offers(carrier)) {
      this.store.update((_, saved) => {
        for (const one of saved.cards) if (one.id === card) one.carrier ||= carrier;
      });
    }
    this.showCard();
  }

  /** @param {string} slug */
  #offers(slug) {
    return slug !== "" && this.$groups.some((group) => group.querySelector(`[value="${slug}"]`));
  }

  #openTools() {
    this.cards = new Cards(this);
    this.cards.show();
  }

  /**
   * Fetches a carrier's file once. A carrier that cannot be had is tried again when it is chosen again.
   *
   * @param {string} slug
   */
  async loadCarrier(slug) {
    try {
      this.carriers.set(slug, await planFile(`carriers/${slug}`));
    } catch {
      this.carriers.set(slug, null);
      if (slug === this.store.current.carrier) this.notify(this.say("carrierFailed"));
    }
  }

  /**
   * The steps of any card.
   *
   * @param {Card} card
   */
  planOf({ answers, carrier }) {
    const known = Object.fromEntries(Object.entries(answers).map(([facet, value]) => [facet, [value].flat()]));
    return planFor(this.rows, known, this.carriers.get(carrier) ?? null);
  }

  /**
   * Label, reason and link of a step.
   *
   * @param {Step} step
   * @param {string} slug - The carrier whose own step it may be.
   * @returns {import("./builder.js").Words}
   */
  words(step, slug) {
    return step.own === undefined ? step.row : this.carriers.get(slug)[this.language].steps[step.own];
  }

  /** What somebody answered or ticked while this script was still on its way. */
  #takeOver() {
    for (const [id, item] of this.#items) {
      const box = /** @type {HTMLInputElement} */ (item.children[0]);
      if (box.checked && !this.store.has(id)) this.store.set(id, true);
    }
    if (Object.keys(this.store.current.answers).length || ![...new FormData(this.$form).values()].some(Boolean)) return;
    this.#onAnswer(this.$carrier.value ? this.$carrier : this.$form);
  }

  /** @param {{ name: string, value?: string, checked?: boolean }} control */
  #onAnswer(control) {
    if (control.name === "situation" && control.checked) {
      const none = control.value === "none";
      for (const box of this.$form.querySelectorAll("[name=situation]")) {
        if (/** @type {unknown} */ (box) !== control && (none || /** @type {any} */ (box).value === "none"))
          /** @type {any} */ (box).checked = false;
      }
    }
    const data = new FormData(this.$form);
    const situations = data.getAll("situation").map(String);
    let carrier = String(data.get("carrier") ?? "");
    const group = /** @type {HTMLElement | null} */ (this.$carrier.selectedOptions[0]?.parentElement ?? null);
    if (carrier && control === this.$carrier && group) data.set("from", group.dataset.region ?? "");
    else if (control.name === "from" && group?.dataset.region !== control.value) carrier = "";
    // Where the names could not be had, a carrier chosen earlier stays.
    else if (!this.$groups.length) carrier = this.store.current.carrier;
    if (control === this.$carrier && this.carriers.get(carrier) === null) this.carriers.delete(carrier);
    this.update((card) => {
      card.carrier = carrier;
      card.answers = {};
      for (const facet of ["from", "form", "channel"]) {
        const value = String(data.get(facet) ?? "");
        if (value) card.answers[facet] = value;
      }
      if (situations.length) card.answers.situation = situations.filter((name) => name !== "none");
    });
    this.announce(this.say("updated", { total: this.steps.length }));
  }

  /** @param {HTMLInputElement} box */
  #onTick(box) {
    this.store.set(/** @type {HTMLElement} */ (box.closest("li")).dataset.step ?? "", box.checked);
    this.#showProgress();
    this.cards?.show();
    this.announce(this.find("[data-plan-progress]").textContent ?? "");
    this.#afterChange();
  }

  #reread() {
    this.store.read();
    this.showCard();
  }

  /** What could not be kept is said as long as it lasts; every other notice goes with the next change. */
  #afterChange() {
    const { trouble } = this.store;
    this.notify(trouble === "blocked" || trouble === "full" ? this.#wordsFor(trouble) : "");
  }

  /** @param {string} trouble */
  #wordsFor(trouble) {
    return this.say(`storage${trouble[0].toUpperCase()}${trouble.slice(1)}`);
  }

  /** Answers in the address go to a card of their own; the address is tidied, so that a reload does not add them again. */
  #openLink() {
    const shared = answersIn(window.location.hash);
    if (shared === undefined) return false;
    history.replaceState(null, "", window.location.pathname + window.location.search);
    if (!shared) {
      this.notify(this.say("shareBroken"));
      return true;
    }
    this.store.update((card, saved) => {
      const target = isUntouched(card) ? card : newCard();
      if (target !== card) saved.cards.push(target);
      saved.current = target.id;
      Object.assign(target, { answers: shared.answers, carrier: this.#offers(shared.carrier) ? shared.carrier : "" });
      this.#awaited = { card: target.id, carrier: shared.carrier };
    });
    this.notify(this.say("shared"));
    return true;
  }

  #showPlan() {
    const card = this.store.current;
    const carrier = this.carriers.get(card.carrier) ?? null;
    this.steps = this.planOf(card);
    const hotline = (card.answers.situation?.includes("abroad") && carrier?.hotlineAbroad) || carrier?.hotline;
    for (const list of this.$lists) {
      const items = this.steps.filter((step) => step.phase === list.dataset.phase).map((step) => this.#item(step, card, hotline));
      // Only what differs is touched: it is quicker on a slow phone, and what has the focus keeps it.
      for (const old of [...list.children]) if (!items.includes(/** @type {HTMLElement} */ (old))) old.remove();
      for (const [place, item] of items.entries()) if (item !== list.children[place]) list.insertBefore(item, list.children[place] ?? null);
    }
    const about = this.find("[data-plan-carrier]");
    about.hidden = !carrier;
    if (carrier) {
      about.children[0].textContent = this.say("carrierWays", carrier[this.language]);
      const page = /** @type {HTMLAnchorElement} */ (about.children[1]);
      page.href = (page.dataset.planHref ?? "").replace("{slug}", carrier.slug);
    }
    const several = card.name || this.store.saved.cards.length > 1;
    this.find("[data-plan-name]").textContent = several ? this.say("listOf", { name: this.nameOf(card) }) : this.say("list");
    this.find("[data-plan-jump]").textContent = this.say("jump", { total: this.steps.length });
    this.#showProgress();
  }

  /**
   * @param {Step} step
   * @param {Card} card
   * @param {string} [hotline]
   */
  #item(step, card, hotline) {
    let item = this.#items.get(step.id);
    if (!item) {
      item = /** @type {HTMLElement} */ (this.$pattern.cloneNode(true));
      this.#items.set(step.id, item);
      item.dataset.step = step.id;
      const { label, why, href } = this.words(step, card.carrier);
      const [box, name] = item.children;
      const how = /** @type {HTMLAnchorElement} */ (item.querySelector(".plan__how"));
      const summary = /** @type {HTMLElement} */ (item.querySelector("summary"));
      box.id = `plan-${step.id}`;
      name.setAttribute("for", box.id);
      name.replaceChildren(...nodesOf(label));
      /** @type {Element} */ (summary.nextElementSibling).replaceChildren(...nodesOf(why));
      how.href = href;
      how.setAttribute("aria-label", `${this.text.how}: ${name.textContent}`);
      summary.setAttribute("aria-label", `${this.text.why}: ${name.textContent}`);
    }
    item.querySelector(".plan__call")?.remove();
    if (step.call && hotline) {
      const call = item.ownerDocument.createElement("a");
      call.className = "plan__call";
      call.href = `tel:${hotline.replace(/[^\d+*#]/g, "").replaceAll("#", "%23")}`;
      call.textContent = this.say("call", { tel: hotline });
      item.querySelector(".plan__how")?.after(call);
    }
    return item;
  }

  #showProgress() {
    const undone = this.steps.filter((step) => !this.store.has(step.id));
    for (const step of this.steps) {
      const item = /** @type {HTMLElement} */ (this.#items.get(step.id));
      /** @type {HTMLInputElement} */ (item.children[0]).checked = this.store.has(step.id);
      if (step === undone[0]) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
    const total = this.steps.length;
    this.find("[data-plan-progress]").textContent = this.say(undone.length ? "progress" : "done", { done: total - undone.length, total });
  }
}
