import { FACETS, parseExpression } from "./facets.js";

/**
 * The document that holds all cards: reading it strictly, mending what is broken, merging, and the answers in a link.
 * data/schema/saved-plan.schema.json says the same for people. Nothing here touches the page or the storage.
 *
 * @typedef {{ id: string, label?: string, date: string, kind: string }} CardDate
 * @typedef {{ what: string, text: string }} Reference
 * @typedef {{ id: string, name: string, answers: Record<string, string | string[]>, carrier: string, ticks: Record<string, string>,
 *   dates: CardDate[], references: Reference[], note: string, archived: boolean, changed: string }} Card
 * @typedef {{ version: number, current: string, cards: Card[] }} Saved
 * @typedef {{ saved: Saved, whole: boolean, newer: boolean }} Reading `whole` when nothing had to be left out.
 */

export const VERSION = 1;
/** The longest document that is read or written, in characters. */
export const LONGEST = 1_000_000;
const MOST_CARDS = 200;
const MOST_ENTRIES = 300;
const ID = /^[a-z][a-z0-9-]{0,80}$/;
const SLUG = /^([a-z0-9]+(-[a-z0-9]+)*)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @param {unknown} value */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

let made = 0;
export const newId = () => `c${Date.now().toString(36)}-${(made++).toString(36)}${Math.random().toString(36).slice(2, 6)}`;

/** @returns {Card} */
export const newCard = () => ({
  id: newId(),
  name: "",
  answers: {},
  carrier: "",
  ticks: {},
  dates: [],
  references: [],
  note: "",
  archived: false,
  changed: new Date().toISOString(),
});

/** @returns {Saved} */
export const emptySaved = () => {
  const card = newCard();
  return { version: VERSION, current: card.id, cards: [card] };
};

/** @param {Card} card */
export const isUntouched = (card) =>
  !card.name &&
  !card.note &&
  !card.carrier &&
  ![card.answers, card.ticks, card.dates, card.references].some((part) => Object.keys(part).length);

/**
 * The answers that are sound: one value for a question, several problems; an empty list of problems means "none of these".
 *
 * @param {any} raw
 * @param {() => void} lost - Told of everything that is left out.
 */
function readAnswers(raw, lost) {
  /** @type {Record<string, string | string[]>} */
  const answers = {};
  for (const [facet, value] of Object.entries(raw)) {
    const known = Object.hasOwn(FACETS, facet) && facet !== "billing" ? FACETS[facet] : [];
    if (facet === "situation" && Array.isArray(value)) {
      answers.situation = known.filter((name) => value.includes(name));
      if (answers.situation.length !== value.length) lost();
    } else if (facet !== "situation" && known.includes(/** @type {string} */ (value))) answers[facet] = /** @type {string} */ (value);
    else lost();
  }
  return answers;
}

/**
 * Reads a document, keeping every card and every entry that is sound.
 *
 * @param {any} raw - What JSON gave.
 * @returns {Reading | null} Null when it is no document of ours.
 */
