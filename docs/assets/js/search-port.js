/**
 * Stands in for the theme's search worker until somebody opens the search: before that, neither the worker nor the engine nor
 * an index is loaded.
 *
 * It must run before the theme's script, which starts its worker at once. The theme gets this port instead; on the first focus the
 * port starts the real worker and passes every message on. The search element tells the rest of the page with an event
 * `search-answer` (see search-help.js).
 *
 * @param {Document} document
 */
export function holdSearchBack(document) {
  const search = /** @type {HTMLElement | null} */ (document.querySelector("[data-md-component=search]"));
  const input = /** @type {HTMLInputElement | null} */ (search?.querySelector("[data-md-component=search-query]"));
  const config = document.getElementById("__config");
  if (!search || !input || !config) return;
  const address = JSON.parse(config.textContent ?? "{}").search;
  const Native = window.Worker;
  /** @type {Worker | null} */
  let worker = null;
  let started = false;

  class SearchPort extends EventTarget {
    /** @param {unknown} message - The theme's query, `{ type: 2, data }`. */
    postMessage(message) {
      worker?.postMessage(message);
    }
  }
  const port = new SearchPort();

  /** @param {{ type: number, data?: unknown }} message */
  const pass = (message) => {
    if (message.type < 0) search.dataset.searchState = "broken";
    port.dispatchEvent(new MessageEvent("message", { data: message }));
    search.dispatchEvent(new CustomEvent("search-answer", { detail: message }));
  };

  const start = () => {
    if (started) return;
    started = true;
    try {
      worker = new Native(address);
      worker.addEventListener("message", (event) => pass(event.data));
      worker.addEventListener("error", () => pass({ type: -1 }));
      const { searchIndex, searchOther } = search.dataset;
      const absolute = (/** @type {string | undefined} */ path) => new URL(path ?? "", location.href).href;
      worker.postMessage({ type: 0, data: { index: absolute(searchIndex), other: absolute(searchOther) } });
    } catch {
      pass({ type: -1 });
    }
  };

  window.Worker = new Proxy(Native, {
    construct(_, [url, options]) {
      if (url !== address) return new Native(url, options);
      window.Worker = Native;
      return port;
    },
  });

  input.addEventListener("focus", start);
  document.getElementById("__search")?.addEventListener("change", start);
  // The theme looks at the words when a key goes up. Pasting, dictating and most input methods press none.
  const look = () => input.dispatchEvent(new KeyboardEvent("keyup"));
  input.addEventListener("input", (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) look();
  });
  input.addEventListener("compositionend", look);
}
