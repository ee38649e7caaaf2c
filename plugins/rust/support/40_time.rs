//- part: duration
//- uses: std::fmt
/// A span of time: a signed count of nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Duration(i64);

impl Duration {
    /// The span of so many nanoseconds.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The number of nanoseconds.
    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// The sum; `None` if that overflows.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` if that overflows.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The whole seconds, truncated toward zero.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0 / 1_000_000_000
    }

    /// The milliseconds beside the whole seconds, truncated toward zero.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0 % 1_000_000_000 / 1_000_000
    }
}

impl fmt::Display for Duration {
    /// Seconds with as many digits of the fraction as needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.unsigned_abs();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", nanos / 1_000_000_000)?;
        match nanos % 1_000_000_000 {
            0 => f.write_str("s"),
            fraction => write!(f, ".{}s", format!("{fraction:09}").trim_end_matches('0')),
        }
    }
}
//- test
#[test]
fn durations_print_exactly() {
    let cases = [
        (60_001_000_000, "60.001s"),
        (-500_000_000, "-0.5s"),
        (0, "0s"),
        (i64::MIN, "-9223372036.854775808s"),
        (1, "0.000000001s"),
    ];
    for (nanos, text) in cases {
        assert_eq!(Duration::from_nanos(nanos).to_string(), text);
    }
    assert_eq!(Duration::from_nanos(-1_500_000_000).millis(), -500);
    assert_eq!(Duration::from_nanos(-1_500_000_000).seconds(), -1);
    assert_eq!(
        Duration::from_nanos(i64::MAX).checked_add(Duration::from_nanos(1)),
        None
    );
    assert_eq!(
        Duration::from_nanos(i64::MIN).checked_sub(Duration::from_nanos(1)),
        None
    );
}

