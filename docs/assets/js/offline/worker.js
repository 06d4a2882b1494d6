/* global RELEASE */
// The service worker: keeps pages on the device for when there is no network. The build puts a line in front of this file,
// `const RELEASE = …`, and serves it as sw.js at the guide's root (overrides/hooks/offline.py). It stands alone: no imports.
//
// What it promises:
// - Online, a page comes from the network, as if there were no worker. The saved copy answers when the network fails or is slow,
//   and the page is told so (`hello`), so that it can say how old it is.
// - A file is saved under its path and the hash of its bytes, and only if the hash is the one the build wrote down. So a page and
//   its scripts always fit together, a log-in page of a hotel's network or an error is never saved, and a new version fetches
//   only what changed, goes on where it was cut off, and cannot harm the old one before it is whole.
// - Nothing is saved on its own account: the page asks (`keep`, `save`), and what a visitor opens is saved on the way.

/**
 * @typedef {object} Release What the build knows of this version.
 * @property {Record<string, [path: string, hash: string]>} lists - By language, the list of its files.
 *
 * @typedef {object} List
 * @property {string[]} core - What the first visit saves, the most needed first.
 * @property {Record<string, [hash: string, title?: string]>} files - By path below the guide's root; pages have a title.
 * @property {Record<string, string>} moved - Old address → new one.
 *
 * @typedef {"network" | "late" | "failed"} Origin How a page came: from the network, or from the store because the network did not
 *   answer in time or not at all.
 *
 * @typedef {object} State What has to outlive this worker; kept in the store under `STATE`.
 * @property {string[]} languages - Those that are kept.
 * @property {string[]} whole - Those that are kept whole.
 * @property {Record<string, [path: string, hash: string]>} lists - The active version's.
 * @property {Record<string, [path: string, hash: string]>} before - The version before it, while a page of it may be open.
 * @property {number} current - When the saved copy was last known to be the newest, in milliseconds since 1970; 0: never.
 */

const SCOPE = self.registration.scope;
const ROOT = new URL(SCOPE).pathname;
// Several guides can share a host under different paths; each has its own store.
const STORE = `sim-guide ${ROOT}`;
const STATE = `${SCOPE}?saved-state`;
const OFFLINE_PAGE = "offline.html";
/** How long the network may take where there is a saved copy, in milliseconds; after a slow answer the next page waits less. */
const PATIENCE = 2500;
const SHORT_PATIENCE = 600;
const LONGEST_FETCH = 60_000;
const AT_ONCE = 4;
/** Such a name never changes its content (HOSTING: the contract of file names). */
const IMMUTABLE = /\.[0-9a-f]{8,}\.(?:min\.)?\w+$/;

let patience = PATIENCE;
/** How the open pages came, by client; gone when the browser stops the worker, which costs a note, no more. */
/** @type {Map<string, { from: Origin, hash?: Promise<string> }>} */
const served = new Map();
/** @type {Map<string, Promise<List | null>>} */
const opened = new Map();
let stop = new AbortController();

// --- The store ---------------------------------------------------------------------------------------------------------

const openStore = () => caches.open(STORE);

/**
 * @param {string} path
 * @param {string} hash
 */
const keyOf = (path, hash) => `${SCOPE}${path}?saved=${hash}`;

/** The path below the guide's root, as the lists write it; null outside. @param {string} address */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== self.location.origin || !pathname.startsWith(ROOT)) return null;
  return pathname.slice(ROOT.length).replace(/(^|\/)index\.html$/, "$1");
}

