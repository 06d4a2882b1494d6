// What only the home page needs: its front matter names this file.
import { Planner } from "./plan/planner.js";

Planner.createAll(document);
