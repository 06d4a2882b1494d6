const DAY = 24 * 60 * 60 * 1000;

/**
 * Whether facts checked on that day are too old now.
 *
 * @param {string} checked - YYYY-MM-DD.
 * @param {number} limit - Days.
 * @param {Date} now
 */
export function isStale(checked, limit, now) {
  return (now.getTime() - Date.parse(checked)) / DAY > limit;
}

/**
 * Shows the note on pages whose facts have grown old since the site was built.
 *
 * @param {Document} document
 * @param {Date} now
 */
export function showStaleNotes(document, now) {
  for (const note of document.querySelectorAll("[data-stale-after]")) {
    const { checked, staleAfter } = /** @type {HTMLElement} */ (note).dataset;
    if (checked && isStale(checked, Number(staleAfter), now)) note.removeAttribute("hidden");
  }
}
