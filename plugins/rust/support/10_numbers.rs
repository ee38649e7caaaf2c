//- part: int
/// A length as an `i64`.
pub fn int(len: usize) -> i64 {
    i64::try_from(len).expect("a length is at most isize::MAX")
}

//- part: div
//- uses: crate::Error
//- uses: crate::Result
//- errors: DivisionByZero, Overflow
/// The quotient, truncated toward zero.
pub fn div(a: i64, b: i64) -> Result<i64> {
    if b == 0 {
        return Err(Error::DivisionByZero);
    }
    a.checked_div(b).ok_or(Error::Overflow)
}
//- test
#[test]
fn div_tells_its_errors_apart() {
    assert_eq!(div(-7, 2), Ok(-3));
    assert_eq!(div(1, 0), Err(Error::DivisionByZero));
    assert_eq!(div(i64::MIN, -1), Err(Error::Overflow));
}

//- part: rem
//- uses: crate::Error
//- uses: crate::Result
//- errors: DivisionByZero, Overflow
/// The remainder, with the sign of the dividend.
pub fn rem(a: i64, b: i64) -> Result<i64> {
    if b == 0 {
        return Err(Error::DivisionByZero);
    }
    a.checked_rem(b).ok_or(Error::Overflow)
}
//- test
#[test]
fn rem_tells_its_errors_apart() {
    assert_eq!(rem(-42, -5), Ok(-2));
    assert_eq!(rem(34, 0), Err(Error::DivisionByZero));
    assert_eq!(rem(i64::MIN, -1), Err(Error::Overflow));
}

//- part: pow
//- uses: crate::Error
//- uses: crate::Result
//- errors: InvalidArgument, Overflow
/// The power with a whole exponent of any size.
pub fn pow(base: i64, exponent: i64) -> Result<i64> {
    if exponent < 0 {
        return Err(Error::InvalidArgument("a negative exponent".into()));
    }
    match (base, u32::try_from(exponent)) {
        (0 | 1, _) if exponent > 0 => Ok(base),
        (-1, _) => Ok(if exponent % 2 == 0 { 1 } else { -1 }),
        (_, Ok(exponent)) => base.checked_pow(exponent).ok_or(Error::Overflow),
        (_, Err(_)) => Err(Error::Overflow),
    }
}
//- test
#[test]
fn pow_takes_any_exponent() {
    assert_eq!(pow(-2, 63), Ok(i64::MIN));
    assert_eq!(pow(0, 0), Ok(1));
    assert_eq!(pow(-1, i64::MAX), Ok(-1));
    assert_eq!(pow(1, i64::MAX), Ok(1));
    assert_eq!(pow(2, 63), Err(Error::Overflow));
    assert_eq!(pow(2, i64::MAX), Err(Error::Overflow));
    assert!(matches!(pow(2, -1), Err(Error::InvalidArgument(_))));
}

//- part: shift_left
/// The 64 bits moved up, zeros coming in; `None` for a negative count.
pub fn shift_left(bits: i64, count: i64) -> Option<i64> {
    match u32::try_from(count) {
        Ok(count) => Some(bits.checked_shl(count).unwrap_or(0)),
        Err(_) => (count >= 0).then_some(0),
    }
}
//- test
#[test]
fn shift_left_loses_what_leaves() {
    assert_eq!(shift_left(1, 63), Some(i64::MIN));
    assert_eq!(shift_left(1, 64), Some(0));
    assert_eq!(shift_left(1, i64::MAX), Some(0));
    assert_eq!(shift_left(1, -1), None);
}

//- part: shift_right
/// The 64 bits moved down, zeros coming in; `None` for a negative count.
pub fn shift_right(bits: i64, count: i64) -> Option<i64> {
    match u32::try_from(count) {
        Ok(count) => {
            let unsigned = u64::from_ne_bytes(bits.to_ne_bytes());
            let moved = unsigned.checked_shr(count).unwrap_or(0);
            Some(i64::from_ne_bytes(moved.to_ne_bytes()))
        }
        Err(_) => (count >= 0).then_some(0),
    }
}
//- test
#[test]
fn shift_right_brings_in_zeros() {
    assert_eq!(shift_right(-1, 1), Some(i64::MAX));
    assert_eq!(shift_right(-8, 0), Some(-8));
    assert_eq!(shift_right(1024, 64), Some(0));
    assert_eq!(shift_right(1, -1), None);
}

