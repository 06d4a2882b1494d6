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
 * Shows the note on pages whose facts have grown old since the site was built, and marks each fact of a carrier that has.
 *
 * @param {Document} document
 * @param {Date} now
 */
export function showStaleNotes(document, now) {
  for (const note of document.querySelectorAll("[data-stale-after]")) {
    const { checked, staleAfter, fact } = /** @type {HTMLElement} */ (note).dataset;
    if (checked && isStale(checked, Number(staleAfter), now)) note.removeAttribute("hidden");
    for (const day of document.querySelectorAll("[data-fact-checked]")) {
      const known = day.nextElementSibling?.matches("[data-stale-fact]");
      if (!known && isStale(/** @type {HTMLTimeElement} */ (day).dateTime, Number(staleAfter), now))
        day.after(" ", staleMark(document, fact));
    }
  }
}

/**
 * @param {Document} document
 * @param {string | undefined} words
 */
function staleMark(document, words) {
  const mark = document.createElement("em");
  mark.className = "reported";
  mark.dataset.staleFact = "";
  mark.textContent = words ?? "";
  return mark;
}
