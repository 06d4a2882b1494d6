/** Where the worker keeps things: a store of files by path and hash, and a note of what must outlive the worker. */

/**
 * @typedef {object} State
 * @property {string[]} languages - Those that are kept.
 * @property {string[]} whole - Those that are kept whole.
 * @property {Record<string, [path: string, hash: string]>} lists - The active version's lists, by language.
 * @property {Record<string, [path: string, hash: string]>} before - The version's before it, while a page of it may be open.
 * @property {{ list: string, at: number }} [refused] - When the host last served something else than this list says.
 * @property {number} current - When the saved copy was last known to be the newest, in milliseconds since 1970; 0: never.
 */

export const SCOPE = self.registration.scope;
export const ROOT = new URL(SCOPE).pathname;
// Several guides can share a host under different paths; each has its own store.
export const STORE = `sim-guide ${ROOT}`;
export const STATE = `${SCOPE}?saved-state`;
const LONGEST_FETCH = 60_000;
/** Such a name never stands for other content. */
export const IMMUTABLE = /\.[0-9a-f]{8,}\.(?:min\.)?\w+$/;

export const openStore = () => caches.open(STORE);

/**
 * @param {string} path
 * @param {string} hash
 */
export const keyOf = (path, hash) => `${SCOPE}${path}?saved=${hash}`;

/** The path below the guide's root, as the lists write it; null outside. @param {string} address */
export function pathOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== self.location.origin || !pathname.startsWith(ROOT)) return null;
  return pathname.slice(ROOT.length).replace(/(^|\/)index\.html$/, "$1");
}

/** As the build hashes: the first 12 bytes of SHA-256 in URL-safe base 64. @param {ArrayBuffer} bytes */
export async function hashOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes), 0, 12);
  return btoa(String.fromCharCode(...digest))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/**
 * A response made anew of its bytes: it can be kept, and carries no mark of a redirect.
 *
 * @param {ArrayBuffer} bytes
 * @param {Response} response
 */
export function remade(bytes, response) {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Response(bytes, { status: response.status, statusText: response.statusText, headers });
}

/** The host serves something else: it is halfway through an update, a network's log-in page answers for it, or it rewrites pages. */
export class NotPublished extends Error {
  name = "NotPublished";
}

/**
 * Fetches a file and keeps it if it is what the build wrote down. Throws otherwise (`NotPublished`), also when there is no room.
 *
 * @param {Cache} store
 * @param {string} path
 * @param {string} hash
 * @param {AbortSignal} signal
 */
export async function fetchInto(store, path, hash, signal) {
  const response = await fetch(SCOPE + path, {
    cache: IMMUTABLE.test(path) ? "default" : "no-cache",
    priority: "low",
    signal: AbortSignal.any ? AbortSignal.any([signal, AbortSignal.timeout(LONGEST_FETCH)]) : signal,
  });
  if (!response.ok) throw new Error(`${response.status} ${path}`);
  const bytes = await response.arrayBuffer();
  if ((await hashOf(bytes)) !== hash) throw new NotPublished(path);
  await store.put(keyOf(path, hash), remade(bytes, response));
}

/** @returns {Promise<State>} */
export async function readState() {
  /** @type {State} */
  const empty = { languages: [], whole: [], lists: {}, before: {}, current: 0 };
  const saved = await (await openStore()).match(STATE);
  return { ...empty, ...(saved ? await saved.json() : {}) };
}

let writing = Promise.resolve();
/** One change after the other: several windows may ask at once. @param {(state: State) => void} change */
export function changeState(change) {
  const next = writing.then(async () => {
    const state = await readState();
    change(state);
    await (await openStore()).put(STATE, new Response(JSON.stringify(state)));
  });
  writing = next.catch(() => {});
  return next;
}
