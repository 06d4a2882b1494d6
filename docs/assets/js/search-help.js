/**
 * What stands in the search where nothing was found, or where the search itself does not work: other words to try, and links to
 * go on from. The words and links are on the page (partials/search.html); this shows them when they are needed.
 *
 * Accessibility: the links take part in the theme's arrow keys; Enter in the box follows a suggestion, never the other links.
 *
 * @param {Document} document
 */
export function showSearchHelp(document) {
  const search = /** @type {HTMLElement | null} */ (document.querySelector("[data-md-component=search]"));
  const help = /** @type {HTMLElement | null} */ (search?.querySelector("[data-search-help]"));
  const input = search?.querySelector("input");
  if (!search || !help || !input) return;
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (help.querySelector(`[data-search-${name}]`));
  const suggestions = part("nearest");
  const list = /** @type {HTMLElement} */ (help.nextElementSibling);
  // The theme's arrow keys go to every link in the result, hidden ones too, and would stop there.
  help.remove();

  const show = (/** @type {{ broken?: boolean, none?: boolean, nearest?: string[] }} */ { broken = false, none = false, nearest = [] }) => {
    help.hidden = !broken && !none;
    if (help.hidden) help.remove();
    else list.before(help);
    part("broken").hidden = !broken;
    part("go-on").hidden = broken;
    part("try").hidden = !nearest.length;
    suggestions.replaceChildren(...nearest.map((words) => suggestion(words)));
  };

  /** @param {string} words */
  const suggestion = (words) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const text = document.createElement("span");
    // The theme reads a score from the first child of every link in its list.
    text.dataset.mdScore = "1";
    text.textContent = words;
    link.href = `?${new URLSearchParams({ q: words })}`;
    link.append(text);
    item.append(link);
    return item;
  };

  search.addEventListener("search-answer", (event) => {
    const { type, data } = /** @type {CustomEvent} */ (event).detail;
    if (type < 0) show({ broken: true });
    else if (data) show(data);
  });
  // Enter would leave the page by the first link there is; without a suggestion that would surprise.
  search.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || event.target !== input || help.hidden || suggestions.children.length) return;
      if (search.querySelector(".md-search-result__item")) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  if (search.dataset.searchState === "broken") show({ broken: true });
}
