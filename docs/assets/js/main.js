// Every component enhances HTML that already works; none of them is needed to read, follow or print a page.
import { Checklist } from "./checklist.js";
import { keepAnchor } from "./language-link.js";
import { OfflineBar } from "./offline/bar.js";
import { showPrintButtons } from "./print-button.js";
import { showSearchHelp } from "./search-help.js";
import { showStaleNotes } from "./stale-note.js";
import { addToggleButtons } from "./toggle-button.js";

Checklist.createAll(document);
keepAnchor(document);
OfflineBar.create(document);
showPrintButtons(document);
showSearchHelp(document);
showStaleNotes(document, new Date());
addToggleButtons(document);
