"""Texts of instants and durations, as whole nanoseconds.

RFC 3339 for instants; for durations an optional sign, then `0` or decimal numbers each with a
unit (the notation of Go's time.ParseDuration, which CEL uses).
"""

from __future__ import annotations

import re

SECOND = 1_000_000_000
_UNITS = {
    "h": 3600 * SECOND, "m": 60 * SECOND, "s": SECOND, "ms": 1_000_000, "us": 1000, "µs": 1000,
    "μs": 1000, "ns": 1,
}  # fmt: skip
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))",
    re.ASCII,
)
_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)(h|ms|us|µs|μs|ns|m|s)", re.ASCII)
_DURATION_LIMIT = 2**63
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_from_epoch(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 in the proleptic Gregorian calendar (Hinnant's days_from_civil)."""
    shifted = year - (month < 3)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


LEAST_TIMESTAMP = days_from_epoch(1, 1, 1) * 86_400 * SECOND
GREATEST_TIMESTAMP = days_from_epoch(10_000, 1, 1) * 86_400 * SECOND - 1


def parse_timestamp(text: str) -> int:
    """Nanoseconds since 1970 began in UTC.

    Raises ValueError on a text that is none, OverflowError outside the years 1 to 9999.
    """
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        raise ValueError("not an RFC 3339 timestamp")
    year, month, day, hour, minute, second = (int(found[i]) for i in range(1, 7))
    if not 1 <= month <= 12 or hour > 23 or minute > 59 or second > 59:
        raise ValueError("no such time")
    if not 1 <= day <= _DAYS[month - 1] + (month == 2 and _leap(year)):
        raise ValueError("no such day")
    offset = 0
    if found[8]:
        hours, minutes = int(found[9]), int(found[10])
        if hours > 23 or minutes > 59:
            raise ValueError("no such offset")
        offset = (hours * 60 + minutes) * (-60 if found[8] == "-" else 60)
    seconds = days_from_epoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    nanoseconds = (seconds - offset) * SECOND + int((found[7] or "").ljust(9, "0"))
    if not LEAST_TIMESTAMP <= nanoseconds <= GREATEST_TIMESTAMP:
        raise OverflowError("outside the years 1 to 9999")
    return nanoseconds


def parse_duration(text: str) -> int:
    """Nanoseconds.

    Raises ValueError on a text that is none or below a nanosecond, OverflowError beyond 64 bits.
    """
    body = text[1:] if text[:1] in ("+", "-") else text
    negative = text.startswith("-")
    if body == "0":
        return 0
    total = 0
    at = 0
    while found := _NUMBER.match(body, at):
        whole, _, fraction = found[1].partition(".")
        unit = _UNITS[found[2]]
        scaled, rest = divmod(int((whole or "0") + fraction) * unit, 10 ** len(fraction))
        if rest:
            raise ValueError("less than a nanosecond")
        total += scaled
        at = found.end()
    if at == 0 or at < len(body):
        raise ValueError("not a duration")
    total = -total if negative else total
    if not -_DURATION_LIMIT <= total < _DURATION_LIMIT:
        raise OverflowError("beyond 64 bits of nanoseconds")
    return total
