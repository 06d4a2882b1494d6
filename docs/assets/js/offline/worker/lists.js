/* global RELEASE */
import { changeState, fetchInto, keyOf, openStore, readState, STATE } from "./store.js";

/**
 * What this version of the guide is made of, and saving it. The build puts a line with `RELEASE` in front of the worker.
 *
 * @typedef {object} Release
 * @property {Record<string, [path: string, hash: string]>} lists - By language, the list of its files.
 *
 * @typedef {object} List
 * @property {string[]} core - What the first visit saves, the most needed first.
 * @property {Record<string, [hash: string, title?: string]>} files - By path below the guide's root; pages have a title.
 * @property {Record<string, string>} moved - Old address → new one.
 */

/** @type {Release["lists"]} */
export const LISTS = RELEASE.lists;
const AT_ONCE = 4;
/** After so many files that are not what was published, the rest is not worth the visitor's data. */
const ENOUGH = 3;
/** How long to leave such a host alone, in milliseconds. */
const REFUSED_FOR = 60 * 60_000;

/** @type {Map<string, Promise<List | null>>} */
const opened = new Map();
const running = { stop: new AbortController() };

/**
 * A language's list of files; null where it is neither saved nor to be had.
 *
 * @param {string} language
 * @param {{ fetching?: boolean, lists?: Release["lists"] }} [options] - `lists`: of which version.
 */
export async function listOf(language, { fetching = false, lists = LISTS } = {}) {
  const [path, hash] = lists[language] ?? [];
  if (!path) return null;
  const known = opened.get(path);
  if (known) return known;
  const reading = (async () => {
    const store = await openStore();
    const key = keyOf(path, hash);
    if (fetching && !(await store.match(key))) await fetchInto(store, path, hash, running.stop.signal);
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
export async function known(path) {
  for (const language of Object.keys(LISTS)) {
    const list = await listOf(language);
    const entry = list && Object.hasOwn(list.files, path) ? list.files[path] : null;
    if (entry) return { hash: entry[0] };
  }
  return null;
}

/** @param {string} path */
export async function savedCopy(path) {
  const found = await known(path);
  return found && (await openStore()).match(keyOf(path, found.hash));
}

/**
 * Which of the paths are not saved yet.
 *
 * @param {List} list
 * @param {Iterable<string>} paths
 */
export async function missing(list, paths) {
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
export async function save(list, paths, { strict = false } = {}) {
  const store = await openStore();
  const waiting = await missing(list, paths);
  /** @type {unknown[]} */
  const failures = [];
  const named = (/** @type {string} */ name) => failures.filter((error) => /** @type {Error} */ (error)?.name === name).length;
  const wrong = () => named("NotPublished");
  const { signal } = running.stop;
  const work = async () => {
    for (let path = waiting.shift(); path !== undefined && !signal.aborted; path = waiting.shift()) {
      try {
        await fetchInto(store, path, list.files[path][0], signal);
      } catch (error) {
        failures.push(error);
        if (strict) throw error;
        if (wrong() >= ENOUGH) return;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    failed: failures.length + waiting.length,
    full: named("QuotaExceededError") > 0,
    wrong: wrong() >= ENOUGH,
  };
}

/**
 * Saves the core of a language and one page more. A host that serves something else is left alone for a while.
 *
 * @param {string} language
 * @param {string} path
 */
export async function saveCore(language, path) {
  const { refused } = await readState();
  const [own] = LISTS[language] ?? [];
  if (refused?.list === own && Date.now() - refused.at < REFUSED_FOR) return { failed: 1 };
  const list = await adopted(language);
  const answer = list ? await save(list, [...list.core, path]) : { failed: 1, wrong: false };
  if (answer.wrong)
    await changeState((state) => {
      state.refused = { list: own, at: Date.now() };
    });
  return answer;
}

/** A language's list, fetched where it must be; from now on the language is kept. @param {string} language */
export async function adopted(language) {
  const list = await listOf(language, { fetching: true });
  if (list)
    await changeState((state) => {
      if (!state.languages.includes(language)) state.languages.push(language);
      state.lists[language] = LISTS[language];
      state.current ||= Date.now();
    });
  return list;
}

/** Deletes what neither this version nor a page that is still open needs. */
export async function collect() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (windows.length <= 1)
    await changeState((state) => {
      state.before = {};
    });
  const state = await readState();
  const wanted = new Set([STATE]);
  for (const lists of [LISTS, state.before]) {
    for (const language of Object.keys(lists)) {
      wanted.add(keyOf(...lists[language]));
      const list = await listOf(language, { lists });
      for (const [path, [hash]] of Object.entries(list?.files ?? {})) wanted.add(keyOf(path, hash));
    }
  }
  const store = await openStore();
  for (const request of await store.keys()) if (!wanted.has(request.url)) await store.delete(request);
}

/** Ends the saving that is going on. */
export function stopSaving() {
  running.stop.abort();
  running.stop = new AbortController();
}

/** Forgets the lists, when the store is deleted. */
export const forgetLists = () => opened.clear();