//- part: parse_duration
//- needs: duration
//- uses: crate::Error
//- uses: crate::Result
//- errors: InvalidTime, Overflow
/// The nanoseconds of one number with its unit, and the text behind it.
fn duration_term(text: &str) -> Option<(Option<i128>, &str)> {
    let end = text.find(|c: char| c != '.' && !c.is_ascii_digit())?;
    let (number, rest) = text.split_at(end);
    let (unit, rest) = ["ns", "us", "ms", "s", "m", "h"]
        .into_iter()
        .find_map(|unit| Some((unit, rest.strip_prefix(unit)?)))?;
    let scale: i128 = match unit {
        "h" => 3_600_000_000_000,
        "m" => 60_000_000_000,
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        "us" => 1000,
        _ => 1,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = fraction.trim_end_matches('0');
    if !number.contains(|c: char| c.is_ascii_digit()) || number.matches('.').count() > 1 {
        return None;
    }
    // A fraction longer than this cannot be a whole number of nanoseconds in any unit.
    let digits = u32::try_from(fraction.len()).ok().filter(|&n| n <= 15)?;
    let part = fraction.parse::<i128>().unwrap_or(0) * scale;
    let divisor = 10_i128.pow(digits);
    if part % divisor != 0 {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let nanos = match whole.len() {
        0 => Some(part / divisor),
        1..=20 => whole
            .parse::<i128>()
            .ok()
            .map(|n| n * scale + part / divisor),
        _ => None,
    };
    Some((nanos, rest))
}

/// The span that a text such as `1h30m` or `-1.5s` writes.
pub fn parse_duration(text: &str) -> Result<Duration> {
    let invalid = || Error::InvalidTime(text.into());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "0" {
        return Ok(Duration::from_nanos(0));
    }
    let mut rest = unsigned;
    let mut total = Some(0_i128);
    while !rest.is_empty() || unsigned.is_empty() {
        let (nanos, behind) = duration_term(rest).ok_or_else(invalid)?;
        total = total.zip(nanos).and_then(|(a, b)| a.checked_add(b));
        rest = behind;
    }
    let total = if text.starts_with('-') {
        total.map(|n| -n)
    } else {
        total
    };
    total
        .and_then(|nanos| i64::try_from(nanos).ok())
        .map(Duration::from_nanos)
        .ok_or(Error::Overflow)
}
//- test
#[test]
fn parse_duration_reads_units() {
    let cases = [
        ("1h30m", 5_400_000_000_000),
        ("-1.5h", -5_400_000_000_000),
        ("0", 0),
        ("+0s", 0),
        ("1.000000001s", 1_000_000_001),
        (".5ms", 500_000),
        ("1.us", 1000),
        ("-9223372036.854775808s", i64::MIN),
    ];
    for (text, nanos) in cases {
        assert_eq!(
            parse_duration(text),
            Ok(Duration::from_nanos(nanos)),
            "{text}"
        );
    }
    for text in [
        "",
        "-",
        "1",
        "1d",
        "0.5ns",
        "s",
        ".s",
        "1..2s",
        "1s ",
        "1.0000000001s",
    ] {
        assert!(
            matches!(parse_duration(text), Err(Error::InvalidTime(_))),
            "{text}"
        );
    }
    for text in [
        "3000000h",
        "9223372036.854775808s",
        "99999999999999999999999999h",
    ] {
        assert_eq!(parse_duration(text), Err(Error::Overflow), "{text}");
    }
}

//- part: timestamp
//- needs: duration
//- uses: std::fmt
/// An instant from the year 1 to 9999, to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp {
    seconds: i64,
    nanos: i64,
}

impl Timestamp {
    /// The beginning of 1970 in UTC.
    pub const EPOCH: Self = Self {
        seconds: 0,
        nanos: 0,
    };

    /// The instant so many seconds and nanoseconds after 1970 began in UTC; `None` outside the
    /// years 1 to 9999.
    #[must_use]
    pub fn new(seconds: i64, nanos: i64) -> Option<Self> {
        let seconds = seconds.checked_add(nanos.div_euclid(1_000_000_000))?;
        (-62_135_596_800..=253_402_300_799)
            .contains(&seconds)
            .then_some(Self {
                seconds,
                nanos: nanos.rem_euclid(1_000_000_000),
            })
    }

    /// The whole seconds since 1970 began in UTC, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// The nanoseconds of the second.
    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.nanos
    }

    /// The instant a span later; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn checked_add(self, span: Duration) -> Option<Self> {
        let (seconds, nanos) = (span.seconds(), span.nanos() % 1_000_000_000);
        Self::new(self.seconds + seconds, self.nanos + nanos)
    }

    /// The instant a span earlier; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn checked_sub(self, span: Duration) -> Option<Self> {
        let (seconds, nanos) = (span.seconds(), span.nanos() % 1_000_000_000);
        Self::new(self.seconds - seconds, self.nanos - nanos)
    }

    /// The span since another instant; `None` if that overflows.
    #[must_use]
    pub fn checked_since(self, other: Self) -> Option<Duration> {
        let seconds = i128::from(self.seconds - other.seconds);
        let nanos = seconds * 1_000_000_000 + i128::from(self.nanos - other.nanos);
        i64::try_from(nanos).ok().map(Duration::from_nanos)
    }

    /// Year, month and day of the month, both from 1.
    ///
    /// Hinnant's `civil_from_days`, <https://howardhinnant.github.io/date_algorithms.html>.
    #[must_use]
    pub const fn date(self) -> (i64, i64, i64) {
        let days = self.seconds.div_euclid(86_400) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leap_days) / 365;
        let start = 365 * year_of_era + year_of_era / 4 - year_of_era / 100;
        let day_of_year = day_of_era - start;
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = era * 400 + year_of_era;
        (if month < 3 { year + 1 } else { year }, month, day)
    }

    /// The seconds since midnight.
    #[must_use]
    pub const fn second_of_day(self) -> i64 {
        self.seconds.rem_euclid(86_400)
    }

    /// The day of the week from 0 for Sunday.
    #[must_use]
    pub const fn weekday(self) -> i64 {
        (self.seconds.div_euclid(86_400) + 4).rem_euclid(7)
    }

    /// The day of the year from 0.
    #[must_use]
    pub const fn day_of_year(self) -> i64 {
        let (year, month, day) = self.date();
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let before = (153 * ((month + 9) % 12) + 2) / 5 + day;
        match month {
            1 | 2 => before - 307,
            _ if leap => before + 59,
            _ => before + 58,
        }
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, with as many digits of the fraction as needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let second = self.second_of_day();
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        match self.nanos {
            0 => f.write_str("Z"),
            nanos => write!(f, ".{}Z", format!("{nanos:09}").trim_end_matches('0')),
        }
    }
}
//- test
#[test]
fn timestamps_print_in_utc() {
    let text = |seconds, nanos| Timestamp::new(seconds, nanos).map(|t| t.to_string());
    assert_eq!(
        text(1_000_000_000, 0).as_deref(),
        Some("2001-09-09T01:46:40Z")
    );
    assert_eq!(
        text(-62_135_596_800, 0).as_deref(),
        Some("0001-01-01T00:00:00Z")
    );
    assert_eq!(
        text(253_402_300_799, 5).as_deref(),
        Some("9999-12-31T23:59:59.000000005Z")
    );
    assert_eq!(
        text(0, -1).as_deref(),
        Some("1969-12-31T23:59:59.999999999Z")
    );
    assert_eq!(text(253_402_300_800, 0), None);
    assert_eq!(text(i64::MAX, i64::MAX), None);
}

