/**
 * The texts of neighbouring files. A page opened from a folder may not fetch them, but it may add a script; so beside each
 * `name.json` that the guide fetches the copy has a `name.json.js`, which tells its text in an event (overrides/hooks/folder_copy.py).
 */

const ARRIVED = "guide-file";
/** The copy's folder. */
export const ROOT = new URL("../../../", import.meta.url).href;

/**
 * Runs a script of the copy and takes it out again.
 *
 * @param {string} path - Below the copy's folder.
 * @returns {Promise<void>} Rejected where there is none, as a fetch is without a network.
 */
export function run(path) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const end = (/** @type {() => void} */ settle) => {
      script.remove();
      settle();
    };
    script.addEventListener("load", () => end(resolve));
    script.addEventListener("error", () => end(() => reject(new TypeError(`not in this copy: ${path}`))));
    script.src = ROOT + path;
    document.head.append(script);
  });
}

/**
 * @param {string} path - Below the copy's folder, as the guide fetches it.
 * @returns {Promise<string>}
 */
export async function textOf(path) {
  let text = "";
  const take = (/** @type {Event} */ event) => {
    const { detail } = /** @type {CustomEvent<[path: string, text: string]>} */ (event);
    if (detail[0] === path) text = detail[1];
  };
  document.addEventListener(ARRIVED, take);
  try {
    await run(`${path}.js`);
  } finally {
    document.removeEventListener(ARRIVED, take);
  }
  return text;
}

/**
 * Stands in for `fetch` where the answer is a file of the copy.
 *
 * @param {typeof fetch} native
 * @returns {typeof fetch}
 */
export function fetchFrom(native) {
  return async (input, options) => {
    const address = new URL(input instanceof Request ? input.url : input, document.baseURI);
    if (!address.href.startsWith(ROOT)) return native(input, options);
    const path = address.href.slice(ROOT.length).replace(/[?#].*$/s, "");
    return new Response(await textOf(path), { headers: { "Content-Type": "application/json" } });
  };
}
