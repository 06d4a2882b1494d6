/**
 * Takes the endings off English words, after M. F. Porter, "An algorithm for suffix stripping" (1980): contracts → contract,
 * cancelling, cancelled, cancellation → cancel. Words of the text and words somebody types go through the same function.
 */

const C = "[^aeiou]";
const V = "[aeiouy]";
const CC = `${C}[^aeiouy]*`;
const VV = `${V}[aeiou]*`;
const AT_LEAST_ONE = new RegExp(`^(${CC})?${VV}${CC}`);
const EXACTLY_ONE = new RegExp(`^(${CC})?${VV}${CC}(${VV})?$`);
const AT_LEAST_TWO = new RegExp(`^(${CC})?${VV}${CC}${VV}${CC}`);
const HAS_VOWEL = new RegExp(`^(${CC})?${V}`);
const SHORT = new RegExp(`^${CC}${V}[^aeiouwxy]$`);

/** @type {[string, string][]} */
const STEP_2 = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["bli", "ble"],
  ["alli", "al"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
];
/** @type {[string, string][]} */
const STEP_3 = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];
const STEP_4 = /(al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize)$/;

/**
 * @param {string} word
 * @param {[string, string][]} endings - The first that fits is replaced, when enough of the word is left.
 */
function replaceEnding(word, endings) {
  for (const [ending, by] of endings) {
    if (!word.endsWith(ending)) continue;
    const rest = word.slice(0, -ending.length);
    return AT_LEAST_ONE.test(rest) ? rest + by : word;
  }
  return word;
}

/**
 * @param {string} word - Lower-case, without accents.
 * @returns {string} The stem; anything but a word of three or more plain letters comes back as it is.
 */
export function stem(word) {
  if (!/^[a-z]{3,}$/.test(word)) return word;
  let w = word;
  if (/(ss|i)es$/.test(w)) w = w.slice(0, -2);
  else if (/[^s]s$/.test(w)) w = w.slice(0, -1);

  const past = /^(.+?)(ed|ing)$/.exec(w);
  if (w.endsWith("eed")) {
    if (AT_LEAST_ONE.test(w.slice(0, -3))) w = w.slice(0, -1);
  } else if (past && HAS_VOWEL.test(past[1])) {
    w = past[1];
    if (/(at|bl|iz)$/.test(w)) w += "e";
    else if (/([^aeiouylsz])\1$/.test(w)) w = w.slice(0, -1);
    else if (SHORT.test(w)) w += "e";
  }
  if (w.endsWith("y") && HAS_VOWEL.test(w.slice(0, -1))) w = `${w.slice(0, -1)}i`;

  w = replaceEnding(w, STEP_2);
  w = replaceEnding(w, STEP_3);
  const last = STEP_4.exec(w);
  if (last) {
    if (AT_LEAST_TWO.test(w.slice(0, last.index))) w = w.slice(0, last.index);
  } else if (/[st]ion$/.test(w) && AT_LEAST_TWO.test(w.slice(0, -3))) {
    w = w.slice(0, -3);
  }
  if (w.endsWith("e")) {
    const rest = w.slice(0, -1);
    if (AT_LEAST_TWO.test(rest) || (EXACTLY_ONE.test(rest) && !SHORT.test(rest))) w = rest;
  }
  if (w.endsWith("ll") && AT_LEAST_TWO.test(w)) w = w.slice(0, -1);
  return w;
}