#[test]
fn timestamps_know_their_day() {
    let day = |seconds| Timestamp::new(seconds, 0).map(|t| (t.weekday(), t.day_of_year()));
    assert_eq!(day(1_703_505_600), Some((1, 358)));
    assert_eq!(day(1_709_251_200), Some((5, 60)));
    assert_eq!(day(-2_177_539_200), Some((1, 364)));
    assert_eq!(day(0), Some((4, 0)));
    assert_eq!(day(-62_135_596_800), Some((1, 0)));
}

#[test]
fn timestamps_move() {
    let last = Timestamp::new(253_402_300_799, 999_999_999).unwrap();
    assert_eq!(last.checked_add(Duration::from_nanos(1)), None);
    assert_eq!(last.checked_since(Timestamp::EPOCH), None);
    let moved = Timestamp::EPOCH
        .checked_sub(Duration::from_nanos(i64::MIN))
        .unwrap();
    assert_eq!(moved.to_string(), "2262-04-11T23:47:16.854775808Z");
    let back = moved.checked_add(Duration::from_nanos(i64::MIN));
    assert_eq!(back, Some(Timestamp::EPOCH));
    let span = Timestamp::EPOCH.checked_since(moved);
    assert_eq!(span, Some(Duration::from_nanos(i64::MIN)));
}

//- part: parse_timestamp
//- needs: timestamp
//- uses: crate::Error
//- uses: crate::Result
//- errors: InvalidTime, Overflow
/// The days from 1970 to a date, if the date exists.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let y = if month < 3 { year - 1 } else { year };
    let before = 365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400);
    (1..=length)
        .contains(&day)
        .then(|| before + (153 * ((month + 9) % 12) + 2) / 5 + day - 719_469)
}

/// A number of exactly so many digits, and the text behind it.
fn digits(text: &str, count: usize) -> Option<(i64, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let all = number.bytes().all(|b| b.is_ascii_digit());
    Some((number.parse().ok().filter(|_| all)?, rest))
}

/// Seconds and nanoseconds since 1970 of an RFC 3339 text.
fn instant(text: &str) -> Option<(i64, i64)> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (hour, rest) = digits(rest.strip_prefix(['T', 't'])?, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
    let mut nanos = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = fraction.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = digits(fraction, count).filter(|_| (1..=9).contains(&count))?;
        nanos = (count..9).fold(number, |n, _| n * 10);
        rest = behind;
    }
    let offset = match rest {
        "Z" | "z" => 0,
        _ => {
            let (hours, behind) = digits(rest.strip_prefix(['+', '-'])?, 2)?;
            let (minutes, end) = digits(behind.strip_prefix(':')?, 2)?;
            if hours > 23 || minutes > 59 || !end.is_empty() {
                return None;
            }
            let size = hours * 3600 + minutes * 60;
            if rest.starts_with('-') { -size } else { size }
        }
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days(year, month, day)? * 86_400 + hour * 3600 + minute * 60 + second;
    Some((seconds - offset, nanos))
}

