#- part: Duration
#- uses: dataclasses:dataclass
@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A span of time.

    Attributes:
        ns: Nanoseconds.
    """

    ns: int
#- part: Timestamp
#- uses: dataclasses:dataclass
@dataclass(frozen=True, slots=True, order=True)
class Timestamp:
    """An instant in the years 1 to 9999.

    Attributes:
        ns: Nanoseconds since 1970 began in UTC.
    """

    ns: int
#- part: nanoseconds
_SECOND = 10**9
_LEAST_TIME = -62_135_596_800 * _SECOND
_PAST_TIME = 253_402_300_800 * _SECOND
#- part: span
#- needs: Duration
#- errors: Overflow
def span(ns: int) -> Duration:
    """Returns a span of that many nanoseconds.

    Raises:
        Overflow: Unless they fit in 64 bits.
    """
    if not -(2**63) <= ns < 2**63:
        raise Overflow("span of time out of range")
    return Duration(ns)
#- part: instant
#- needs: Timestamp, nanoseconds
#- errors: Overflow
def instant(ns: int) -> Timestamp:
    """Returns the instant that many nanoseconds after 1970 began.

    Raises:
        Overflow: Unless it lies in the years 1 to 9999.
    """
    if not _LEAST_TIME <= ns < _PAST_TIME:
        raise Overflow("time out of range")
    return Timestamp(ns)
#- part: add_durations
#- needs: span
def add_durations(a: Duration, b: Duration) -> Duration:
    """Returns the sum of two spans.

    Raises:
        Overflow: If it is out of range.
    """
    return span(a.ns + b.ns)
#- part: sub_durations
#- needs: span
def sub_durations(a: Duration, b: Duration) -> Duration:
    """Returns the difference of two spans.

    Raises:
        Overflow: If it is out of range.
    """
    return span(a.ns - b.ns)
#- test
def test_sub_durations() -> None:
    assert sub_durations(Duration(5), Duration(3)) == Duration(2)
#- part: truncated
def truncated(n: int, by: int) -> int:
    """Returns n divided by by, toward zero."""
    return n // by if n >= 0 else -(-n // by)
#- part: whole_seconds
#- needs: truncated, Duration, nanoseconds
def whole_seconds(span: Duration) -> int:
    """Returns the whole seconds of a span, toward zero."""
    return truncated(span.ns, _SECOND)
#- part: whole_minutes
#- needs: truncated, Duration, nanoseconds
def whole_minutes(span: Duration) -> int:
    """Returns the whole minutes of a span, toward zero."""
    return truncated(span.ns, 60 * _SECOND)
#- part: whole_hours
#- needs: truncated, Duration, nanoseconds
def whole_hours(span: Duration) -> int:
    """Returns the whole hours of a span, toward zero."""
    return truncated(span.ns, 3600 * _SECOND)
#- part: milliseconds_of
#- needs: truncated, Duration, nanoseconds
def milliseconds_of(span: Duration) -> int:
    """Returns the milliseconds beyond the whole seconds of a span, toward zero."""
    return truncated(span.ns - truncated(span.ns, _SECOND) * _SECOND, 10**6)
#- part: fraction_text
def fraction_text(ns: int) -> str:
    """Returns the fraction of a second with as many digits as it needs."""
    return f".{ns:09d}".rstrip("0") if ns else ""
#- part: duration_text
#- needs: Duration, nanoseconds, fraction_text
def duration_text(span: Duration) -> str:
    """Returns a span in seconds."""
    seconds, rest = divmod(abs(span.ns), _SECOND)
    return f"{'-' if span.ns < 0 else ''}{seconds}{fraction_text(rest)}s"
#- test
def test_duration_text() -> None:
    assert duration_text(Duration(60_001_000_000)) == "60.001s"
    assert duration_text(Duration(-500_000_000)) == "-0.5s"
#- part: parse_duration
#- needs: span, nanoseconds
#- uses: import:re, fractions:Fraction
#- errors: InvalidTime
def parse_duration(text: str) -> Duration:
    """Returns the span that a text such as `1h30m` or `1.5s` is.

    Raises:
        InvalidTime: If it is none.
        Overflow: If it is out of range.
    """
    units = {
        "h": 3600 * _SECOND,
        "m": 60 * _SECOND,
        "s": _SECOND,
        "ms": 10**6,
        "us": 1000,
        "µs": 1000,
        "μs": 1000,
        "ns": 1,
    }
    body = text[1:] if text[:1] in {"+", "-"} else text
    if body == "0":
        return span(0)
    part = r"([0-9]+\.?[0-9]*|\.[0-9]+)(h|ms|m|s|us|µs|μs|ns)"
    if not re.fullmatch(f"({part})+", body):
        raise InvalidTime(f"no duration: {text}")
    total = Fraction(0)
    for number, unit in re.findall(part, body):
        total += Fraction(number.rstrip(".") if number != "." else "0") * units[unit]
    if total.denominator != 1:
        raise InvalidTime(f"below a nanosecond: {text}")
    return span(-int(total) if text.startswith("-") else int(total))
#- test
def test_parse_duration() -> None:
    assert parse_duration("1h30m") == Duration(5_400_000_000_000)
    assert parse_duration("-1.5s") == Duration(-1_500_000_000)
    with pytest.raises(InvalidTime):
        parse_duration("1.5")
#- part: civil
#- needs: Timestamp, nanoseconds
#- uses: datetime:datetime, datetime:timedelta, datetime:timezone
def civil(time: Timestamp) -> datetime:
    """Returns the second of a time, in UTC."""
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017
    return epoch + timedelta(seconds=time.ns // _SECOND)
#- part: parse_timestamp
#- needs: instant, nanoseconds
#- uses: import:re, datetime:date
#- errors: InvalidTime, Overflow
def parse_timestamp(text: str) -> Timestamp:
    """Returns the instant that an RFC 3339 text is.

    Raises:
        InvalidTime: If it is none.
        Overflow: If it is out of range.
    """
    digits = r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
    found = re.fullmatch(digits + r"(?:[Zz]|([+-])(\d\d):(\d\d))", text, re.ASCII)
    if not found:
        raise InvalidTime(f"no time: {text}")
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    fraction, sign, hours, minutes = found.groups()[6:]
    if hour > 23 or minute > 59 or second > 59 or int(hours or 0) > 23 or int(minutes or 0) > 59:
        raise InvalidTime(f"no time: {text}")
    if fraction and fraction[9:].strip("0"):
        raise InvalidTime(f"below a nanosecond: {text}")
    try:
        # The year 0 is a leap year like 2000, and out of range unless the offset moves it.
        days = date(year or 2000, month, day).toordinal() - (0 if year else 730_485)
    except ValueError as error:
        raise InvalidTime(f"no time: {text}") from error
    offset = (int(hours or 0) * 60 + int(minutes or 0)) * (-60 if sign == "-" else 60)
    seconds = (days - 719_163) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return instant(seconds * _SECOND + int((fraction or "").ljust(9, "0")[:9]))
#- test
def test_parse_timestamp() -> None:
    assert parse_timestamp("1970-01-01T00:00:01.5Z") == Timestamp(1_500_000_000)
    assert parse_timestamp("1970-01-01T01:00:00+01:00") == Timestamp(0)
    with pytest.raises(InvalidTime):
        parse_timestamp("1970-02-30T00:00:00Z")
#- part: timestamp_text
#- needs: civil, fraction_text, nanoseconds
def timestamp_text(time: Timestamp) -> str:
    """Returns the RFC 3339 text of an instant, in UTC."""
    return f"{civil(time):%Y-%m-%dT%H:%M:%S}".zfill(19) + f"{fraction_text(time.ns % _SECOND)}Z"
#- test
def test_timestamp_text() -> None:
    assert timestamp_text(Timestamp(1_500_000_000)) == "1970-01-01T00:00:01.5Z"
    assert timestamp_text(Timestamp(-62_135_596_800 * 10**9)) == "0001-01-01T00:00:00Z"
#- part: timestamp_of_seconds
#- needs: instant, nanoseconds
def timestamp_of_seconds(seconds: int) -> Timestamp:
    """Returns the instant that many seconds after 1970 began.

    Raises:
        Overflow: If it is out of range.
    """
    return instant(seconds * _SECOND)
#- part: seconds_since_epoch
#- needs: Timestamp, nanoseconds
def seconds_since_epoch(time: Timestamp) -> int:
    """Returns the whole seconds since 1970 began, rounded down."""
    return time.ns // _SECOND
#- part: later
#- needs: instant, Duration
def later(time: Timestamp, by: Duration) -> Timestamp:
    """Returns the instant that much later.

    Raises:
        Overflow: If it is out of range.
    """
    return instant(time.ns + by.ns)
#- part: later_by
#- needs: instant, Duration
def later_by(by: Duration, time: Timestamp) -> Timestamp:
    """Returns the instant that much later.

    Raises:
        Overflow: If it is out of range.
    """
    return instant(time.ns + by.ns)
#- part: earlier
#- needs: instant, Duration
def earlier(time: Timestamp, by: Duration) -> Timestamp:
    """Returns the instant that much earlier.

    Raises:
        Overflow: If it is out of range.
    """
    return instant(time.ns - by.ns)
#- part: span_between
#- needs: span, Timestamp
def span_between(end: Timestamp, start: Timestamp) -> Duration:
    """Returns the span from start to end.

    Raises:
        Overflow: If it is out of range.
    """
    return span(end.ns - start.ns)
#- part: in_zone
#- needs: instant, civil, nanoseconds
#- uses: import:re, zoneinfo:ZoneInfo, zoneinfo:ZoneInfoNotFoundError
#- errors: InvalidTime
def in_zone(time: Timestamp, zone: str) -> Timestamp:
    """Returns the instant whose UTC fields read as local time does in a zone.

    Raises:
        InvalidTime: If there is no such zone.
        Overflow: If the local time is out of range.
    """
    found = re.fullmatch(r"([+-]?)(\d\d):(\d\d)", zone, re.ASCII)
    if found:
        sign, hours, minutes = found.groups()
        if int(hours) > 23 or int(minutes) > 59:
            raise InvalidTime(f"no zone: {zone}")
        seconds = (int(hours) * 60 + int(minutes)) * (-60 if sign == "-" else 60)
        return instant(time.ns + seconds * _SECOND)
    if zone == "UTC":
        return time
    try:
        offset = civil(time).astimezone(ZoneInfo(zone)).utcoffset()
    except OverflowError:
        return instant(_PAST_TIME if time.ns > 0 else _LEAST_TIME - 1)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidTime(f"no zone: {zone}") from error
    shift = 0 if offset is None else offset.days * 86_400 + offset.seconds
    return instant(time.ns + shift * _SECOND)
#- test
def test_in_zone() -> None:
    assert in_zone(Timestamp(0), "-02:30") == Timestamp(-9_000_000_000_000)
    with pytest.raises(InvalidTime):
        in_zone(Timestamp(0), "25:00")
#- part: year_of
#- needs: civil
def year_of(time: Timestamp) -> int:
    """Returns the year."""
    return civil(time).year
#- part: month_of
#- needs: civil
def month_of(time: Timestamp) -> int:
    """Returns the month, from 0 for January."""
    return civil(time).month - 1
#- part: day_of_month
#- needs: civil
def day_of_month(time: Timestamp) -> int:
    """Returns the day of the month, from 1."""
    return civil(time).day
#- part: day_of_month_from_zero
#- needs: civil
def day_of_month_from_zero(time: Timestamp) -> int:
    """Returns the day of the month, from 0."""
    return civil(time).day - 1
#- part: day_of_week
#- needs: civil
def day_of_week(time: Timestamp) -> int:
    """Returns the day of the week, from 0 for Sunday."""
    return civil(time).isoweekday() % 7
#- part: day_of_year
#- needs: civil
def day_of_year(time: Timestamp) -> int:
    """Returns the day of the year, from 0."""
    return civil(time).timetuple().tm_yday - 1
#- part: hour_of
#- needs: civil
def hour_of(time: Timestamp) -> int:
    """Returns the hour."""
    return civil(time).hour
#- part: minute_of
#- needs: civil
def minute_of(time: Timestamp) -> int:
    """Returns the minute."""
    return civil(time).minute
#- part: second_of
#- needs: civil
def second_of(time: Timestamp) -> int:
    """Returns the second."""
    return civil(time).second
#- part: millisecond_of
#- needs: Timestamp, nanoseconds
def millisecond_of(time: Timestamp) -> int:
    """Returns the millisecond."""
    return time.ns % _SECOND // 10**6
