"""Timestamps and durations: whole nanoseconds."""

from __future__ import annotations

import re
from collections.abc import Callable

from vibee_compiler.ir.interp.budget import Raised, Runtime
from vibee_compiler.ir.interp.registry import op
from vibee_compiler.ir.value_text import (
    DAY,
    GREATEST_INSTANT,
    GREATEST_SPAN,
    LEAST_INSTANT,
    LEAST_SPAN,
    SECOND,
    civil_from_days,
    days_from_civil,
    duration_text,
    parse_duration,
    parse_timestamp,
    timestamp_text,
)

_OFFSET = re.compile(r"([+-]?)(\d\d):(\d\d)", re.ASCII)
_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")

op("string.fromDuration")(duration_text)
op("string.fromTimestamp")(timestamp_text)


def _span(value: int) -> int:
    if not LEAST_SPAN <= value <= GREATEST_SPAN:
        raise Raised("Overflow", "a duration out of range")
    return value


def _instant(value: int) -> int:
    if not LEAST_INSTANT <= value <= GREATEST_INSTANT:
        raise Raised("Overflow", "a time before the year 1 or after 9999")
    return value


@op("duration.fromString")
def duration(text: str) -> int:
    """The span that a text writes."""
    value = parse_duration(text)
    if value is None:
        raise Raised("InvalidTime", f"no duration: {text}")
    return _span(value)


@op("timestamp.fromString")
def timestamp(text: str) -> int:
    """The instant that a text writes."""
    value = parse_timestamp(text)
    if value is None:
        raise Raised("InvalidTime", f"no RFC 3339 time: {text}")
    return _instant(value)


@op("timestamp.fromInt")
def from_seconds(n: int) -> int:
    """So many seconds after 1970 began."""
    return _instant(n * SECOND)


@op("int.fromTimestamp", runtime=True)
def to_seconds(rt: Runtime, instant: int) -> int:
    """Whole seconds since 1970 began, rounded down."""
    return rt.fit(instant // SECOND)


@op("duration.add")
def add_spans(a: int, b: int) -> int:
    """The sum."""
    return _span(a + b)


@op("duration.sub")
def subtract_spans(a: int, b: int) -> int:
    """The difference."""
    return _span(a - b)


@op("timestamp.add", "duration.addTimestamp")
def later(a: int, b: int) -> int:
    """An instant and a span, in either order."""
    return _instant(a + b)


@op("timestamp.subDuration")
def earlier(instant: int, span: int) -> int:
    """The instant a span earlier."""
    return _instant(instant - span)


@op("timestamp.sub")
def between(a: int, b: int) -> int:
    """The span from the right instant to the left one."""
    return _span(a - b)


def _truncated(span: int, unit: int) -> int:
    return span // unit if span >= 0 else -(-span // unit)


@op("duration.getSeconds", runtime=True)
def span_seconds(rt: Runtime, span: int) -> int:
    """Whole seconds."""
    return rt.fit(_truncated(span, SECOND))


@op("duration.getMinutes", runtime=True)
def span_minutes(rt: Runtime, span: int) -> int:
    """Whole minutes; the seconds have to fit on the way, as in the definition."""
    return _truncated(span_seconds(rt, span), 60)


@op("duration.getHours", runtime=True)
def span_hours(rt: Runtime, span: int) -> int:
    """Whole hours."""
    return _truncated(span_seconds(rt, span), 3600)


@op("duration.getMilliseconds")
def span_milliseconds(span: int) -> int:
    """The milliseconds beside the whole seconds."""
    rest = _truncated(abs(span) % SECOND, 1_000_000)
    return -rest if span < 0 else rest


def _year(t: int) -> int:
    return civil_from_days(t // (DAY * SECOND))[0]


def _month(t: int) -> int:
    return civil_from_days(t // (DAY * SECOND))[1] - 1


def _date(t: int) -> int:
    return civil_from_days(t // (DAY * SECOND))[2]


def _day_of_year(t: int) -> int:
    days = t // (DAY * SECOND)
    return days - days_from_civil(civil_from_days(days)[0], 1, 1)


_FIELDS: dict[str, Callable[[int], int]] = {
    "getFullYear": _year,
    "getMonth": _month,
    "getDate": _date,
    "getDayOfMonth": lambda t: _date(t) - 1,
    "getDayOfWeek": lambda t: (t // (DAY * SECOND) + 4) % 7,
    "getDayOfYear": _day_of_year,
    "getHours": lambda t: t // SECOND % DAY // 3600,
    "getMinutes": lambda t: t // SECOND % 3600 // 60,
    "getSeconds": lambda t: t // SECOND % 60,
    "getMilliseconds": lambda t: t % SECOND // 1_000_000,
}


@op("timestamp.inZone")
def in_zone(instant: int, zone: str) -> int:
    """The instant moved by the offset that a zone has then."""
    return _instant(instant + _offset(instant, zone) * SECOND)


def _offset(instant: int, zone: str) -> int:
    """The offset of a zone at an instant, in seconds."""
    if zone == "UTC":
        return 0
    if found := _OFFSET.fullmatch(zone):
        hours, minutes = int(found[2]), int(found[3])
        if hours > 23 or minutes > 59:
            raise Raised("InvalidTime", f"no zone: {zone}")
        seconds = hours * 3600 + minutes * 60
        return -seconds if found[1] == "-" else seconds
    return _named_offset(instant, zone)


def _named_offset(instant: int, zone: str) -> int:
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    if not _ZONE_NAME.fullmatch(zone):
        raise Raised("InvalidTime", f"no zone: {zone}")
    try:
        found = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise Raised("InvalidTime", f"no zone: {zone}") from None
    # Whole seconds, and a day inside datetime's range: no zone changes that early or late.
    edge = DAY * 2
    seconds = max(
        LEAST_INSTANT // SECOND + edge, min(instant // SECOND, GREATEST_INSTANT // SECOND - edge)
    )
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    offset = found.utcoffset(moment.astimezone(found))
    return int(offset.total_seconds()) if offset is not None else 0


def _register(name: str, field: Callable[[int], int]) -> None:
    op(f"timestamp.{name}")(field)
    op(f"timestamp.{name}In")(lambda t, zone: field(in_zone(t, zone)))


for _name, _field in _FIELDS.items():
    _register(_name, _field)
