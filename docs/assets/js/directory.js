// What only the list of carriers needs; every other page does without. Its front matter names this file.
import { CarrierFilter } from "./carrier-filter.js";

CarrierFilter.createAll(document);
