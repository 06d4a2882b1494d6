// What only the list of carriers needs; every other page does without.
import { CarrierFilter } from "./carrier-filter.js";

CarrierFilter.createAll(document);
