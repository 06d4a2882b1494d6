/**
 * Carries what is typed on a page over a reload of it. What a visitor chose to keep is on the device anyway; this is for the rest,
 * and it is gone from the browser as soon as the page has it back.
 */

const NAME = "sim-guide.carry";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

/** @param {Document} document */
const fields = (document) => /** @type {NodeListOf<Field>} */ (document.querySelectorAll("main :is(input, select, textarea)"));

/** By what a field is known again: its id; a choice without one by its question and answer. @param {Field} field */
const nameOf = (field) => field.id || (isBox(field) && field.name && `${field.name}=${field.value}`) || "";

/** What a field holds: whether its box is ticked, or its value. @param {Field} field */
const holds = (field) => (isBox(field) ? field.checked : field.value);

/**
 * @param {Field} field
 * @returns {field is HTMLInputElement}
 */
const isBox = (field) => field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);

/** @param {Document} document */
export function carryFields(document) {
  const values = Object.fromEntries([...fields(document)].filter(nameOf).map((field) => [nameOf(field), holds(field)]));
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ at: location.pathname, values }));
  } catch {
    // The browser brings fields back by itself on most reloads; more cannot be done where it keeps nothing.
  }
}

/** Gives the fields back what they held; what is the same already stays untouched. @param {Document} document */
export function restoreFields(document) {
  let carried = null;
  try {
    carried = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
    sessionStorage.removeItem(NAME);
  } catch {
    return;
  }
  if (carried?.at !== location.pathname) return;
  for (const field of fields(document)) {
    const value = Object.hasOwn(carried.values, nameOf(field)) ? carried.values[nameOf(field)] : undefined;
    if (value === undefined || value === holds(field) || field.type === "file") continue;
    if (isBox(field)) field.checked = value;
    else field.value = value;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}
