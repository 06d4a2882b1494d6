/**
 * Loads the theme's own script at the first sign that somebody is at the page, not before. It is a third of what a first visit would
 * fetch, and nothing of it is needed to read: it follows the scrolling, opens the search, shows sources and terms in place.
 *
 * What was begun before it came is not lost: the theme looks at the state of its boxes, of the focus and of the search field when it
 * starts, and `themeReady` is there for what only its listeners can do.
 */

/** What no page does by itself. A page that comes back to its place, or is opened at a heading, scrolls. */
const SIGNS = ["pointerdown", "pointermove", "touchstart", "keydown", "wheel", "scroll", "focusin", "click"];
/** The keys that open the search, as in the theme. */
const SEARCH_KEYS = ["/", "f", "s"];
/** Where a key is for writing, or does something of its own. */
const TYPED_INTO = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** How long to leave a network alone that just failed, in milliseconds: signs come in swarms. */
const PAUSE = 3000;

/** How long the theme takes to look which sources and terms are in sight, in milliseconds. */
const SETTLED = 100;

/** @type {Promise<void> | null} */
let ready = null;
let here = false;

/** Whether the theme's script is at work. */
export const themeIsHere = () => here;

/**
 * The theme's script, loaded now if it was not yet.
 *
 * @returns {Promise<void>} Never rejected: without the script, pages stay as they are, and a later sign tries again.
 */
export function themeReady() {
  ready ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.addEventListener("load", () => {
      here = true;
      begin(document);
      setTimeout(pointAgain, SETTLED, document);
      resolve();
    });
    script.addEventListener("error", () => {
      script.remove();
      setTimeout(() => {
        ready = null;
      }, PAUSE);
    });
    script.src = /** @type {HTMLElement | null} */ (document.querySelector("[data-theme-script]"))?.dataset.themeScript ?? "";
    document.body.append(script);
  });
  return ready;
}

/**
 * The theme waits for the page to be read, which was long ago. It would put a frame around each plain table; they have theirs.
 *
 * @param {Document} document
 */
function begin(document) {
  const tables = document.querySelectorAll("table:not([class])");
  for (const table of tables) table.className = "framed";
  /** @type {any} */ (window).document$.next(document);
  for (const table of tables) table.removeAttribute("class");
}

/**
 * The theme opens a source or a term when the mouse comes to it, not when it is there already.
 *
 * @param {Document} document
 */
function pointAgain(document) {
  for (const element of document.querySelectorAll(":hover"))
    for (const type of ["mouseleave", "mouseenter"]) element.dispatchEvent(new MouseEvent(type));
}

/** @param {Document} document */
export function loadThemeAtFirstSign(document) {
  const { hash, search } = document.location;
  if (hash || new URLSearchParams(search).has("q")) themeReady();
  /** @type {string | null} */
  let place = null;
  const notice = (/** @type {Event} */ event) => {
    // A mouse that rests where the page opens is reported once, though nobody moved it.
    if (event instanceof PointerEvent && event.type === "pointermove") {
      const before = place;
      place = `${event.clientX},${event.clientY}`;
      if (!event.movementX && !event.movementY && (before === null || before === place)) return;
    }
    themeReady();
  };
  for (const sign of SIGNS) document.addEventListener(sign, notice, { capture: true, passive: true });
  openSearchByKey(document);
}

/**
 * The theme's keys for the search, until the theme listens itself. What is typed after them goes to the field.
 *
 * @param {Document} document
 */
function openSearchByKey(document) {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-md-component=search-query]"));
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById("__search"));
  if (!field || !box) return;
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (here || !SEARCH_KEYS.includes(key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof Element && target.matches(TYPED_INTO)) return;
    event.preventDefault();
    if (!box.checked) box.click();
    field.focus();
  });
}
