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

import { answerPage, answerPart, originOf } from "./worker/answer.js";
import { adopted, collect, forgetLists, listOf, missing, save, saveCore, stopSaving } from "./worker/lists.js";
import { changeState, pathOf, readState, STORE } from "./worker/store.js";
import { activate, install } from "./worker/version.js";

/** @type {Record<string, (request: any, event: ExtendableMessageEvent) => Promise<unknown>>} */
const answers = {
  /** How the asking page came, and when the saved copy was last known to be the newest. */
  async hello(_, event) {
    const { from, hash } = originOf(/** @type {Client | null} */ (event.source)?.id);
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
  keep: ({ language, address }) => saveCore(language, pathOf(address) ?? ""),

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

  stop: async () => stopSaving(),

  /** Makes this version the active one; with `ifAlone`, only when no other window shows the guide. */
  async activate({ ifAlone }) {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (!ifAlone || windows.length <= 1) await self.skipWaiting();
  },

  /** Deletes all that is saved. */
  async remove() {
    stopSaving();
    forgetLists();
    return caches.delete(STORE);
  },
};

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