/// The instant that an RFC 3339 text writes.
pub fn parse_timestamp(text: &str) -> Result<Timestamp> {
    let (seconds, nanos) = instant(text).ok_or_else(|| Error::InvalidTime(text.into()))?;
    Timestamp::new(seconds, nanos).ok_or(Error::Overflow)
}
//- test
#[test]
fn parse_timestamp_reads_rfc_3339() {
    let cases = [
        ("2023-08-26T12:39:00-07:00", "2023-08-26T19:39:00Z"),
        ("2004-09-16T23:59:59.500Z", "2004-09-16T23:59:59.5Z"),
        ("2000-02-29t00:00:00z", "2000-02-29T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        (
            "1969-12-31T23:59:59.000000001Z",
            "1969-12-31T23:59:59.000000001Z",
        ),
    ];
    for (text, utc) in cases {
        assert_eq!(parse_timestamp(text).map(|t| t.to_string()), Ok(utc.into()));
    }
    for text in [
        "2023-02-29T00:00:00Z",
        "2023-08-26",
        "2023-08-26T12:39:00",
        "2023-08-26T24:00:00Z",
        "2023-08-26T12:39:60Z",
        "2023-08-26T12:39:00.Z",
        "2023-08-26T12:39:00.0000000001Z",
        "2023-08-26T12:39:00+24:00",
        "2023-08-26T12:39:00é",
        "+023-08-26T12:39:00Z",
        "",
    ] {
        assert!(
            matches!(parse_timestamp(text), Err(Error::InvalidTime(_))),
            "{text}"
        );
    }
    for text in ["0001-01-01T00:00:00+01:00", "0000-06-01T00:00:00Z"] {
        assert_eq!(parse_timestamp(text), Err(Error::Overflow));
    }
}

//- part: in_zone
//- needs: timestamp, duration
//- uses: crate::Error
//- uses: crate::Result
//- errors: InvalidTime, Overflow
/// The instant moved by the offset of `UTC` or of hours and minutes such as `-02:30`.
pub fn in_zone(time: Timestamp, zone: &str) -> Result<Timestamp> {
    let number = |text: &str| {
        let fits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<i64>().ok().filter(|_| fits)
    };
    let offset = match zone {
        "UTC" => Some(0),
        _ => zone
            .strip_prefix(['+', '-'])
            .unwrap_or(zone)
            .split_once(':')
            .and_then(|(hours, minutes)| Some((number(hours)?, number(minutes)?)))
            .filter(|&(hours, minutes)| hours < 24 && minutes < 60)
            .map(|(hours, minutes)| hours * 3600 + minutes * 60),
    };
    let offset = offset.ok_or_else(|| Error::InvalidTime(zone.into()))?;
    let seconds = if zone.starts_with('-') {
        -offset
    } else {
        offset
    };
    Timestamp::new(time.seconds() + seconds, time.nanos()).ok_or(Error::Overflow)
}
//- test
#[test]
fn in_zone_moves_by_an_offset() {
    let local = |zone| in_zone(Timestamp::EPOCH, zone).map(|t| t.to_string());
    assert_eq!(local("-02:30"), Ok("1969-12-31T21:30:00Z".into()));
    assert_eq!(local("05:45"), Ok("1970-01-01T05:45:00Z".into()));
    assert_eq!(local("UTC"), Ok("1970-01-01T00:00:00Z".into()));
    for zone in ["25:00", "", "1:00", "+01:60", "Europe/Berlin", "+-1:00"] {
        assert!(matches!(local(zone), Err(Error::InvalidTime(_))), "{zone}");
    }
    let last = Timestamp::new(253_402_300_799, 0).unwrap();
    assert_eq!(in_zone(last, "+01:00"), Err(Error::Overflow));
}

//- part: timestamp_literal
//- needs: timestamp
impl Timestamp {
    /// An instant of the specification.
    pub(crate) const fn literal(seconds: i64, nanos: i64) -> Self {
        Self { seconds, nanos }
    }
}