//- part: float
/// The nearest double.
#[expect(
    clippy::cast_precision_loss,
    reason = "the nearest double is asked for"
)]
pub fn float(number: i64) -> f64 {
    number as f64
}
//- test
#[test]
fn float_is_the_nearest() {
    assert_eq!(float(9_007_199_254_740_993).to_string(), "9007199254740992");
}

//- part: truncated
/// The number without its fraction; `None` unless it lies strictly between `-2^63` and `2^63`.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
pub fn truncated(number: f64) -> Option<i64> {
    let limit = 9_223_372_036_854_775_808.0;
    (-limit < number && number < limit).then_some(number as i64)
}
//- test
#[test]
fn truncated_refuses_what_does_not_fit() {
    assert_eq!(truncated(-7.9), Some(-7));
    assert_eq!(truncated(9.3e18), None);
    assert_eq!(truncated(-9_223_372_036_854_775_808.0), None);
    assert_eq!(truncated(f64::NAN), None);
}

//- part: single
/// The nearest single-precision number, as a double.
#[expect(clippy::cast_possible_truncation, reason = "rounding is asked for")]
pub fn single(number: f64) -> f64 {
    f64::from(number as f32)
}
//- test
#[test]
fn single_rounds() {
    assert_eq!(single(0.1).to_string(), "0.10000000149011612");
}

//- part: sign
/// -1.0, 0.0 or 1.0, NaN for NaN.
pub fn sign(number: f64) -> f64 {
    if number < 0.0 {
        -1.0
    } else if number > 0.0 {
        1.0
    } else {
        number.abs()
    }
}
//- test
#[test]
fn sign_knows_one_zero() {
    assert_eq!(
        [-2.5, 9.0, -0.0].map(|x| sign(x).to_string()),
        ["-1", "1", "0"]
    );
    assert!(sign(f64::NAN).is_nan());
}

//- part: greatest
/// The greater one; NaN when either is NaN, the first of equals.
pub fn greatest(a: f64, b: f64) -> f64 {
    if a.is_nan() || !(b.is_nan() || a < b) {
        a
    } else {
        b
    }
}
//- test
#[test]
fn greatest_keeps_nan() {
    assert_eq!(greatest(-0.0, 0.0).to_string(), "-0");
    assert!(greatest(f64::NAN, 1.0).is_nan() && greatest(1.0, f64::NAN).is_nan());
}

//- part: least
/// The smaller one; NaN when either is NaN, the first of equals.
pub fn least(a: f64, b: f64) -> f64 {
    if a.is_nan() || !(b.is_nan() || b < a) {
        a
    } else {
        b
    }
}
//- test
#[test]
fn least_keeps_nan() {
    assert_eq!(least(0.0, -0.0).to_string(), "0");
    assert!(least(f64::NAN, 1.0).is_nan() && least(1.0, f64::NAN).is_nan());
}

