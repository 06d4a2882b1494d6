/**
 * Puts real buttons in the place of the theme's menu and search labels, which no keyboard reaches.
 *
 * The label stays, hidden: the theme listens to it, and without this script it works by touch and mouse.
 *
 * Accessibility: each button has a name and says whether its panel is open; Escape closes the panel and gives the focus back. Where
 * the search is behind its button, its field is no stop of the Tab key until it is open: there it would be an invisible one.
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
    if (box.id === "__search") attendField(document, box);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.checked) return;
      box.click(); // not the label: by its click the theme focuses the search field, which opens the search again
      button.focus();
    });
    show();
  }
}

/** The width from which the search field stands in the header, as in the theme. */
const FIELD_SHOWN = "(min-width: 60em)";

/**
 * @param {Document} document
 * @param {HTMLInputElement} box
 */
function attendField(document, box) {
  const field = /** @type {HTMLElement | null} */ (document.querySelector("[data-md-component=search-query]"));
  const wide = window.matchMedia(FIELD_SHOWN);
  const show = () => {
    if (field) field.tabIndex = box.checked || wide.matches ? 0 : -1;
  };
  box.addEventListener("change", () => {
    show();
    if (box.checked) field?.focus(); // at once: phones bring up their keys only within the touch itself
  });
  wide.addEventListener("change", show);
  show();
}
