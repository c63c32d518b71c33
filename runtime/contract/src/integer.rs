use crate::number::Number;
use crate::refusal::Refusal;
use std::fmt;

/// A JSON number whose value is integral: `1`, `-3`, `18446744073709551615`, and also `1.0` or `1e20`.
///
/// ```
/// use tidings_contract::Integer;
/// assert_eq!(Integer::from(7_u8).as_i64(), Some(7));
/// assert!(Integer::try_from(1.5).is_err());
/// assert_eq!(Integer::try_from(1e20)?.to_string(), "1e+20");
/// # Ok::<(), tidings_contract::Refusal>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Integer(Number);

impl Integer {
    /// The value, where 64 signed bits hold it; `-0.0` is 0.
    pub fn as_i64(self) -> Option<i64> {
        self.0.as_i64()
    }

    /// The value, where 64 unsigned bits hold it; `-0.0` is 0.
    pub fn as_u64(self) -> Option<u64> {
        self.0.as_u64()
    }

    /// The nearest double.
    pub fn as_f64(self) -> f64 {
        self.0.as_f64()
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<Integer> for Number {
    fn from(integer: Integer) -> Self {
        integer.0
    }
}

impl TryFrom<Number> for Integer {
    type Error = Refusal;

    fn try_from(number: Number) -> Result<Self, Refusal> {
        match number.is_integral() {
            true => Ok(Self(number)),
            false => Err(Refusal::new(format!("{number} is not an integer"))),
        }
    }
}

impl TryFrom<f64> for Integer {
    type Error = Refusal;

    fn try_from(number: f64) -> Result<Self, Refusal> {
        Number::from(number).try_into()
    }
}

macro_rules! from_int {
    ($($int:ty)*) => {$(
        impl From<$int> for Integer {
            fn from(n: $int) -> Self {
                Self(n.into())
            }
        }
    )*};
}
from_int!(i8 i16 i32 i64 u8 u16 u32 u64);
