/**
 * The small language of `data-when`, as `overrides/hooks/facets.py` reads it; tests/data/facet_cases.yml holds for both.
 *
 * @typedef {Record<string, string[]>} Answers Facet → chosen values; an open question is missing or empty.
 * @typedef {{ facet: string, values: string[], negated: boolean }} Clause
 */

/** @type {Record<string, string[]>} */
export const FACETS = {
  from: "cn hk mo tw ph gb us jp sg kr de ca au my th other travel".split(" "),
  form: ["physical", "esim"],
  billing: ["prepaid", "postpaid", "unsure"],
  channel: ["online", "store", "phone"],
  situation: "lost arrears contract away abroad foreigner deceased minor company suspended refused lapsed unknown recycled".split(" "),
};

/** @type {Map<string, Clause[]>} */
const read = new Map();

/** @param {string} text */
const trim = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");

/**
 * @param {string} expression
 * @returns {Clause[]}
 * @throws {Error} For an unknown facet or value, an empty part or a stray sign.
 */
export function parseExpression(expression) {
  const known = read.get(expression);
  if (known) return known;
  /** @type {Clause[]} */
  const clauses = [];
  for (const part of trim(expression) ? expression.split(";") : []) {
    const [, facet = "", rest = ""] = /^([^:]*):(.*)$/s.exec(trim(part)) ?? [];
    const values = trim(rest);
    if (!values) throw new Error(`${part} is not facet:value`);
    if (!Object.hasOwn(FACETS, facet)) throw new Error(`unknown facet ${facet}`);
    if (clauses.some((clause) => clause.facet === facet)) throw new Error(`${facet} stands twice`);
    const negated = values.startsWith("!");
    const names = values
      .slice(negated ? 1 : 0)
      .split("|")
      .map(trim);
    const wrong = names.find((name) => !FACETS[facet].includes(name));
    if (wrong !== undefined) throw new Error(`${wrong} is not a value of ${facet}`);
    clauses.push({ facet, values: names, negated });
  }
  read.set(expression, clauses);
  return clauses;
}

/**
 * @param {Clause} clause
 * @param {Answers} answers
 */
const chosen = (clause, answers) => clause.values.some((value) => answers[clause.facet]?.includes(value)) !== clause.negated;

/**
 * Whether a step with this expression is for a person with these answers; an open question leaves it in.
 *
 * @param {string} expression
 * @param {Answers} answers
 */
export const applies = (expression, answers) =>
  parseExpression(expression).every((clause) => !answers[clause.facet]?.length || chosen(clause, answers));

/**
 * As `applies`, but nobody has a problem or a way before choosing it.
 *
 * @param {string} expression
 * @param {Answers} answers
 */
export const fits = (expression, answers) =>
  applies(expression, answers) &&
  parseExpression(expression).every(({ facet, negated }) => negated || !/^(situation|channel)$/.test(facet) || answers[facet]?.length);

/**
 * As `applies`, but an open question satisfies nothing.
 *
 * @param {string} expression
 * @param {Answers} answers
 */
export const holds = (expression, answers) => parseExpression(expression).every((clause) => chosen(clause, answers));
