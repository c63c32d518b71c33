use crate::number::{Number, Repr};

/// From here on every double is a whole number, and the digits that it prints as may be those of another one.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Whether `value` is an integral multiple of `divisor`. A double below 2^53 counts as the shortest decimal that reads
/// back as it: 19.99 is a multiple of 0.01, although no binary fraction says so. One from 2^53 up is the whole number
/// that its bits are, as the checker and other validators have it.
pub(super) fn is_multiple(value: Number, divisor: Number) -> bool {
    let (Some(value), Some(divisor)) = (Factors::of(value), Factors::of(divisor)) else {
        return false;
    };
    if divisor.rest == 0 {
        return false;
    }
    value.rest == 0
        || (value.rest.is_multiple_of(divisor.rest)
            && value.twos >= divisor.twos
            && value.fives >= divisor.fives)
}

/// A magnitude as `rest · 2^twos · 5^fives`, where neither 2 nor 5 divides `rest`; for 0, `rest` is 0.
struct Factors {
    rest: u128,
    twos: i32,
    fives: i32,
}

impl Factors {
    /// None for what is not finite.
    fn of(number: Number) -> Option<Self> {
        let double = match number.repr() {
            Repr::Whole(n) => return Some(Self::new(n.unsigned_abs(), 0, 0)),
            Repr::Double(n) if n.is_finite() => n.abs(),
            Repr::Double(_) => return None,
        };
        if double >= EXACT {
            // Such a double is normal: 52 bits after a leading one, times a power of two.
            let bits = double.to_bits();
            let power = i32::try_from(bits >> 52).ok()? - 1075;
            let digits = (bits & ((1 << 52) - 1)) | (1 << 52);
            return Some(Self::new(digits.into(), power, 0));
        }
        // Rust prints the shortest digits that read back as the same double: "1.999e1".
        let text = format!("{double:e}");
        let (digits, exponent) = text.split_once('e')?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let tens = exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
        Some(Self::new(
            format!("{whole}{fraction}").parse().ok()?,
            tens,
            tens,
        ))
    }

    fn new(digits: u128, mut twos: i32, mut fives: i32) -> Self {
        let mut rest = digits;
        if rest > 0 {
            let zeros = rest.trailing_zeros();
            rest >>= zeros;
            twos = twos.saturating_add_unsigned(zeros);
        }
        while rest > 0 && rest.is_multiple_of(5) {
            rest /= 5;
            fives += 1;
        }
        Self { rest, twos, fives }
    }
}
