// First of all scripts on a page of the copy that is read from a folder: stands in for what browsers keep from such pages.
import { isStale } from "../stale-note.js";
import { fetchFrom } from "./files.js";
import { FolderWorker } from "./worker.js";

const Native = window.Worker;
const isSearch = (/** @type {string | URL} */ address) => String(address).includes("search-worker");

window.fetch = fetchFrom(window.fetch);
window.Worker = new Proxy(Native, {
  construct: (_, [address, options]) =>
    isSearch(address) ? new FolderWorker(Native, "assets/js/copy-search.js") : new Native(address, options),
});

for (const found of document.querySelectorAll("[data-copy-day]")) {
  const note = /** @type {HTMLElement} */ (found);
  if (isStale(note.dataset.copyDay ?? "", Number(note.dataset.copyDays), new Date())) note.hidden = false;
}
