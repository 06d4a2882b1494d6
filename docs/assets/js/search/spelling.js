/**
 * How many slips lie between two words: a letter left out, added or changed, or two neighbours swapped (cancle → cancel is one).
 *
 * @param {string} a
 * @param {string} b
 * @param {number} limit - More than this is not counted further.
 */
export function slips(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let older = /** @type {number[]} */ ([]);
  let old = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const now = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(old[j] + 1, now[j - 1] + 1, old[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, older[j - 2] + 1);
      now.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    older = old;
    old = now;
  }
  return old[b.length];
}

/**
 * The known word that was probably meant; null where nothing is close. Short words and numbers are never guessed at.
 *
 * @param {string} word
 * @param {Iterable<[string, number]>} known - Words and how often they stand in the guide.
 * @returns {string | null}
 */
export function correct(word, known) {
  if (word.length < 4 || /\d/.test(word)) return null;
  const limit = word.length >= 8 ? 2 : 1;
  let best = null;
  let rank = [limit + 1, 0];
  for (const [candidate, count] of known) {
    if (candidate.length < 4 || candidate[0] !== word[0]) continue;
    const distance = slips(word, candidate, limit);
    if (distance < rank[0] || (distance === rank[0] && distance <= limit && count > rank[1])) {
      best = candidate;
      rank = [distance, count];
    }
  }
  return best;
}
