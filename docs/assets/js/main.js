// Every component enhances HTML that already works; none of them is needed to read, follow or print a page.
import { Checklist } from "./checklist.js";
import { keepAnchor } from "./language-link.js";
import { loadThemeAtFirstSign } from "./late-theme.js";
import { openMenuPanels } from "./menu-panels.js";
import { OfflineBar } from "./offline/bar.js";
import { addPaletteButton } from "./palette-button.js";
import { showPrintButtons } from "./print-button.js";
import { showSearchHelp } from "./search-help.js";
import { holdSearchBack } from "./search-port.js";
import { showStaleNotes } from "./stale-note.js";
import { addToggleButtons } from "./toggle-button.js";
import { mendTooltips } from "./tooltip.js";

Checklist.createAll(document);
addPaletteButton(document);
keepAnchor(document);
mendTooltips(document);
openMenuPanels(document);
OfflineBar.create(document);
showPrintButtons(document);
showSearchHelp(document);
showStaleNotes(document, new Date());
addToggleButtons(document);
holdSearchBack(document);
loadThemeAtFirstSign(document);