//- part: parse_int
//- uses: std::num::IntErrorKind
//- uses: crate::Error
//- uses: crate::Result
//- errors: InvalidNumber, Overflow
/// The number that decimal digits with an optional sign write.
pub fn parse_int(text: &str) -> Result<i64> {
    text.parse()
        .map_err(|error: std::num::ParseIntError| match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => Error::Overflow,
            _ => Error::InvalidNumber(text.into()),
        })
}
//- test
#[test]
fn parse_int_tells_its_errors_apart() {
    assert_eq!(parse_int("+007"), Ok(7));
    assert_eq!(parse_int("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(parse_int("9223372036854775808"), Err(Error::Overflow));
    for text in ["", "-", "+-1", "0x1F", "1_0", " 1", "\u{663}"] {
        assert!(
            matches!(parse_int(text), Err(Error::InvalidNumber(_))),
            "{text}"
        );
    }
}

//- part: parse_float
/// The number that a decimal literal, or one of the names that `float_text` uses, writes.
pub fn parse_float(text: &str) -> Option<f64> {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let number = digits(whole)
        && digits(fraction)
        && digits(exponent)
        && !fraction.is_empty()
        && !exponent.is_empty()
        && !mantissa.is_empty();
    (number || matches!(text, "NaN" | "Infinity" | "-Infinity"))
        .then(|| text.parse().ok())
        .flatten()
}
//- test
#[test]
fn parse_float_reads_literals_only() {
    assert_eq!(
        parse_float("-84.32e7").map(|x| x.to_string()),
        Some("-843200000".into())
    );
    assert_eq!(parse_float(".5"), Some(0.5));
    assert_eq!(parse_float("1e999"), Some(f64::INFINITY));
    assert_eq!(parse_float("-Infinity"), Some(f64::NEG_INFINITY));
    for text in [
        "",
        "+",
        ".",
        "1.",
        "1.e3",
        "e5",
        "1e",
        "1e+",
        "+Infinity",
        "inf",
        "nan",
        "1 ",
    ] {
        assert_eq!(parse_float(text), None, "{text}");
    }
}

//- part: parse_bool
/// The truth value that one of ten texts writes.
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "true" | "True" | "TRUE" => Some(true),
        "0" | "f" | "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}
//- test
#[test]
fn parse_bool_is_strict() {
    assert_eq!(parse_bool("True"), Some(true));
    assert_eq!(parse_bool("f"), Some(false));
    assert_eq!(parse_bool("TrUe"), None);
}

//- part: float_text
/// The shortest text that reads back as the same number.
pub fn float_text(number: f64) -> String {
    if number.is_infinite() {
        return if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .into();
    }
    let size = number.abs();
    if number.is_nan() || size == 0.0 || (1e-4..1e21).contains(&size) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{digits}e{exponent:+03}")
}
//- test
#[test]
fn float_text_follows_the_language() {
    let cases = [
        (123.456, "123.456"),
        (-0.0045, "-0.0045"),
        (-0.0, "-0"),
        (1.0, "1"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1e-4, "0.0001"),
        (1e-5, "1e-05"),
        (6.022_14e23, "6.02214e+23"),
        (5e-324, "5e-324"),
        (f64::NAN, "NaN"),
        (f64::NEG_INFINITY, "-Infinity"),
    ];
    for (number, text) in cases {
        assert_eq!(float_text(number), text);
    }
}

//- part: fixed
//- needs: float_text
/// The number with so many digits after the point, exact halves to the even digit.
pub fn fixed(number: f64, precision: usize) -> String {
    if number.is_finite() {
        format!("{number:.precision$}")
    } else {
        float_text(number)
    }
}
//- test
#[test]
fn fixed_rounds_halves_to_even() {
    assert_eq!(fixed(123.4999, 3), "123.500");
    assert_eq!(fixed(2.5, 0), "2");
    assert_eq!(fixed(0.125, 2), "0.12");
    assert_eq!(fixed(-0.0, 1), "-0.0");
    assert_eq!(fixed(f64::NEG_INFINITY, 2), "-Infinity");
}

//- part: scientific
//- needs: float_text
/// The number with one digit before the point, so many after it, and an exponent.
pub fn scientific(number: f64, precision: usize) -> String {
    if !number.is_finite() {
        return float_text(number);
    }
    let text = format!("{number:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{digits}e{exponent:+03}")
}
//- test
#[test]
fn scientific_has_two_digits_of_exponent() {
    assert_eq!(scientific(3.25, 6), "3.250000e+00");
    assert_eq!(scientific(-1500.0, 3), "-1.500e+03");
    assert_eq!(scientific(1.0e-7, 0), "1e-07");
    assert_eq!(scientific(f64::NAN, 2), "NaN");
}

//- part: hex
/// The hexadecimal digits, after a minus for what is negative.
pub fn hex(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{:x}", number.unsigned_abs())
}
//- test
#[test]
fn hex_has_a_sign() {
    assert_eq!(hex(-26), "-1a");
    assert_eq!(hex(i64::MIN), "-8000000000000000");
}

//- part: octal
/// The octal digits, after a minus for what is negative.
pub fn octal(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{:o}", number.unsigned_abs())
}
//- test
#[test]
fn octal_has_a_sign() {
    assert_eq!(octal(-8), "-10");
    assert_eq!(octal(0), "0");
}

//- part: binary
/// The binary digits, after a minus for what is negative.
pub fn binary(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{:b}", number.unsigned_abs())
}
//- test
#[test]
fn binary_has_a_sign() {
    assert_eq!(binary(-2), "-10");
    assert_eq!(binary(5), "101");
}
