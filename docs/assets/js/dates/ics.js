/**
 * Writes days as a calendar file (RFC 5545): whole days, an alarm each, the same UID for the same day of the same rule.
 */

/**
 * @typedef {object} CalendarDay
 * @property {string} uid - Stable, see `uidOf`.
 * @property {string} day - YYYY-MM-DD.
 * @property {string} summary - What it is.
 * @property {string} [description] - How it was worked out, and its source.
 * @property {string} [url] - Where it is explained.
 * @property {boolean} [early] - Whether something must be done by then: the alarm comes two days ahead instead of on the day.
 */

const encoder = new TextEncoder();

/**
 * Text as a property value: backslash, semicolon and comma are escaped, lines joined with \n, other control characters dropped.
 *
 * @param {string} text
 */
export function escapeText(text) {
  return text
    .replace(/\\/g, "\\\\")
    .replace(/\r\n|\r|\n/g, "\\n")
    .replace(/[;,]/g, "\\$&")
    .replace(/\p{Cc}/gu, "");
}

/**
 * Folds a line so that none has more than 75 octets, never inside a character.
 *
 * @param {string} line - Without its end.
 */
export function fold(line) {
  const lines = [];
  let part = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      lines.push(part);
      part = " ";
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...lines, part].join("\r\n");
}

/**
 * A name that stays the same for the same rule, first day and label, so that a calendar updates an entry instead of doubling it.
 *
 * @param {string} rule - Id of the rule.
 * @param {string} start - YYYY-MM-DD.
 * @param {string} [label] - The visitor's own name for it; two cards may have the same rule and day.
 */
export function uidOf(rule, start, label = "") {
  const own = label ? `-${hash(label)}` : "";
  return `${rule}-${start.replaceAll("-", "")}${own}@sim-cancellation-guide`;
}

/** FNV-1a, 32 bits, over UTF-8. @param {string} text */
function hash(text) {
  let value = 0x811c9dc5;
  for (const octet of encoder.encode(text)) value = Math.imul(value ^ octet, 0x01000193) >>> 0;
  return value.toString(16).padStart(8, "0");
}

/** @param {string} day */
const compact = (day) => day.replaceAll("-", "");

/** @param {string} day */
function next(day) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/**
 * A whole calendar file.
 *
 * @param {CalendarDay[]} days
 * @param {{ language: string, name: string, now: Date }} options - `language` of the texts, `name` of the calendar.
 */
export function calendarFile(days, { language, name, now }) {
  const stamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:-//SIM Cancellation Guide//Dates//${language.toUpperCase()}`,
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escapeText(name)}`,
  ];
  for (const { uid, day, summary, description, url, early } of days) {
    lines.push(
      "BEGIN:VEVENT",
      `UID:${uid}`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${compact(day)}`,
      `DTEND;VALUE=DATE:${compact(next(day))}`,
      `SUMMARY;LANGUAGE=${language}:${escapeText(summary)}`,
    );
    if (description) lines.push(`DESCRIPTION;LANGUAGE=${language}:${escapeText(description)}`);
    if (url) lines.push(`URL:${url}`);
    // 9 in the morning: of the day itself, or two days before.
    lines.push("TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", `TRIGGER:${early ? "-PT39H" : "PT9H"}`);
    lines.push(`DESCRIPTION:${escapeText(summary)}`, "END:VALARM", "END:VEVENT");
  }
  lines.push("END:VCALENDAR");
  return `${lines.map(fold).join("\r\n")}\r\n`;
}

/**
 * A date somebody noted themselves, as the planner keeps it with a card, as a day of the calendar.
 *
 * @param {{ id: string, label?: string, date: string, kind?: string }} noted - Its id stays when label or day change.
 * @param {string} card - The card's name.
 * @returns {CalendarDay}
 */
export const fromNotedDate = (noted, card) => ({
  uid: `noted-${noted.id.replace(/[^\w-]/g, "")}@sim-cancellation-guide`,
  day: noted.date,
  summary: [card, noted.label].filter(Boolean).join(" · "),
  early: true,
});
