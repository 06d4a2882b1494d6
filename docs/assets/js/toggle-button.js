/**
 * Puts real buttons in the place of the theme's menu and search labels, which no keyboard reaches.
 *
 * The label stays, hidden: the theme listens to it, and without this script it works by touch and mouse.
 *
 * Accessibility: each button has a name and says whether its panel is open; Escape closes the panel and gives the focus back.
 *
 * @param {Document} document
 */
export function addToggleButtons(document) {
  for (const element of document.querySelectorAll("[data-toggle-button]")) {
    const label = /** @type {HTMLLabelElement} */ (element);
    const box = /** @type {HTMLInputElement | null} */ (document.getElementById(label.htmlFor));
    if (!box) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.dataset.opens = label.htmlFor;
    button.setAttribute("aria-label", label.dataset.toggleButton ?? "");
    button.append(...label.childNodes);
    label.hidden = true;
    label.after(button);
    const show = () => button.setAttribute("aria-expanded", String(box.checked));
    box.addEventListener("change", show);
    button.addEventListener("click", () => label.click());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.checked) return;
      label.click();
      button.focus();
    });
    show();
  }
}