export function readSaved(raw) {
  if (!isRecord(raw) || typeof raw.version !== "number" || !(raw.version >= 1) || !Array.isArray(raw.cards)) return null;
  let whole = raw.version === VERSION && Object.keys(raw).length === 3;
  const lost = () => {
    whole = false;
  };
  /** @param {any} value @param {number} most */
  const words = (value, most) => {
    if (typeof value === "string" && value.length <= most) return value;
    lost();
    return typeof value === "string" ? value.slice(0, most) : "";
  };
  /** @param {any} value @param {(entry: any) => any} read */
  const list = (value, read) => {
    const found = (Array.isArray(value) ? value : []).slice(0, MOST_ENTRIES).map((entry) => (isRecord(entry) ? read(entry) : null));
    const sound = found.filter((entry) => entry !== null);
    if (!Array.isArray(value) || sound.length !== value.length) lost();
    return sound;
  };
  /** @type {Set<string>} */
  const ids = new Set();
  /** @type {Card[]} */
  const cards = [];
  for (const one of raw.cards) {
    if (!isRecord(one) || cards.length >= MOST_CARDS) {
      lost();
      continue;
    }
    const card = newCard();
    if (Object.keys(one).sort().join() !== Object.keys(card).sort().join()) lost();
    if (typeof one.id === "string" && ID.test(one.id) && !ids.has(one.id)) card.id = one.id;
    else lost();
    ids.add(card.id);
    card.name = words(one.name, 60);
    card.note = words(one.note, 2000);
    const slug = words(one.carrier, 80);
    if (SLUG.test(slug)) card.carrier = slug;
    else lost();
    card.answers = isRecord(one.answers) ? readAnswers(one.answers, lost) : {};
    const ticks = isRecord(one.ticks) ? Object.entries(one.ticks) : [];
    card.ticks = Object.fromEntries(ticks.filter(([id, day]) => ID.test(id) && typeof day === "string" && DAY.test(day)));
    if (!isRecord(one.answers) || !isRecord(one.ticks) || Object.keys(card.ticks).length !== ticks.length) lost();
    card.dates = list(one.dates, ({ id, label, date, kind, ...more }) => {
      if (!ID.test(`${id}`) || !DAY.test(`${date}`) || Number.isNaN(Date.parse(date)) || !ID.test(`${kind}`)) return null;
      if (Object.keys(more).length) lost();
      return label === undefined ? { id, date, kind } : { id, label: words(label, 80), date, kind };
    });
    card.references = list(one.references, ({ what, text, ...more }) => {
      if (Object.keys(more).length) lost();
      return { what: words(what, 60), text: words(text, 80) };
    });
    card.archived = one.archived === true;
    if (typeof one.archived !== "boolean") lost();
    if (typeof one.changed === "string" && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(one.changed)) card.changed = one.changed;
    else lost();
    cards.push(card);
  }
  const saved = cards.length ? { version: VERSION, current: cards[0].id, cards } : emptySaved();
  if (saved.cards.some((card) => card.id === raw.current)) saved.current = raw.current;
  else lost();
  return { saved, whole, newer: raw.version > VERSION };
}

/**
 * @param {string} text
 * @returns {Reading | null} Null when the text is no document of ours, or too long to be one.
 */
export function parseSaved(text) {
  try {
    return text.length > LONGEST ? null : readSaved(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Both documents' cards. A card that is in both and differs is kept twice, so that nothing is lost.
 *
 * @param {Saved} mine
 * @param {Saved} theirs
 * @returns {Saved}
 */
export function mergeSaved(mine, theirs) {
  const cards = mine.cards.filter((card) => !isUntouched(card));
  for (const card of theirs.cards) {
    const same = cards.find((one) => one.id === card.id);
    if (!same) cards.push(card);
    else if (JSON.stringify({ ...same, changed: "" }) !== JSON.stringify({ ...card, changed: "" })) cards.push({ ...card, id: newId() });
  }
  const kept = cards.some((card) => card.id === mine.current);
  return { version: VERSION, current: kept ? mine.current : (cards[0]?.id ?? mine.current), cards: cards.length ? cards : mine.cards };
}

/**
 * The answers of a card as the fragment of a link. Never its name, ticks, dates, numbers or note.
 *
 * @param {Card} card
 */
export function fragmentOf({ answers, carrier }) {
  const parts = Object.entries(answers).map(([facet, value]) => `${facet}:${[value].flat().join("|") || "none"}`);
  if (carrier) parts.push(`carrier:${carrier}`);
  return parts.length ? `#plan=${parts.join(";")}` : "";
}

/**
 * @param {string} fragment - Of the address, with its #.
 * @returns {Pick<Card, "answers" | "carrier"> | null | undefined} Null when it cannot be read; undefined when it is no plan at all.
 */
export function answersIn(fragment) {
  if (!fragment.startsWith("#plan=")) return undefined;
  try {
    const parts = fragment.length > 600 ? [] : decodeURIComponent(fragment.slice(6)).split(";");
    const none = parts.filter((part) => part !== "situation:none" && !part.startsWith("carrier:"));
    /** @type {Record<string, string | string[]>} */
    const answers = none.length < parts.length && parts.includes("situation:none") ? { situation: [] } : {};
    for (const { facet, values, negated } of parseExpression(none.join(";"))) {
      if (negated || facet === "billing" || (facet !== "situation" && values.length > 1)) return null;
      answers[facet] = facet === "situation" ? FACETS.situation.filter((name) => values.includes(name)) : values[0];
    }
    const [carrier = "", ...more] = parts.filter((part) => part.startsWith("carrier:")).map((part) => part.slice(8));
    if (more.length || !SLUG.test(carrier)) return null;
    return carrier || Object.keys(answers).length ? { answers, carrier } : null;
  } catch {
    return null;
  }
}
