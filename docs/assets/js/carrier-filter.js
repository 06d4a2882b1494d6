/**
 * The filter of the directory.
 *
 * Without this script the page is a table per region with a list of links to them. With it, rows that do not fit are
 * hidden, the number of those left is announced, and the choices stand in the address, so that they survive a reload, a
 * bookmark and the switch of language. All words come from the page.
 *
 * Accessibility: native fields with visible labels; the number is a polite live region that waits until typing rests;
 * clearing gives the focus back to the first field.
 */

const REST = 250;
const LONGEST = 60;

const BETWEEN = /[\s\-_.·'’()（）]+/u;

/**
 * Words as they are compared: case, width and accents do not matter, nor does what stands between them.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function plainWords(text) {
  const same = text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
  return same.split(BETWEEN).filter(Boolean);
}

/**
 * Whether typed words mean one of a carrier's names: all together (`giff gaff`, `tmobile`), or each the beginning of a word
 * (`united voda`). Chinese may stand anywhere, for nothing stands between Chinese words.
 *
 * @param {string} names
 * @param {string} typed
 */
export function isNamed(names, typed) {
  const known = plainWords(names);
  const asked = plainWords(typed);
  const joined = asked.join("");
  if (known.some((word, index) => word.includes(joined) || known.slice(index).join("").startsWith(joined))) return true;
  return asked.every((part) => known.some((word) => word.startsWith(part) || (/\p{Script=Han}/u.test(part) && word.includes(part))));
}

/**
 * Whether a carrier fits the choices.
 *
 * @param {Record<string, string>} carrier - What is known of it; several values of one kind are joined with spaces.
 * @param {Record<string, string>} wanted - Chosen values by the same names; an empty one leaves the choice open.
 * `name` holds what was typed.
 */
export function fits(carrier, wanted) {
  for (const [key, value] of Object.entries(wanted)) {
    if (!value) continue;
    if (key === "name") {
      if (!isNamed(carrier.name ?? "", value)) return false;
    } else if (!(carrier[key] ?? "").split(" ").includes(value)) return false;
  }
  return true;
}

export class CarrierFilter {
  static selector = "[data-carrier-filter]";

  /** @param {Document} document */
  static createAll(document) {
    for (const form of document.querySelectorAll(CarrierFilter.selector)) new CarrierFilter(/** @type {HTMLFormElement} */ (form));
  }

  /** @param {HTMLFormElement} $form */
  constructor($form) {
    this.$form = $form;
    this.$document = $form.ownerDocument;
    this.$fields = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ ([...$form.querySelectorAll("input, select")]);
    this.$status = $form.querySelector("[data-status]");
    this.$none = /** @type {HTMLElement | null} */ ($form.querySelector("[data-none]"));
    this.$clear = /** @type {HTMLButtonElement | null} */ ($form.querySelector("[data-clear]"));
    const regions = new Map(
      [...$form.querySelectorAll("select[name=region] option")].map((option) => [option.getAttribute("value"), option.textContent]),
    );
    this.rows = [...this.$document.querySelectorAll("a[data-slug]")].map((element) => {
      const { ...carrier } = /** @type {HTMLElement} */ (element).dataset;
      const words = `${carrier.name ?? ""} ${regions.get(carrier.region ?? "") ?? ""}`;
      return { $row: element.closest("tr"), carrier: /** @type {Record<string, string>} */ ({ ...carrier, name: words }) };
    });
    this.regions = [...this.$document.querySelectorAll("[data-count]")].map(($count) => {
      const code = /** @type {HTMLElement} */ ($count).dataset.count ?? "";
      const $links = [...this.$document.querySelectorAll(`nav a[href$="#carriers-${code}"]`)].map((link) => link.closest("li") ?? link);
      return { code, $count, $links };
    });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.#read();
    this.#show();
    this.#tell();
    this.#pass(window.location.search);
    $form.classList.add("carrier-filter--ready");
    $form.addEventListener("submit", (event) => event.preventDefault());
    $form.addEventListener("input", () => {
      this.#show();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#settle(), REST);
    });
    this.$clear?.addEventListener("click", () => this.#reset());
    // A page taken from the back/forward cache may come back with other choices than it was left with.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.#show();
    });
  }

  /** The choices by name. */
  get wanted() {
    return Object.fromEntries(this.$fields.map((field) => [field.name, field.value.trim()]));
  }

  /** Takes the choices from the address; a value that cannot be chosen here counts as none. */
  #read() {
    const asked = new URLSearchParams(window.location.search);
    for (const field of this.$fields) {
      const value = (asked.get(field.name) ?? "").slice(0, LONGEST);
      if (field instanceof HTMLSelectElement) {
        if ([...field.options].some((option) => option.value === value)) field.value = value;
      } else if (value) {
        field.value = value;
      }
    }
  }

  /** Hides what does not fit: rows, then regions without rows and the links to them. */
  #show() {
    const wanted = this.wanted;
    /** @type {Map<string, number>} */
    const left = new Map();
    this.shown = 0;
    for (const { $row, carrier } of this.rows) {
      const fit = fits(carrier, wanted);
      if ($row && $row.hidden === fit) $row.hidden = !fit;
      if (!fit) continue;
      this.shown += 1;
      left.set(carrier.region ?? "", (left.get(carrier.region ?? "") ?? 0) + 1);
    }
    for (const { code, $count, $links } of this.regions) {
      const here = left.get(code) ?? 0;
      // Written only when it changes: the first look at the page is not laid out twice.
      if ($count.textContent !== String(here)) $count.textContent = String(here);
      this.#hideRegion(code, $links, here === 0);
    }
    if (this.$none) this.$none.hidden = this.shown > 0;
    if (this.$clear) this.$clear.disabled = Object.values(wanted).every((value) => !value);
  }

  /**
   * @param {string} code
   * @param {Element[]} $links - The entries of lists that lead to the region.
   * @param {boolean} hidden
   */
  #hideRegion(code, $links, hidden) {
    const heading = this.$document.getElementById(`carriers-${code}`);
    let element = /** @type {HTMLElement | null} */ (heading);
    while (element && (element === heading || !/^H[1-6]$/.test(element.tagName))) {
      element.classList.toggle("is-filtered-out", hidden);
      element = /** @type {HTMLElement | null} */ (element.nextElementSibling);
    }
    for (const link of $links) link.classList.toggle("is-filtered-out", hidden);
  }

  #settle() {
    this.#tell();
    this.#remember();
  }

  #tell() {
    const words = (this.$form.dataset.shown ?? "").replace("{shown}", String(this.shown)).replace("{total}", String(this.rows.length));
    if (this.$status && this.$status.textContent !== words) this.$status.textContent = words;
  }

  /** Puts the choices into the address; other parts of it stay. */
  #remember() {
    const address = new URL(window.location.href);
    for (const [name, value] of Object.entries(this.wanted)) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    try {
      window.history.replaceState(window.history.state, "", address);
    } catch {
      // Some browsers refuse after many changes in a short time. The filter works on without it.
    }
    this.#pass(address.search);
  }

  /**
   * The other language's page shows the same choices.
   *
   * @param {string} search
   */
  #pass(search) {
    for (const link of this.$document.querySelectorAll("[data-language-link]")) {
      /** @type {HTMLAnchorElement} */ (link).search = search;
    }
  }

  #reset() {
    for (const field of this.$fields) field.value = "";
    this.#show();
    this.#settle();
    this.$fields[0]?.focus();
  }
}
