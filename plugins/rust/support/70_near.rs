//- part: near
/// Equality up to a tolerance in every number with a fraction.
pub trait Near {
    /// Whether two values are equal, or differ in such numbers by no more than the tolerance.
    fn near(&self, other: &Self, tolerance: f64) -> bool;
}

impl Near for f64 {
    fn near(&self, other: &Self, tolerance: f64) -> bool {
        if self.is_finite() && other.is_finite() {
            (self - other).abs() <= tolerance
        } else {
            self.to_string() == other.to_string()
        }
    }
}

macro_rules! exact {
    ($($exact:ty)*) => {
        $(impl Near for $exact {
            fn near(&self, other: &Self, _tolerance: f64) -> bool {
                self == other
            }
        })*
    };
}

exact! { bool i64 u8 String }

impl<T: Near> Near for Box<T> {
    fn near(&self, other: &Self, tolerance: f64) -> bool {
        self.as_ref().near(other, tolerance)
    }
}

impl<T: Near> Near for Option<T> {
    fn near(&self, other: &Self, tolerance: f64) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.near(b, tolerance),
            (a, b) => a.is_none() && b.is_none(),
        }
    }
}

impl<T: Near, E: Near> Near for std::result::Result<T, E> {
    fn near(&self, other: &Self, tolerance: f64) -> bool {
        match (self, other) {
            (Ok(a), Ok(b)) => a.near(b, tolerance),
            (Err(a), Err(b)) => a.near(b, tolerance),
            _ => false,
        }
    }
}

impl<T: Near> Near for Vec<T> {
    fn near(&self, other: &Self, tolerance: f64) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(a, b)| a.near(b, tolerance))
    }
}

impl<T: Ord> Near for std::collections::BTreeSet<T> {
    fn near(&self, other: &Self, _tolerance: f64) -> bool {
        self == other
    }
}

impl<K: Ord, V: Near> Near for std::collections::BTreeMap<K, V> {
    fn near(&self, other: &Self, tolerance: f64) -> bool {
        self.keys().eq(other.keys())
            && self
                .values()
                .zip(other.values())
                .all(|(a, b)| a.near(b, tolerance))
    }
}

macro_rules! tuples {
    ($(($($item:ident $place:tt),+))*) => {
        $(impl<$($item: Near),+> Near for ($($item,)+) {
            fn near(&self, other: &Self, tolerance: f64) -> bool {
                $(self.$place.near(&other.$place, tolerance))&&+
            }
        })*
    };
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
}
//- test
#[test]
fn near_looks_at_every_number() {
    use std::collections::{BTreeMap, BTreeSet};
    let value = |number| {
        let outcomes = BTreeMap::from([(1, Ok::<_, i64>(number))]);
        (vec![Some(number)], outcomes)
    };
    assert!(value(1.0).near(&value(1.05), 0.1));
    assert!(!value(1.0).near(&value(1.2), 0.1));
    assert!(f64::NAN.near(&f64::NAN, 0.1));
    assert!(!f64::INFINITY.near(&1.0, 0.1));
    assert!(!Some(1.0).near(&None, 0.1));
    assert!(!vec![1.0].near(&vec![], 0.1));
    assert!(!Ok::<f64, f64>(1.0).near(&Err(1.0), 0.1));
    assert!(!BTreeSet::from([1]).near(&BTreeSet::new(), 0.1));
    assert!(Box::new(1.0).near(&Box::new(1.1), 0.2));
    assert!((true, 1_u8).near(&(true, 1), 0.0));
}

//- part: near_any
//- needs: any
//- needs: near
impl Near for Any {
    fn near(&self, other: &Self, tolerance: f64) -> bool {
        match (self, other) {
            (Self::Float(a), Self::Float(b)) => a.near(b, tolerance),
            (Self::Array(a), Self::Array(b)) => a.near(b, tolerance),
            (Self::Object(a), Self::Object(b)) => a.near(b, tolerance),
            _ => self == other,
        }
    }
}
//- test
#[test]
fn near_looks_into_values_of_any_kind() {
    let value = |number| {
        let entries = std::collections::BTreeMap::from([("a".into(), number)]);
        Any::Array(vec![Any::Object(entries)])
    };
    assert!(value(Any::Float(1.0)).near(&value(Any::Float(1.1)), 0.2));
    assert!(!value(Any::Float(1.0)).near(&value(Any::Float(1.3)), 0.2));
    assert!(!value(Any::Float(1.0)).near(&value(Any::Int(2)), 0.2));
    assert!(value(Any::Float(1.0)).near(&value(Any::Int(1)), 0.2));
}
