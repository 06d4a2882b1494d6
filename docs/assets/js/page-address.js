/**
 * The page's address as others can open it: in a copy that is read from a folder, the one it has on the website.
 *
 * @param {Document} document
 */
export function publicAddress(document) {
  const published = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"))?.href;
  return (document.location.protocol === "file:" && published) || document.location.href.replace(/[?#].*$/s, "");
}
