/**
 * The texts of neighbouring files. A page opened from a folder may not fetch them, but it may add a script; so beside each
 * `name.json` that the guide fetches the copy has a `name.json.js`, which tells its text in an event (overrides/hooks/folder_copy.py).
 */

/** The copy's folder. */
const ROOT = new URL("../../../", import.meta.url).href;

/**
 * @param {string} address - Absolute.
 * @returns {string | null} The path below the copy's folder; null for what is not in it.
 */
export const pathOf = (address) => (address.startsWith(ROOT) ? address.slice(ROOT.length).replace(/[?#].*$/s, "") : null);

/**
 * @param {string} path - Below the copy's folder, as the guide fetches it.
 * @returns {Promise<string>} Rejected where there is none, as a fetch is without a network.
 */
export function textOf(path) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    let text = "";
    const take = (/** @type {Event} */ event) => {
      const { detail } = /** @type {CustomEvent<[path: string, text: string]>} */ (event);
      if (detail[0] === path) text = detail[1];
    };
    const end = () => {
      document.removeEventListener("guide-file", take);
      script.remove();
      if (text) resolve(text);
      else reject(new TypeError(`not in this copy: ${path}`));
    };
    document.addEventListener("guide-file", take);
    script.addEventListener("load", end);
    script.addEventListener("error", end);
    script.src = `${ROOT}${path}.js`;
    document.head.append(script);
  });
}

/**
 * Stands in for `fetch` where the answer is a file of the copy.
 *
 * @param {typeof fetch} native
 * @returns {typeof fetch}
 */
export function fetchFrom(native) {
  return async (input, options) => {
    const path = pathOf(new URL(input instanceof Request ? input.url : input, document.baseURI).href);
    if (path === null) return native(input, options);
    return new Response(await textOf(path), { headers: { "Content-Type": "application/json" } });
  };
}
