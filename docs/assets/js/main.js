// Every component enhances HTML that already works; none of them is needed to read, follow or print a page.
import { Checklist } from "./checklist.js";
import { keepAnchor } from "./language-link.js";
// The modules under the checklist are named here too, so that the browser fetches all at once and not one after the other.
import "./plan/card-store.js";
import "./plan/facets.js";
import "./plan/saved.js";
import { showPrintButtons } from "./print-button.js";
import { showSearchHelp } from "./search-help.js";
import { showStaleNotes } from "./stale-note.js";
import "./tick-store.js";
import { addToggleButtons } from "./toggle-button.js";

if (document.querySelector("[data-plan]")) {
  for (const part of ["builder", "files", "runs"]) import(`./plan/${part}.js`);
  import("./plan/planner.js").then(({ Planner }) => Planner.createAll(document));
}
Checklist.createAll(document);
keepAnchor(document);
showPrintButtons(document);
showSearchHelp(document);
showStaleNotes(document, new Date());
addToggleButtons(document);
