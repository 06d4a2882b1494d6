// The search of a copy that is read from a folder: see page-worker.js.
import { SearchSession } from "../search/session.js";

/** @param {string} address */
const load = async (address) => (await fetch(address)).json();

/**
 * The answer with addresses of files: a folder's address would list the folder.
 *
 * @param {any} message
 */
function toFiles(message) {
  if (!message.data?.items) return message;
  const items = message.data.items.map((/** @type {any[]} */ group) =>
    group.map((item) => ({ ...item, location: item.location.replace(/#|$/, "index.html$&") })),
  );
  return { ...message, data: { ...message.data, items } };
}

document.dispatchEvent(
  new CustomEvent("guide-search", {
    detail: (/** @type {(message: any) => void} */ post) => new SearchSession(load, (message) => post(toFiles(message))),
  }),
);
