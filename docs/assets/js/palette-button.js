/**
 * Puts one button in the place of the theme's radio buttons for light and dark: a radio that is already on answers no key.
 *
 * The theme's own controls stay, hidden, and do the work. Accessibility: the button's name says what it will do.
 *
 * @param {Document} document
 */
export function addPaletteButton(document) {
  const form = document.querySelector("[data-md-component=palette]");
  const labels = [...(form?.querySelectorAll("label") ?? [])];
  if (!form || !labels[0]) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = labels[0].className;
  const current = () => labels.find((label) => !label.hidden);
  const show = () => {
    const label = current();
    button.hidden = !label;
    if (!label) return;
    button.title = label.title;
    button.setAttribute("aria-label", label.title);
    button.replaceChildren(...[...label.childNodes].map((node) => node.cloneNode(true)));
  };
  button.addEventListener("click", () => current()?.click());
  // The theme answers Enter in its form, too; both together would change nothing.
  button.addEventListener("keydown", (event) => event.key === "Enter" && event.stopPropagation());
  new MutationObserver(show).observe(form, { attributeFilter: ["hidden"], subtree: true });
  show();
  form.classList.add("has-button");
  form.append(button);
}
