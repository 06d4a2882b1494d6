import { known, LISTS, listOf, missing, savedCopy } from "./lists.js";
import { hashOf, IMMUTABLE, keyOf, openStore, ROOT, remade } from "./store.js";

/** @typedef {"network" | "late" | "failed"} Origin How a page came: from the network, or saved, since that was late or failed. */

const OFFLINE_PAGE = "offline.html";
/** How long the network may take where there is a saved copy, in milliseconds; after a slow answer the next page waits less. */
const PATIENCE = 2500;
const SHORT_PATIENCE = 600;

let patience = PATIENCE;
/** How the open pages came, by client; gone when the browser stops the worker, which costs a note, no more. */
/** @type {Map<string, { from: Origin, hash?: Promise<string> }>} */
const served = new Map();

/** @param {FetchEvent} event */
async function fromNetwork(event) {
  const preloaded = event.request.mode === "navigate" ? await event.preloadResponse : undefined;
  // Without a network, Firefox preloads an error instead of failing.
  return preloaded && preloaded.type !== "error" ? preloaded : fetch(event.request);
}

/**
 * The network's whole answer, with the hash of its bytes. Throws where a saved copy serves better: no answer, or a broken server.
 *
 * @param {Promise<Response>} network
 */
async function wholeAnswer(network) {
  const response = await network;
  // Redirects are the browser's business. "Not found" is an answer, too: the page may be gone.
  if (response.type === "opaqueredirect" || response.redirected) return { response };
  if (!response.ok && response.status !== 404 && response.status !== 410) throw new Error(`${response.status}`);
  const bytes = await response.arrayBuffer();
  return { response: remade(bytes, response), hash: hashOf(bytes) };
}

/**
 * The network's answer if it comes in time, else why not.
 *
 * @template T
 * @param {Promise<T>} answer
 * @param {ExtendableEvent} event
 * @returns {Promise<T | "late" | "failed">}
 */
async function inTime(answer, event) {
  const begun = Date.now();
  const settled = answer.then(
    (value) => {
      patience = Date.now() - begun < PATIENCE ? PATIENCE : SHORT_PATIENCE;
      return value;
    },
    () => /** @type {const} */ ("failed"),
  );
  event.waitUntil(settled);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => {
      patience = SHORT_PATIENCE;
      resolve("late");
    }, patience);
  });
  const first = await Promise.race([settled, late]);
  clearTimeout(timer);
  return /** @type {T | "late" | "failed"} */ (first);
}

/**
 * Notes how a page came.
 *
 * @param {FetchEvent} event
 * @param {Origin} from
 * @param {Promise<string>} [hash]
 */
function note(event, from, hash) {
  if (!event.resultingClientId) return;
  served.set(event.resultingClientId, { from, hash });
  if (served.size > 50) served.delete(/** @type {string} */ (served.keys().next().value));
}

/**
 * Saves what passes by, if it is what this version has at that path.
 *
 * @param {Response} copy
 * @param {string} path
 * @param {string} hash
 */
async function keepPassing(copy, path, hash) {
  const bytes = await copy.arrayBuffer();
  const own = await hashOf(bytes);
  if (copy.ok && !copy.redirected && own === hash) await (await openStore()).put(keyOf(path, hash), remade(bytes, copy));
  return own;
}

/** A page. @param {FetchEvent} event @param {string} path */
export async function answerPage(event, path) {
  const found = await known(path);
  const saved = found && (await (await openStore()).match(keyOf(path, found.hash)));
  if (saved) {
    const answer = await inTime(wholeAnswer(fromNetwork(event)), event);
    if (typeof answer === "string") {
      note(event, answer, Promise.resolve(found.hash));
      return saved;
    }
    note(event, "network", answer.hash);
    return answer.response;
  }
  try {
    const response = await fromNetwork(event);
    if (found && response.ok && !response.redirected) {
      const kept = keepPassing(response.clone(), path, found.hash);
      event.waitUntil(kept.catch(() => {}));
      note(
        event,
        "network",
        kept.catch(() => ""),
      );
    }
    return response;
  } catch {
    return (await leadOn(event.request.url, path)) ?? offlinePage(event);
  }
}

/** Without a network: the way from an old address, or from one without its slash, that the host would have shown. @param {string} address @param {string} path */
async function leadOn(address, path) {
  const target = new URL(address);
  for (const language of Object.keys(LISTS)) {
    const list = await listOf(language);
    const to = [list?.moved[path], list?.moved[`${path}/`], `${path}/`].find((other) => other && list && Object.hasOwn(list.files, other));
    if (to) {
      target.pathname = ROOT + to;
      return Response.redirect(target.href, 302);
    }
  }
  return null;
}

/** Says in both languages that this page is not saved, and lists those that are. @param {FetchEvent} event */
async function offlinePage(event) {
  const page = await savedCopy(OFFLINE_PAGE);
  if (!page) return Response.error();
  let html = await page.text();
  for (const language of Object.keys(LISTS)) {
    const list = await listOf(language);
    if (!list) continue;
    const absent = new Set(await missing(list, Object.keys(list.files)));
    const items = Object.entries(list.files)
      .filter(([path, [, title]]) => title && !absent.has(path))
      .map(([path, [, title]]) => `<li><a href="${escaped(ROOT + path)}">${escaped(title ?? "")}</a></li>`);
    html = html.replace(new RegExp(`<ul[^>]*data-saved="?${language}"?[^>]*>`), (list_) => list_ + items.join(""));
  }
  note(event, "failed");
  return new Response(html, { status: 503, statusText: "Offline", headers: page.headers });
}

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A style, script, index or file of data. @param {FetchEvent} event @param {string} path */
export async function answerPart(event, path) {
  const found = await known(path);
  if (!found) return fetch(event.request);
  const saved = await (await openStore()).match(keyOf(path, found.hash));
  if (!saved) {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(keepPassing(response.clone(), path, found.hash).catch(() => {}));
    return response;
  }
  // What belongs to a saved page is taken from beside it, so that both are of one version.
  if (IMMUTABLE.test(path) || (served.get(event.clientId)?.from ?? "network") !== "network") return saved;
  const answer = await inTime(wholeAnswer(fromNetwork(event)), event);
  return typeof answer === "string" ? saved : answer.response;
}

/** How the page of a client came. @param {string | undefined} client */
export const originOf = (client) => served.get(client ?? "") ?? { from: /** @type {Origin} */ ("network"), hash: undefined };
