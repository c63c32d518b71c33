//! Numbers of the domain as exact rationals, and back to a JSON number where there is one.
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, ToPrimitive, Zero};
use serde_json::Number;

/// The exact value of a JSON number.
///
/// A double from 2^53 up is the integer that its bits are; below, it is the decimal that it prints as, since that is
/// what a schema's author wrote and what `multipleOf: 0.1` has to mean. Both readings order doubles and integers alike.
pub(crate) fn of(number: &Number) -> Option<BigRational> {
    if let Some(n) = number.as_i64() {
        return Some(whole(n));
    }
    if let Some(n) = number.as_u64() {
        return Some(whole(n));
    }
    let float = number.as_f64().filter(|float| float.is_finite())?;
    if float.abs() >= 9_007_199_254_740_992.0 {
        return BigRational::from_float(float);
    }
    decimal(&format!("{float:e}"))
}

/// An integer as a rational.
pub(crate) fn whole(n: impl Into<BigInt>) -> BigRational {
    BigRational::from_integer(n.into())
}

/// Reads `-1.25e-7`, the form in which doubles print.
fn decimal(text: &str) -> Option<BigRational> {
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i64 = exponent.parse().ok()?;
    let (whole_part, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: BigInt = format!("{whole_part}{fraction}").parse().ok()?;
    let shift = exponent - i64::try_from(fraction.len()).ok()?;
    let power = Pow::pow(BigInt::from(10), shift.unsigned_abs());
    Some(if shift >= 0 {
        whole(digits * power)
    } else {
        BigRational::new(digits, power)
    })
}

/// The JSON number of exactly this value, if the domain has one.
pub(crate) fn to_number(value: &BigRational) -> Option<Number> {
    if value.is_integer() {
        let n = value.to_integer();
        if let Some(n) = n.to_i64() {
            return Some(n.into());
        }
        if let Some(n) = n.to_u64() {
            return Some(n.into());
        }
    }
    let number = Number::from_f64(value.to_f64()?)?;
    (of(&number).as_ref() == Some(value)).then_some(number)
}

/// The double next to a value, as an exact rational: a way to a nearby number that can be written.
pub(crate) fn nearby(value: &BigRational) -> Option<BigRational> {
    of(&Number::from_f64(value.to_f64()?)?)
}

/// The greatest finite double; no number of the domain lies beyond it.
pub(crate) fn greatest() -> BigRational {
    BigRational::from_float(f64::MAX).expect("the greatest double is finite")
}

/// Whether a value is a multiple of a positive step.
pub(crate) fn is_multiple(value: &BigRational, step: &BigRational) -> bool {
    if value.is_integer() && step.is_integer() {
        return (value.numer() % step.numer()).is_zero();
    }
    ((value.numer() * step.denom()) % (value.denom() * step.numer())).is_zero()
}

/// The least common multiple of two positive rationals.
pub(crate) fn common_multiple(a: &BigRational, b: &BigRational) -> BigRational {
    let scale = lcm(a.denom(), b.denom());
    let left = a.numer() * (&scale / a.denom());
    let right = b.numer() * (&scale / b.denom());
    BigRational::new(lcm(&left, &right), scale)
}

fn lcm(a: &BigInt, b: &BigInt) -> BigInt {
    let (mut x, mut y) = (a.clone(), b.clone());
    while !y.is_zero() {
        (x, y) = (y.clone(), x % y);
    }
    if x.is_zero() {
        BigInt::one()
    } else {
        a / &x * b
    }
}
