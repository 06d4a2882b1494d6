import { carryFields, restoreFields } from "./carry.js";
import { activeWorker, ask, isOff, offlineElement, startWorker } from "./port.js";

/** How old a look for a new version may be, in milliseconds, before another is taken. */
const LOOK_AGAIN = 10 * 60_000;

/**
 * The bar at the lower edge: says that a page is a saved copy, and that there is a new version. It starts the service worker, too.
 *
 * Nothing here is needed to read. A page is never loaded anew by itself; when the visitor agrees, what they typed comes back.
 * All words come from the element's `data-*` attributes.
 *
 * Accessibility: the bar is a polite live region and takes no focus; it covers nothing for good, since it has room of its own at
 * the end of the page; it can be closed.
 */
export class OfflineBar {
  /** @param {Document} document */
  static create(document) {
    const element = offlineElement(document);
    if (element) new OfflineBar(element).start();
  }

  /** @type {Promise<string | undefined>} Of the page as it came. */
  #hash = Promise.resolve(undefined);
  #accepted = false;

  /** @param {HTMLElement} $bar */
  constructor($bar) {
    this.$bar = $bar;
    this.text = $bar.dataset;
    this.language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  }

  async start() {
    const { controller } = navigator.serviceWorker;
    const hello = controller ? ask(controller, { type: "hello" }) : Promise.resolve(undefined);
    this.#hash = hello.then((how) => how?.hash);
    hello.then((how) => this.#sayHowItCame(how));
    await loaded();
    restoreFields(document);
    await idle();
    if (isOff()) return;
    const registration = await startWorker(this.$bar);
    if (!registration) return;
    this.#watch(registration, controller !== null);
    if (controller) this.#lookForNews(registration, (await hello)?.current ?? 0);
    await this.#keep(registration);
  }

  /** @param {{ from?: string, current?: number } | undefined} how */
  #sayHowItCame(how) {
    if (!how?.current || (how.from !== "late" && how.from !== "failed")) return;
    const words = (how.from === "late" ? this.text.offlineSlow : this.text.offlineSaved) ?? "";
    this.#show(words.replace("{day}", this.#inWords(new Date(how.current))));
  }

  /** @param {Date} day */
  #inWords(day) {
    const month_name = (this.text.monthNames ?? "").split("|")[day.getMonth()];
    const figures = { year: day.getFullYear(), month: day.getMonth() + 1, month_name, day: day.getDate() };
    return (this.text.dayLong ?? "").replace(/\{(\w+)\}/g, (_, name) => String(figures[/** @type {keyof typeof figures} */ (name)]));
  }

  /**
   * Saves the core, unless the visitor or their network is sparing with data.
   *
   * @param {ServiceWorkerRegistration} registration
   */
  async #keep(registration) {
    const connection = /** @type {any} */ (navigator).connection;
    if (connection?.saveData || /2g$/.test(connection?.effectiveType ?? "")) return;
    try {
      const worker = await activeWorker(registration);
      const answer = await ask(worker, { type: "keep", language: this.language, address: location.href }, 10 * 60_000);
      if (answer?.failed === 0) this.$bar.dataset.offlineState = "kept";
    } catch {
      // Nothing is saved; the page works as it does without a worker.
    }
  }

  /**
   * @param {ServiceWorkerRegistration} registration
   * @param {boolean} controlled - Whether this page came by a worker.
   */
  #watch(registration, controlled) {
    const { serviceWorker } = navigator;
    const follow = (/** @type {ServiceWorker | null} */ worker) => {
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && serviceWorker.controller) this.#offer(worker);
      });
    };
    registration.addEventListener("updatefound", () => follow(registration.installing));
    follow(registration.installing);
    if (registration.waiting && controlled) this.#offer(registration.waiting);
    let first = !controlled;
    serviceWorker.addEventListener("controllerchange", () => {
      if (this.#accepted) this.#reload();
      // Another window took the new version: this page goes on as it is, and its visitor decides.
      else if (!first && serviceWorker.controller) this.#offer(serviceWorker.controller);
      first = false;
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#lookForNews(registration, this.looked ?? 0);
    });
  }

  /**
   * @param {ServiceWorkerRegistration} registration
   * @param {number} last
   */
  async #lookForNews(registration, last) {
    if (Date.now() - last < LOOK_AGAIN) return;
    this.looked = Date.now();
    try {
      await registration.update();
      if (!registration.installing && !registration.waiting && registration.active) await ask(registration.active, { type: "current" });
    } catch {
      // No network, or the host is down: what is saved stays as current as it was.
    }
  }

  /**
   * Tells of a new version, unless this page is the same in it.
   *
   * @param {ServiceWorker} worker - Of the new version.
   */
  async #offer(worker) {
    const hash = await this.#hash;
    const answer = await ask(worker, { type: "compare", language: this.language, address: location.href, hash });
    if (answer?.same) ask(worker, { type: "activate", ifAlone: true });
    else this.#show(this.text.offlineUpdate ?? "", this.text.offlineReload, () => this.#accept(worker));
  }

  /** @param {ServiceWorker} worker */
  #accept(worker) {
    this.#accepted = true;
    if (worker.state === "installed") ask(worker, { type: "activate" });
    else this.#reload();
  }

  #reload() {
    carryFields(document);
    location.reload();
  }

  /**
   * @param {string} words
   * @param {string} [action]
   * @param {() => void} [onAction]
   */
  #show(words, action = "", onAction = () => {}) {
    const line = document.createElement("p");
    line.textContent = words;
    const buttons = document.createElement("p");
    if (action) buttons.append(button(action, onAction));
    buttons.append(button(this.text.offlineClose ?? "", () => this.$bar.replaceChildren()));
    this.$bar.replaceChildren(line, buttons);
  }
}

/**
 * @param {string} words
 * @param {() => void} onClick
 */
function button(words, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = words;
  element.addEventListener("click", onClick);
  return element;
}

async function loaded() {
  if (document.readyState !== "complete") await new Promise((resolve) => window.addEventListener("load", resolve, { once: true }));
}

/** Settles once the page has nothing to do: saving must not compete with the first view. */
function idle() {
  return new Promise((resolve) =>
    "requestIdleCallback" in window ? requestIdleCallback(resolve, { timeout: 3000 }) : setTimeout(resolve, 1000),
  );
}
