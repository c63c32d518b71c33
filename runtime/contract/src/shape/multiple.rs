use crate::number::{Number, Repr};

/// Whether `value` is an integral multiple of `divisor`, by the shortest decimal digits of both:
/// 19.99 is a multiple of 0.01, although no binary fraction says so.
pub(super) fn is_multiple(value: Number, divisor: Number) -> bool {
    let (Some((digits, exponent)), Some((unit, unit_exponent))) =
        (decimal(value), decimal(divisor))
    else {
        return false;
    };
    if unit == 0 {
        return false;
    }
    match exponent.checked_sub(unit_exponent) {
        // value = digits · 10^n units of the last place of `unit`.
        Some(n) if n >= 0 => digits % unit == 0 || times_ten(digits % unit, n, unit) == 0,
        Some(n) => match 10_u128
            .checked_pow(n.unsigned_abs())
            .and_then(|scale| unit.checked_mul(scale))
        {
            Some(unit) => digits % unit == 0,
            None => digits == 0,
        },
        None => false,
    }
}

/// `digits · 10^n mod unit`; all three stay below 2^65, so that no product overflows.
fn times_ten(digits: u128, n: i32, unit: u128) -> u128 {
    let (mut result, mut base, mut n) = (digits, 10 % unit, n);
    while n > 0 {
        if n & 1 == 1 {
            result = result * base % unit;
        }
        base = base * base % unit;
        n >>= 1;
    }
    result
}

/// The magnitude as digits and a power of ten; none for what is not finite.
fn decimal(number: Number) -> Option<(u128, i32)> {
    let double = match number.repr() {
        Repr::Whole(n) => return Some((n.unsigned_abs(), 0)),
        Repr::Double(n) if n.is_finite() => n,
        Repr::Double(_) => return None,
    };
    // Rust prints the shortest digits that read back as the same double: "1.999e1".
    let text = format!("{:e}", double.abs());
    let (digits, exponent) = text.split_once('e')?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = format!("{whole}{fraction}").parse().ok()?;
    Some((
        digits,
        exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?,
    ))
}