/** As the build hashes: the first 12 bytes of SHA-256 in URL-safe base 64. @param {ArrayBuffer} bytes */
async function hashOf(bytes) {
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
function remade(bytes, response) {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Response(bytes, { status: response.status, statusText: response.statusText, headers });
}

/**
 * Fetches a file and keeps it if it is what the build wrote down. Throws otherwise, also when there is no room.
 *
 * @param {Cache} store
 * @param {string} path
 * @param {string} hash
 * @param {AbortSignal} signal
 */
async function fetchInto(store, path, hash, signal) {
  const response = await fetch(SCOPE + path, {
    cache: IMMUTABLE.test(path) ? "default" : "no-cache",
    priority: "low",
    signal: AbortSignal.any ? AbortSignal.any([signal, AbortSignal.timeout(LONGEST_FETCH)]) : signal,
  });
  const bytes = await response.arrayBuffer();
  if (!response.ok || (await hashOf(bytes)) !== hash) throw new Error(`${response.status} ${path}: not what was published`);
  await store.put(keyOf(path, hash), remade(bytes, response));
}

/** @returns {Promise<State>} */
async function readState() {
  /** @type {State} */
  const empty = { languages: [], whole: [], lists: {}, before: {}, current: 0 };
  const saved = await (await openStore()).match(STATE);
  return { ...empty, ...(saved ? await saved.json() : {}) };
}

let writing = Promise.resolve();
/** One change after the other: several windows may ask at once. @param {(state: State) => void} change */
function changeState(change) {
  const next = writing.then(async () => {
    const state = await readState();
    change(state);
    await (await openStore()).put(STATE, new Response(JSON.stringify(state)));
  });
  writing = next.catch(() => {});
  return next;
}

/**
 * A language's list of files; null where it is neither saved nor to be had.
 *
 * @param {string} language
 * @param {{ fetching?: boolean, lists?: Release["lists"] }} [options] - `lists`: of which version.
 */
async function listOf(language, { fetching = false, lists = RELEASE.lists } = {}) {
  const [path, hash] = lists[language] ?? [];
  if (!path) return null;
  const known = opened.get(path);
  if (known) return known;
  const reading = (async () => {
    const store = await openStore();
    const key = keyOf(path, hash);
    if (fetching && !(await store.match(key))) await fetchInto(store, path, hash, AbortSignal.timeout(LONGEST_FETCH));
    return /** @type {List | null} */ ((await (await store.match(key))?.json()) ?? null);
  })();
  const list = await reading;
  if (list) opened.set(path, reading);
  return list;
}

/**
 * The hash this version has for a path, if one of the saved lists knows it.
 *
 * @param {string} path
 */
async function known(path) {
  for (const language of Object.keys(RELEASE.lists)) {
    const list = await listOf(language);
    const entry = list && Object.hasOwn(list.files, path) ? list.files[path] : null;
    if (entry) return { hash: entry[0] };
  }
  return null;
}

/** @param {string} path */
async function savedCopy(path) {
  const found = await known(path);
  return found && (await openStore()).match(keyOf(path, found.hash));
}

/**
 * Which of the paths are not saved yet.
 *
 * @param {List} list
 * @param {Iterable<string>} paths
 */
async function missing(list, paths) {
  const keys = new Set((await (await openStore()).keys()).map(({ url }) => url));
  return [...paths].filter((path) => list.files[path] && !keys.has(keyOf(path, list.files[path][0])));
}

/**
 * Saves files, a few at a time.
 *
 * @param {List} list
 * @param {Iterable<string>} paths
 * @param {{ strict?: boolean }} [options] - `strict`: throw at the first failure instead of going on.
 */
async function save(list, paths, { strict = false } = {}) {
  const store = await openStore();
  const waiting = await missing(list, paths);
  /** @type {unknown[]} */
  const failures = [];
  const { signal } = stop;
  const work = async () => {
    for (let path = waiting.shift(); path !== undefined && !signal.aborted; path = waiting.shift()) {
      try {
        await fetchInto(store, path, list.files[path][0], signal);
      } catch (error) {
        failures.push(error);
        if (strict) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    failed: failures.length + waiting.length,
    full: failures.some((error) => /** @type {Error} */ (error)?.name === "QuotaExceededError"),
  };
}

/** A language's list, fetched where it must be; from now on the language is kept. @param {string} language */
async function adopted(language) {
  const list = await listOf(language, { fetching: true });
  if (list)
    await changeState((state) => {
      if (!state.languages.includes(language)) state.languages.push(language);
      state.lists[language] = RELEASE.lists[language];
      state.current ||= Date.now();
    });
  return list;
}

/** Deletes what neither this version nor a page that is still open needs. */
async function collect() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (windows.length <= 1)
    await changeState((state) => {
      state.before = {};
    });
  const state = await readState();
  const wanted = new Set([STATE]);
  for (const lists of [RELEASE.lists, state.before]) {
    for (const language of Object.keys(lists)) {
      wanted.add(keyOf(...lists[language]));
      const list = await listOf(language, { lists });
      for (const [path, [hash]] of Object.entries(list?.files ?? {})) wanted.add(keyOf(path, hash));
    }
  }
  const store = await openStore();
  for (const request of await store.keys()) if (!wanted.has(request.url)) await store.delete(request);
}

// --- A new version -------------------------------------------------------------------------------------------------------

/** Fetches what changed of all that is kept. Throws when anything is missing: then the old version stays. */
async function install() {
  const state = await readState();
  // Online, pages come from the network: somebody sparing with data loses nothing when the saved copy waits.
  if (!state.whole.length && state.languages.length && /** @type {any} */ (navigator).connection?.saveData) throw new Error("saving data");
  for (const language of state.languages) {
    const list = await listOf(language, { fetching: true });
    if (!list) continue; // this version has the language no more
    const old = await listOf(language, { lists: state.lists });
    const kept = new Set(list.core);
    if (state.whole.includes(language)) for (const path of Object.keys(list.files)) kept.add(path);
    if (old) {
      const absent = new Set(await missing(old, Object.keys(old.files)));
      for (const path of Object.keys(old.files)) if (!absent.has(path) && list.files[path]) kept.add(path);
    }
    await save(list, kept, { strict: true });
  }
}

async function activate() {
  await self.registration.navigationPreload?.enable();
  await changeState((state) => {
    state.before = state.lists;
    state.lists = Object.fromEntries(
      state.languages.flatMap((language) => (RELEASE.lists[language] ? [[language, RELEASE.lists[language]]] : [])),
    );
    state.current = Date.now();
  });
  await self.clients.claim();
  await collect();
}

// --- Answering requests ----------------------------------------------------------------------------------------------------

/** @param {FetchEvent} event */
async function fromNetwork(event) {
  const preloaded = event.request.mode === "navigate" ? await event.preloadResponse : undefined;
  return preloaded ?? fetch(event.request);
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
async function answerPage(event, path) {
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
  for (const language of Object.keys(RELEASE.lists)) {
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
  for (const language of Object.keys(RELEASE.lists)) {
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
async function answerPart(event, path) {
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

// --- What pages ask for ----------------------------------------------------------------------------------------------------

/** @type {Record<string, (request: any, event: ExtendableMessageEvent) => Promise<unknown>>} */
const answers = {
  /** How the asking page came, and when the saved copy was last known to be the newest. */
  async hello(_, event) {
    const { from = "network", hash } = served.get(/** @type {Client} */ (event.source)?.id) ?? {};
    const state = await readState();
    if (Object.keys(state.before).length) await collect();
    return { from, hash: await hash, current: state.current };
  },

  /** The browser asked the host and found nothing newer. */
  current: () =>
    changeState((state) => {
      state.current = Date.now();
    }),

  /** Saves the core of a language and the page that asks. */
  async keep({ language, address }) {
    const list = await adopted(language);
    return list ? save(list, [...list.core, pathOf(address) ?? ""]) : { failed: 1 };
  },

  /** Whether a page is the same in this version. */
  async compare({ language, address, hash }) {
    const list = await listOf(language);
    return { same: list?.files[pathOf(address) ?? ""]?.[0] === hash };
  },

  /** What is not saved of a language, and how many pages are; null where nothing was ever saved, unless `adopting`. */
  async status({ language, adopting }) {
    const list = adopting ? await adopted(language) : await listOf(language);
    if (!list) return null;
    const absent = await missing(list, Object.keys(list.files));
    const pages = (/** @type {string[]} */ paths) => paths.filter((path) => list.files[path].length > 1).length;
    return { absent, saved: pages(Object.keys(list.files)) - pages(absent) };
  },

  /** Saves some of a language's files. */
  async save({ language, paths }) {
    const list = await listOf(language);
    return list ? save(list, paths) : { failed: paths.length };
  },

  /** From now on, a new version of this language is fetched whole. */
  whole: ({ language }) =>
    changeState((state) => {
      if (!state.whole.includes(language)) state.whole.push(language);
    }),

  async stop() {
    stop.abort();
    stop = new AbortController();
  },

  /** Makes this version the active one; with `ifAlone`, only when no other window shows the guide. */
  async activate({ ifAlone }) {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (!ifAlone || windows.length <= 1) await self.skipWaiting();
  },

  /** Deletes all that is saved. */
  async remove() {
    stop.abort();
    opened.clear();
    return caches.delete(STORE);
  },
};

// --- The browser's events ----------------------------------------------------------------------------------------------------

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (request.method !== "GET" || path === null || request.headers.has("range")) return;
  if (request.mode === "navigate") event.respondWith(answerPage(event, path));
  else event.respondWith(answerPart(event, path));
});

self.addEventListener("message", (event) => {
  const [port] = event.ports;
  const answer = Object.hasOwn(answers, event.data?.type) ? answers[event.data.type] : null;
  if (!port || !answer) return;
  const done = answer(event.data, event).then(
    (value) => port.postMessage({ value }),
    () => port.postMessage({ error: true }),
  );
  event.waitUntil(done);
});
