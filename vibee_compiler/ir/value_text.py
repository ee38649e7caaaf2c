"""Texts of numbers, spans and instants: what `string()` writes and the conversions read."""

from __future__ import annotations

import math
import re
from typing import Final

from vibee_compiler.ir.values import DecimalValue, UuidValue

SECOND: Final = 1_000_000_000
DAY: Final = 86_400
LEAST_INSTANT: Final = -62_135_596_800 * SECOND
GREATEST_INSTANT: Final = 253_402_300_800 * SECOND - 1
LEAST_SPAN: Final = -(2**63)
GREATEST_SPAN: Final = 2**63 - 1

_UNITS: Final = {
    "h": 3600 * SECOND,
    "m": 60 * SECOND,
    "s": SECOND,
    "ms": 1_000_000,
    "us": 1000,
    "ns": 1,
}
_DURATION = re.compile(r"([+-]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:ms|us|ns|h|m|s))+)", re.ASCII)
_SPAN = re.compile(r"(\d*)(?:\.(\d*))?(ms|us|ns|h|m|s)", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))",
    re.ASCII,
)
_FLOAT = re.compile(r"[+-]?(?:\d+|\d*\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)", re.ASCII)
_INT = re.compile(r"([+-]?)0*(\d+)", re.ASCII)
_DECIMAL = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,18}))?", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_NAMED_FLOATS: Final = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def float_text(value: float) -> str:
    """The shortest digits that read back; plain for 0 and 1e-4 <= abs < 1e21."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if math.copysign(1.0, value) < 0 else "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0)
    if whole == "0":
        point -= 1 + len(fraction) - len(fraction.lstrip("0"))
    digits = digits.rstrip("0") or "0"
    if not 1e-4 <= abs(value) < 1e21:
        tail = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{tail}e{'-' if point < 1 else '+'}{abs(point - 1):02}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"


def parse_float(text: str) -> float | None:
    """What `double(text)` gives; None for a text that is no number."""
    if text in _NAMED_FLOATS:
        return _NAMED_FLOATS[text]
    return float(text) if _FLOAT.fullmatch(text) else None


def parse_int(text: str) -> int | None:
    """What `int(text)` gives, cut to 20 digits (a range check follows); None for no number."""
    found = _INT.fullmatch(text)
    if found is None:
        return None
    value = int(found[2][:20])
    return -value if found[1] == "-" else value


def duration_text(span: int) -> str:
    """Seconds with as many digits of the fraction as needed."""
    seconds, nanos = divmod(abs(span), SECOND)
    return f"{'-' if span < 0 else ''}{seconds}{_fraction(nanos)}s"


def _fraction(nanos: int) -> str:
    return f".{nanos:09}".rstrip("0") if nanos else ""


def parse_duration(text: str) -> int | None:
    """The nanoseconds of a text such as `1h30m`, whatever their size; None for no duration.

    A number that is no whole count of nanoseconds is no duration.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    total = 0
    for whole, fraction, unit in _SPAN.findall(found[2]):
        digits = fraction.rstrip("0")
        if len(digits) > 18:
            return None
        part, rest = divmod(int(digits or "0") * _UNITS[unit], 10 ** len(digits))
        if rest:
            return None
        total += int((whole.lstrip("0") or "0")[:30]) * _UNITS[unit] + part
    return -total if found[1] == "-" else total


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms")."""
    year -= month < 3
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month and day of a count of days since 1970-01-01; the inverse of the above."""
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year + era * 400 + (month < 3), month, of_year - (153 * shifted + 2) // 5 + 1


def timestamp_text(instant: int) -> str:
    """RFC 3339 in UTC with as many digits of the fraction as needed."""
    seconds, nanos = divmod(instant, SECOND)
    days, of_day = divmod(seconds, DAY)
    year, month, day = civil_from_days(days)
    hour, minute, second = of_day // 3600, of_day // 60 % 60, of_day % 60
    clock = f"{hour:02}:{minute:02}:{second:02}"
    return f"{year:04}-{month:02}-{day:02}T{clock}{_fraction(nanos)}Z"


def parse_timestamp(text: str) -> int | None:
    """The instant of an RFC 3339 text, perhaps out of range; None for no such text."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    east, west = int(found[9] or 0), int(found[10] or 0)
    if not 1 <= month <= 12 or hour > 23 or minute > 59 or second > 59 or east > 23 or west > 59:
        return None
    days = days_from_civil(year, month, day)
    if day < 1 or civil_from_days(days)[1:] != (month, day):
        return None
    offset = (east * 3600 + west * 60) * (-1 if found[8] == "-" else 1)
    seconds = days * DAY + hour * 3600 + minute * 60 + second - offset
    return seconds * SECOND + int((found[7] or "").ljust(9, "0"))


def parse_decimal(text: str) -> DecimalValue | None:
    """A decimal number in plain or exponent form; None for no number."""
    found = _DECIMAL.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return None
    fraction = found[3] or ""
    digits = (found[2] + fraction).lstrip("0")
    if not digits:
        return DecimalValue(text, (0, "", 0))
    short = digits.rstrip("0")
    exponent = int(found[4] or 0) - len(fraction) + len(digits) - len(short)
    return DecimalValue(text, (-1 if found[1] == "-" else 1, short, exponent))


def parse_uuid(text: str) -> UuidValue | None:
    """A UUID in its 8-4-4-4-12 form; None for another text."""
    if not _UUID.fullmatch(text):
        return None
    return UuidValue(text, text.replace("-", "").lower())


def fixed_text(value: float, digits: int) -> str:
    """What `%.nf` writes: exact halves to the even digit."""
    return f"{value:.{digits}f}" if math.isfinite(value) else float_text(value)


def exponent_text(value: float, digits: int) -> str:
    """What `%.ne` writes."""
    return f"{value:.{digits}e}" if math.isfinite(value) else float_text(value)
