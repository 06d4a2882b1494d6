/** @typedef {string | (string | [string, string])[]} Runs Text; a pair is (language, words in that language). */

/**
 * Text as nodes, with its foreign words marked for a screen reader.
 *
 * @param {Runs} text
 * @returns {(string | HTMLElement)[]}
 */
export function nodesOf(text) {
  return [text].flat().map((piece) => {
    if (typeof piece === "string") return piece;
    const foreign = document.createElement("em");
    [foreign.lang, foreign.textContent] = piece;
    return foreign;
  });
}

/** @param {Runs} text */
export const plainText = (text) =>
  [text]
    .flat()
    .map((piece) => (typeof piece === "string" ? piece : piece[1]))
    .join("");
