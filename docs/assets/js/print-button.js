/**
 * Shows the buttons that print the page; without this script the browser's own menu does it.
 *
 * @param {Document} document
 */
export function showPrintButtons(document) {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.removeAttribute("hidden");
    button.addEventListener("click", () => window.print());
  }
}
