"""Count days as a letter or a rule counts them: dates only, no times of day and no time zones.

`docs/assets/js/dates/calendar.js` does the same in the browser; `tests/data/date_cases.yml` is the test of both.

- The day one counts from is not counted: one day after 1 March is 2 March.
- Years and months come first. A day that the month does not have becomes its last day: 31 January + 1 month = 28 or 29 February.
- Then weeks and days: calendar days, or working days (Monday to Friday; public holidays are not known here).
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

DURATION = re.compile(r"P(?=\d)(?:(?P<Y>\d{1,3})Y)?(?:(?P<M>\d{1,3})M)?(?:(?P<W>\d{1,3})W)?(?:(?P<D>\d{1,4})D)?")
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


def parse_duration(duration: str) -> tuple[int, int]:
    """An ISO 8601 duration without a time part as (months, days): P1Y2M → (14, 0), P6W → (0, 42). Raises `ValueError`."""
    match = DURATION.fullmatch(duration)
    if not match:
        raise ValueError(f"“{duration}” is no duration in years, months, weeks or days; write for example P30D or P6M")
    years, months, weeks, days = (int(match[unit] or 0) for unit in "YMWD")
    return years * 12 + months, weeks * 7 + days


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _add_working_days(day: date, days: int, step: int) -> date:
    while days:
        day += timedelta(days=step)
        days -= day.weekday() < 5
    return day


def add_duration(start: date, duration: str, count: str = "calendar", direction: str = "after") -> date:
    """The day `duration` after or before `start`. `count` is `calendar` or `working`.

    Raises `ValueError` for a broken duration, working days with months or weeks, or a result outside 1900 to 2199.
    """
    months, days = parse_duration(duration)
    step = -1 if direction == "before" else 1
    if count == "working" and not re.fullmatch(r"P\d+D", duration):
        raise ValueError(f"“{duration}” in working days; only days can be counted so")
    try:
        day = _add_months(start, step * months)
        day = _add_working_days(day, days, step) if count == "working" else day + timedelta(days=step * days)
    except (OverflowError, ValueError) as error:
        raise ValueError("the day lies outside 1900 to 2199") from error
    if not FIRST <= day <= LAST:
        raise ValueError("the day lies outside 1900 to 2199")
    return day
