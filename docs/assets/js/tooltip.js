/**
 * Gives the theme's tooltips what they lack.
 *
 * Accessibility: a source that opens in place is a dialog, so it has the name of its link; all stand in the page's main part,
 * where landmarks lead; Escape closes what is open without moving the focus.
 *
 * @param {Document} document
 */
export function mendTooltips(document) {
  const main = document.querySelector("main");
  const mend = (/** @type {Node} */ node) => {
    if (!(node instanceof HTMLElement) || !node.matches(".md-tooltip2")) return;
    const host = document.querySelector(`[aria-controls="${node.id}"]`);
    if (host) node.setAttribute("aria-label", host.getAttribute("aria-label") ?? "");
    // It closes when the focus leaves its host, so no link in it can be a stop; the same links stand at the foot of the page.
    for (const link of node.querySelectorAll("a")) link.tabIndex = -1;
    main?.append(node);
  };
  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(mend);
  }).observe(document.body, { childList: true });
  document.addEventListener("keydown", ({ key }) => {
    const open = key === "Escape" && document.querySelector(".md-tooltip2--active");
    if (open) /** @type {HTMLElement} */ (open).hidden = true;
  });
}
