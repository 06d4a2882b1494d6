/**
 * What the build wrote for the planner (overrides/hooks/planner.py): carriers by language, a carrier, the steps by language.
 *
 * @param {string} name - Without its ending, e.g. `carriers.en`.
 */
export async function planFile(name) {
  const answer = await fetch(new URL(`../../plan/${name}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`${answer.status} ${name}`);
  return answer.json();
}

/**
 * The carriers to choose from: region, its name, and slug and name of each carrier.
 *
 * @param {string} language
 * @returns {Promise<[region: string, label: string, carriers: [slug: string, name: string][]][]>}
 */
export const carriersByRegion = (language) => planFile(`carriers.${language}`);
