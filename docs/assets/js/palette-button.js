import { themeIsHere, themeReady } from "./late-theme.js";

/** What a choice sets, as attributes of its radio button and of the page. */
const COLOURS = ["media", "scheme", "primary", "accent"];

/**
 * Puts one button in the place of the theme's radio buttons for light and dark: a radio that is already on answers no key.
 *
 * The theme's own controls stay, hidden, and do the work as soon as the theme's script is there; a choice does not wait for it.
 * Accessibility: the button's name says what it will do.
 *
 * @param {Document} document
 */
export function addPaletteButton(document) {
  const form = document.querySelector("[data-md-component=palette]");
  const boxes = [...(form?.querySelectorAll("input") ?? [])];
  const labels = [...(form?.querySelectorAll("label") ?? [])];
  if (!form || !labels[0]) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = labels[0].className;
  const current = () => labels.find((label) => !label.hidden);
  /** @type {HTMLLabelElement | undefined} */
  let shown;
  const show = () => {
    const label = current();
    button.hidden = !label;
    // Where nothing changes, nothing is replaced: a click whose beginning is gone from the page is none.
    if (!label || label === shown) return;
    shown = label;
    button.title = label.title;
    button.setAttribute("aria-label", label.title);
    button.replaceChildren(...[...label.childNodes].map((node) => node.cloneNode(true)));
  };
  let chosen = 0;
  button.addEventListener("click", () => {
    if (themeIsHere()) return current()?.click();
    chosen = (boxes.findIndex((box) => box.nextElementSibling === current()) + 1) % boxes.length;
    choose(document, boxes, chosen);
    // A browser that keeps nothing lets the theme begin with the colours of the device.
    themeReady().then(() => current() !== boxes[chosen]?.nextElementSibling && current()?.click());
  });
  // The theme answers Enter in its form, too; both together would change nothing.
  button.addEventListener("keydown", (event) => event.key === "Enter" && event.stopPropagation());
  new MutationObserver(show).observe(form, { attributeFilter: ["hidden"], subtree: true });
  show();
  form.classList.add("has-button");
  form.append(button);
}

/**
 * Does and keeps what the theme would when a radio button is chosen.
 *
 * @param {Document} document
 * @param {HTMLInputElement[]} boxes
 * @param {number} index
 */
function choose(document, boxes, index) {
  const colours = COLOURS.map((name) => [name, boxes[index]?.getAttribute(`data-md-color-${name}`) ?? ""]);
  for (const [name, colour] of colours) document.body.setAttribute(`data-md-color-${name}`, colour ?? "");
  for (const [place, box] of boxes.entries()) /** @type {HTMLElement} */ (box.nextElementSibling).hidden = place !== index;
  // The theme's own, from the head of every page.
  /** @type {any} */ (window).__md_set("__palette", { index, color: Object.fromEntries(colours) });
}
