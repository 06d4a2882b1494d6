import { collect, LISTS, listOf, missing, save } from "./lists.js";
import { changeState, readState } from "./store.js";

/** Fetches what changed of all that is kept. Throws when anything is missing: then the old version stays. */
export async function install() {
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

export async function activate() {
  await self.registration.navigationPreload?.enable();
  await changeState((state) => {
    state.before = state.lists;
    state.lists = Object.fromEntries(state.languages.flatMap((language) => (LISTS[language] ? [[language, LISTS[language]]] : [])));
    state.current = Date.now();
  });
  await self.clients.claim();
  await collect();
}
