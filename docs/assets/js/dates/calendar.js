/**
 * Counts days as a letter or a rule counts them: dates only, written YYYY-MM-DD, no times of day and no time zones.
 *
 * `overrides/hooks/calendar_days.py` does the same; `tests/data/date_cases.yml` is the test of both.
 * The day one counts from is not counted. Years and months come first, and a day that the month does not have becomes its
 * last day. Then come weeks and days: calendar days, or working days (Monday to Friday, no public holidays).
 */

export const FIRST = "1900-01-01";
export const LAST = "2199-12-31";
const DURATION = /^P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?$/;
const DAY = 24 * 60 * 60 * 1000;

/** @param {number} time @returns {string} */
const written = (time) => new Date(time).toISOString().slice(0, 10);

/**
 * A day as the number of milliseconds JavaScript counts with, or null when the text is no day between `FIRST` and `LAST`.
 *
 * @param {string} text
 */
function timeOf(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < FIRST || text > LAST) return null;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || written(time) !== text ? null : time;
}

/** Whether a text is a day of the calendar between `FIRST` and `LAST`. @param {string} text */
export const isDay = (text) => timeOf(text) !== null;

/** Monday is 0, Sunday 6. @param {string} day */
export const weekday = (day) => (new Date(timeOf(day) ?? 0).getUTCDay() + 6) % 7;

/**
 * A duration as months and days, or null when it is none.
 *
 * @param {string} duration - ISO 8601 in years, months, weeks and days, such as P30D or P6M.
 */
export function parseDuration(duration) {
  const match = DURATION.exec(duration);
  if (!match) return null;
  const [years, months, weeks, days] = match.slice(1).map((part) => Number(part ?? 0));
  return { months: years * 12 + months, days: weeks * 7 + days };
}

/** @param {number} time @param {number} months */
function addMonths(time, months) {
  const start = new Date(time);
  const first = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return first.setUTCDate(Math.min(start.getUTCDate(), last));
}

/** @param {number} time @param {number} days @param {number} step */
function addWorkingDays(time, days, step) {
  for (let left = days; left > 0; ) {
    time += step * DAY;
    const name = new Date(time).getUTCDay();
    if (name !== 0 && name !== 6) left -= 1;
  }
  return time;
}

/**
 * The day `duration` after or before `start`, or null for anything that cannot be counted.
 *
 * @param {string} start - YYYY-MM-DD.
 * @param {string} duration - ISO 8601, see `parseDuration`.
 * @param {"calendar" | "working"} [count]
 * @param {"after" | "before"} [direction]
 * @returns {string | null} YYYY-MM-DD.
 */
export function addDuration(start, duration, count = "calendar", direction = "after") {
  const from = timeOf(start);
  const parts = parseDuration(duration);
  if (from === null || parts === null) return null;
  if (count === "working" && !/^P\d+D$/.test(duration)) return null;
  const step = direction === "before" ? -1 : 1;
  const month = addMonths(from, step * parts.months);
  const time = count === "working" ? addWorkingDays(month, parts.days, step) : month + step * parts.days * DAY;
  const day = written(time);
  return isDay(day) ? day : null;
}

/** How many days lie between two days; negative when `to` is earlier. @param {string} from @param {string} to */
export const daysBetween = (from, to) => Math.round(((timeOf(to) ?? 0) - (timeOf(from) ?? 0)) / DAY);

/** What day it is on this device, in its own time zone. @param {Date} now */
export function today(now) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * A day in words.
 *
 * @param {string} day - YYYY-MM-DD.
 * @param {string} pattern - Such as `{weekday}, {day} {month_name} {year}`.
 * @param {{ months: string[], weekdays?: string[] }} names - January first; Monday first.
 */
export function inWords(day, pattern, names) {
  const [year, month, date] = day.split("-").map(Number);
  return pattern
    .replace("{year}", String(year))
    .replace("{month}", String(month))
    .replace("{day}", String(date))
    .replace("{month_name}", names.months[month - 1] ?? "")
    .replace("{weekday}", names.weekdays?.[weekday(day)] ?? "");
}
