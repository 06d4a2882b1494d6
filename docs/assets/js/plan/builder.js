import { fits, holds } from "./facets.js";

/**
 * Builds a person's plan, as `plan_for` of `overrides/hooks/plan.py` does; a test compares the two.
 *
 * @typedef {import("./facets.js").Answers} Answers
 * @typedef {import("./runs.js").Runs} Runs
 * @typedef {{ label: Runs, why: Runs, href: string }} Words
 * @typedef {{ phase: string, id: string, when?: string[], onlyIf?: string, asks?: string, role?: string, at?: string,
 *   call?: boolean, givesWay?: boolean, fallback?: boolean, rank?: number } & Partial<Words>} Row
 * @typedef {{ slug: string, region: string, ways: Record<string, number>, elsewhere: boolean, hotline: string,
 *   hotlineAbroad: string, steps: { id: string, phase: string, at?: string }[] }} Carrier
 * @typedef {{ id: string, phase: string, role?: string, call?: boolean, rank?: number, row?: Row, own?: number }} Step
 *   `row` has the words of a step of the guide; `own` counts the carrier's own.
 */

const MOST_STEPS = 30;
const WAYS = ["online", "phone", "store"];

/**
 * @param {Answers} answers
 * @param {Carrier | null} carrier
 */
export function wayFor(answers, carrier) {
  const wanted = answers.channel?.[0] ?? "";
  const abroad = answers.situation?.includes("abroad");
  if (carrier && (carrier.elsewhere || Object.keys(carrier.ways).length)) {
    let ways = WAYS.filter((way) => carrier.ways[way]);
    if (abroad && (ways.length > 1 || carrier.elsewhere)) ways = ways.filter((way) => way !== "store");
    if (ways.includes(wanted)) return wanted;
    const best = Math.max(...ways.map((way) => carrier.ways[way]));
    return ways.find((way) => carrier.ways[way] === best) ?? "";
  }
  if (wanted) return wanted === "store" && abroad ? "phone" : wanted;
  if (answers.from?.includes("cn")) return abroad ? "phone" : "store";
  return "";
}

/**
 * @param {Row[]} rows
 * @param {Answers} answers
 * @param {Carrier | null} carrier
 * @returns {Step[]}
 */
export function planFor(rows, answers, carrier) {
  const way = wayFor(answers, carrier);
  const known = { ...answers, channel: way ? [way] : [] };
  if (carrier) known.from = [carrier.region];
  const asked = ["from", "form"].filter((facet) => known[facet]?.length);
  if (answers.channel?.length || (carrier && way)) asked.push("channel");
  const atHome = !answers.situation?.includes("abroad") || way === "store";
  const otherWay = carrier && (carrier.elsewhere || WAYS.some((way) => way !== "store" && carrier.ways[way]));
  const ours = (carrier?.steps ?? []).map((step, own) => ({ ...step, own })).filter(({ at }) => at !== "store" || atHome || !otherWay);
  /** @type {Step[]} */
  let steps = [];
  /** @type {[number, Step] | null} */
  let fallback = null;
  for (const row of rows) {
    const { id, phase } = row;
    if (!id) {
      const role = phase === "cancel" ? "end" : "";
      steps.push(...ours.filter((own) => own.phase === phase).map((step) => ({ ...step, rank: 1, role })));
      continue;
    }
    const step = { id, phase, role: row.role, call: row.call, rank: row.rank ?? 2, row };
    if (row.fallback) fallback = [steps.length, step];
    else if (
      !(row.asks && asked.includes(row.asks)) &&
      !(row.givesWay && ours.some((own) => own.phase === phase)) &&
      (row.at !== "store" || atHome) &&
      (row.when ?? []).every((expression) => fits(expression, known)) &&
      holds(row.onlyIf ?? "", known)
    )
      steps.push(step);
  }
  if (fallback && !steps.some((step) => step.role === "end")) steps.splice(fallback[0], 0, fallback[1]);
  for (const rank of [3, 2]) {
    for (const step of steps.filter((one) => one.rank === rank).reverse()) {
      if (steps.length > MOST_STEPS) steps = steps.filter((one) => one !== step);
    }
  }
  return steps;
}
