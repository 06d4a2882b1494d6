/**
 * Lets the language link lead to the same place on the page: ids are the same in both languages.
 *
 * @param {Document} document
 */
export function keepAnchor(document) {
  for (const link of document.querySelectorAll("[data-language-link]")) {
    const anchor = /** @type {HTMLAnchorElement} */ (link);
    const update = () => {
      anchor.hash = window.location.hash;
    };
    // On the way to the click, too: the theme changes the address while scrolling without telling anybody.
    for (const event of ["pointerdown", "focus", "click"]) anchor.addEventListener(event, update);
    window.addEventListener("hashchange", update);
    update();
  }
}
