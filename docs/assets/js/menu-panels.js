/**
 * Makes the menu of narrow windows usable from the keyboard. It is a pile of panels, one per level, moved by labels; each gets a
 * button in its place, as the menu itself has (toggle-button.js). The styles choose between the two.
 *
 * Accessibility: a button says where it leads; the focus goes into the panel that opens, and the menu closes when the focus leaves
 * it, so that nothing covered has the focus. What is out of sight is hidden by the styles.
 *
 * @param {Document} document
 */
export function openMenuPanels(document) {
  const menu = /** @type {HTMLElement | null} */ (document.querySelector(".md-sidebar--primary"));
  const drawer = /** @type {HTMLInputElement | null} */ (document.getElementById("__drawer"));
  const words = /** @type {HTMLElement | null} */ (document.querySelector("[data-menu-back]"))?.dataset;
  if (!menu || !drawer || !words) return;
  const focusFirst = () => {
    for (const target of /** @type {NodeListOf<HTMLElement>} */ (menu.querySelectorAll("a, button"))) {
      target.focus({ preventScroll: true }); // what is hidden does not take it; a panel on its way in comes by itself
      if (document.activeElement === target) return;
    }
  };
  for (const label of /** @type {NodeListOf<HTMLLabelElement>} */ (menu.querySelectorAll("label[for^=__nav], label[for=__toc]"))) {
    const box = /** @type {HTMLInputElement | null} */ (document.getElementById(label.htmlFor));
    if (!box) continue;
    const back = label.matches(".md-nav__title");
    const button = document.createElement("button");
    const name = label.textContent?.trim() || label.previousElementSibling?.textContent?.trim() || "";
    const pattern = back ? words.menuBack : label.htmlFor === "__toc" ? words.menuContents : words.menuMore;
    button.type = "button";
    button.className = `${label.className} menu-button`;
    button.setAttribute("aria-label", (pattern ?? "").replace("{name}", name));
    button.append(...[...label.childNodes].map((node) => node.cloneNode(true)));
    button.addEventListener("click", () => {
      label.click();
      button.blur(); // it is out of sight now, but would count as focused for some frames more
      focusFirst();
    });
    label.before(button); // not after it: the theme hides what follows
  }
  drawer.addEventListener("change", () => drawer.checked && focusFirst());
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (drawer.checked && relatedTarget && !menu.contains(/** @type {Node} */ (relatedTarget))) drawer.click();
  });
}
