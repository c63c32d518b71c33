use crate::refusal::Refusal;
use serde_json::Value;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A JSON number, exactly: an integer from -2^63 to 2^64-1, or a finite double.
///
/// Numbers are equal when their exact values are, whatever their spelling, and `-0.0` is told from
/// `0`. A double that is not finite can be held, but not emitted.
///
/// ```
/// use tidings_contract::Number;
/// assert_eq!(Number::from(1), Number::from(1.0));
/// assert_ne!(Number::from(0), Number::from(-0.0));
/// assert!(Number::from(u64::MAX) < Number::from(18446744073709551616.0));
/// ```
#[derive(Clone, Copy)]
pub struct Number(Repr);

#[derive(Clone, Copy)]
pub(crate) enum Repr {
    /// From i64::MIN to u64::MAX.
    Whole(i128),
    Double(f64),
}

impl Number {
    pub(crate) const fn whole(n: i128) -> Self {
        Self(Repr::Whole(n))
    }

    pub(crate) const fn double(n: f64) -> Self {
        Self(Repr::Double(n))
    }

    pub(crate) const fn repr(self) -> Repr {
        self.0
    }

    /// The integer of this value, where it is one that 64 signed bits hold; `-0.0` is 0.
    pub fn as_i64(self) -> Option<i64> {
        self.as_whole().and_then(|n| n.try_into().ok())
    }

    /// The integer of this value, where it is one that 64 unsigned bits hold; `-0.0` is 0.
    pub fn as_u64(self) -> Option<u64> {
        self.as_whole().and_then(|n| n.try_into().ok())
    }

    /// The nearest double.
    pub fn as_f64(self) -> f64 {
        match self.0 {
            Repr::Whole(n) => n as f64,
            Repr::Double(n) => n,
        }
    }

    /// Whether the value is integral: JSON Schema calls `1.0` an integer.
    pub fn is_integral(self) -> bool {
        match self.0 {
            Repr::Whole(_) => true,
            Repr::Double(n) => n.is_finite() && n.fract() == 0.0,
        }
    }

    fn as_whole(self) -> Option<i128> {
        match self.0 {
            Repr::Whole(n) => Some(n),
            // Beyond 2^127 the cast would saturate; no 64-bit integer lies there.
            Repr::Double(n) if self.is_integral() && n.abs() < 1e38 => Some(n as i128),
            Repr::Double(_) => None,
        }
    }

    /// Compares as JSON Schema does: by value, with `-0.0` equal to `0`.
    pub(crate) fn compare(self, other: Self) -> Ordering {
        let plain = |n: Self| match n.0 {
            Repr::Double(0.0) => Self::whole(0),
            _ => n,
        };
        plain(self).cmp(&plain(other))
    }

    pub(crate) fn canonical(self) -> String {
        const LIMIT: std::ops::RangeInclusive<i128> = i64::MIN as i128..=u64::MAX as i128;
        match self.as_whole().filter(|n| LIMIT.contains(n)) {
            Some(n) => n.to_string(),
            None => self.to_string(),
        }
    }

    pub(crate) fn to_json(self) -> Result<Value, Refusal> {
        let number = match self.0 {
            Repr::Whole(n) => serde_json::Number::from_i128(n),
            Repr::Double(n) => serde_json::Number::from_f64(n),
        };
        number
            .map(Value::Number)
            .ok_or_else(|| Refusal::coded(Refusal::NUMBER, format!("{self} is no JSON number")))
    }
}

impl From<&serde_json::Number> for Number {
    fn from(number: &serde_json::Number) -> Self {
        match (number.as_i128(), number.as_f64()) {
            (Some(n), _) => Self::whole(n),
            (None, Some(n)) => Self::double(n),
            (None, None) => Self::double(f64::NAN),
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0, other.0) {
            (Repr::Whole(a), Repr::Whole(b)) => a.cmp(&b),
            (Repr::Double(a), Repr::Double(b)) => a.total_cmp(&b),
            (Repr::Whole(a), Repr::Double(b)) => whole_to_double(a, b),
            (Repr::Double(a), Repr::Whole(b)) => whole_to_double(b, a).reverse(),
        }
    }
}

fn whole_to_double(whole: i128, double: f64) -> Ordering {
    const BEYOND: f64 = 36_893_488_147_419_103_232.0; // 2^65: no whole number reaches it.
    if double.is_nan() || double.abs() >= BEYOND {
        return if double.is_sign_negative() {
            Ordering::Greater
        } else {
            Ordering::Less
        };
    }
    let below = || match double.fract() {
        part if part > 0.0 => Ordering::Less,
        part if part < 0.0 => Ordering::Greater,
        _ if double == 0.0 && double.is_sign_negative() => Ordering::Greater,
        _ => Ordering::Equal,
    };
    whole.cmp(&(double.trunc() as i128)).then_with(below)
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.0 {
            Repr::Whole(n) => n.hash(state),
            // Equal numbers hash alike: an integral double as the integer that it equals.
            Repr::Double(n) => match self.as_whole() {
                Some(whole) if whole != 0 || n.is_sign_positive() => whole.hash(state),
                _ => n.to_bits().hash(state),
            },
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Repr::Whole(n) => write!(f, "{n}"),
            Repr::Double(n) => match serde_json::Number::from_f64(n) {
                Some(n) => write!(f, "{n}"),
                None => write!(f, "{n}"),
            },
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::whole(0)
    }
}

macro_rules! from_int {
    ($($int:ty)*) => {$(
        impl From<$int> for Number {
            fn from(n: $int) -> Self {
                Self::whole(n.into())
            }
        }
    )*};
}
from_int!(i8 i16 i32 i64 u8 u16 u32 u64);

impl From<f64> for Number {
    fn from(n: f64) -> Self {
        Self::double(n)
    }
}

impl From<f32> for Number {
    fn from(n: f32) -> Self {
        Self::double(n.into())
    }
}
