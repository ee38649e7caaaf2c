//- part: decimal
//- uses: std::fmt
//- uses: std::hash::{Hash, Hasher}
/// A decimal number as it was written; `1.0` and `1.00` are equal.
#[derive(Debug, Clone)]
pub struct Decimal(String);

impl Decimal {
    /// The number that the text writes: digits, perhaps with a sign, a point and an exponent.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let number = digits(whole)
            && digits(fraction)
            && whole.len() + fraction.len() > 0
            && exponent.parse::<i32>().is_ok();
        number.then(|| Self(text.into()))
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Sign, digits without zeros at either end, and the power of ten behind them.
    fn parts(&self) -> (bool, String, i64) {
        let unsigned = self.0.trim_start_matches(['+', '-']);
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let kept = digits.trim_end_matches('0');
        let moved = digits.len() - kept.len();
        let shift = i64::try_from(moved).unwrap_or(0) - i64::try_from(fraction.len()).unwrap_or(0);
        let significant = kept.trim_start_matches('0');
        if significant.is_empty() {
            return (false, String::new(), 0);
        }
        let power = exponent.parse::<i64>().unwrap_or(0) + shift;
        (self.0.starts_with('-'), significant.into(), power)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
//- test
#[test]
fn decimals_compare_by_value() {
    let decimal = |text| Decimal::new(text).unwrap();
    for (a, b) in [
        ("1.0", "1.00"),
        ("-0", "0.0"),
        ("1e3", "1000"),
        ("007", "+7"),
        (".5", "5e-1"),
    ] {
        assert_eq!(decimal(a), decimal(b));
    }
    assert_ne!(decimal("1"), decimal("-1"));
    assert_ne!(decimal("10"), decimal("1"));
    assert_eq!(decimal("1.00").to_string(), "1.00");
    for text in ["", "-", ".", "1e", "x", "1.2.3", "NaN"] {
        assert!(Decimal::new(text).is_none(), "{text}");
    }
}

//- part: uuid
//- uses: std::fmt
/// A universally unique identifier: sixteen octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// The identifier that 32 hexadecimal digits, with or without hyphens, write.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|&c| c != '-').collect();
        if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u128::from_str_radix(&digits, 16)
            .ok()
            .map(|number| Self(number.to_be_bytes()))
    }

    /// The octets.
    #[must_use]
    pub const fn octets(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, octet) in self.0.iter().enumerate() {
            let hyphen = if matches!(index, 4 | 6 | 8 | 10) {
                "-"
            } else {
                ""
            };
            write!(f, "{hyphen}{octet:02x}")?;
        }
        Ok(())
    }
}
//- test
#[test]
fn uuids_compare_by_their_octets() {
    let text = "123e4567-e89b-12d3-a456-426614174000";
    assert_eq!(Uuid::new(text), Uuid::new(&text.to_uppercase()));
    assert_eq!(
        Uuid::new(text).map(|id| id.to_string()).as_deref(),
        Some(text)
    );
    assert_eq!(Uuid::new(&text[1..]), None);
    assert_eq!(Uuid::new("+23e4567-e89b-12d3-a456-426614174000"), None);
}

//- part: any
//- uses: std::collections::BTreeMap
/// A value as JSON has them; `1` and `1.0` are equal.
#[derive(Debug, Clone)]
pub enum Any {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    String(String),
    /// Values in order.
    Array(Vec<Any>),
    /// Values by name.
    Object(BTreeMap<String, Any>),
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a number beyond the range stays there"
)]
impl PartialEq for Any {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Int(a), Self::Float(b)) | (Self::Float(b), Self::Int(a)) => {
                b.fract() == 0.0 && *b as i128 == i128::from(*a)
            }
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}
//- test
#[test]
fn whole_numbers_are_equal_in_either_form() {
    assert_eq!(Any::Int(2), Any::Float(2.0));
    assert_ne!(Any::Int(2), Any::Float(2.5));
    assert_ne!(Any::Int(i64::MAX), Any::Float(9_223_372_036_854_775_808.0));
    assert_eq!(Any::Int(i64::MIN), Any::Float(-9_223_372_036_854_775_808.0));
    assert_ne!(Any::Float(f64::NAN), Any::Float(f64::NAN));
}

#[test]
fn values_of_two_kinds_differ() {
    assert_ne!(Any::Int(1), Any::String("1".into()));
    assert_ne!(Any::Bool(true), Any::Int(1));
    assert_eq!(Any::Array(vec![Any::Null]), Any::Array(vec![Any::Null]));
}

//- part: decimal_literal
//- needs: decimal
impl Decimal {
    /// A number of the specification.
    pub(crate) fn literal(text: &str) -> Self {
        Self(text.into())
    }
}

//- part: uuid_literal
//- needs: uuid
impl Uuid {
    /// An identifier of the specification.
    pub(crate) const fn literal(number: u128) -> Self {
        Self(number.to_be_bytes())
    }
}
