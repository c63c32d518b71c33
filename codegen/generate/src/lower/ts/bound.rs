//! Bounds as JavaScript can write them: a whole number between two doubles becomes the one that means the same.

use serde_json::Number;

/// Which of the two doubles around a bound draws the same line between all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The greatest that is not above it: for `maximum`, and for `exclusiveMinimum`.
    Below,
    /// The least that is not below it: for `minimum`, and for `exclusiveMaximum`.
    Above,
}

/// The text of a bound. A double compares with it as it compares with the bound itself.
pub(super) fn text(bound: &Number, side: Side) -> String {
    let whole = bound
        .as_i64()
        .map(i128::from)
        .or(bound.as_u64().map(i128::from));
    let Some(whole) = whole else {
        return bound.to_string();
    };
    let nearest = whole as f64;
    // Both fit: no bound lies beyond 2^64, and doubles of that size are whole.
    let double = match (side, (nearest as i128).cmp(&whole)) {
        (Side::Below, std::cmp::Ordering::Greater) => nearest.next_down(),
        (Side::Above, std::cmp::Ordering::Less) => nearest.next_up(),
        _ => nearest,
    };
    format!("{}", double as i128)
}

#[cfg(test)]
mod tests {
    use super::{Side, text};

    #[test]
    fn bounds_that_no_double_holds_move_to_the_side_that_means_the_same() {
        let both = |bound: u64| {
            let bound = bound.into();
            (text(&bound, Side::Below), text(&bound, Side::Above))
        };
        let same = |text: &str| (text.to_owned(), text.to_owned());
        assert_eq!(both(7), same("7"));
        assert_eq!(both(1 << 60), same("1152921504606846976"));
        assert_eq!(
            both(u64::MAX),
            (
                "18446744073709549568".to_owned(),
                "18446744073709551616".to_owned()
            )
        );
        assert_eq!(
            both((1 << 53) + 1),
            ("9007199254740992".to_owned(), "9007199254740994".to_owned())
        );
        assert_eq!(
            text(&(i64::MIN + 1).into(), Side::Below),
            "-9223372036854775808"
        );
        assert_eq!(
            text(&(i64::MIN + 1).into(), Side::Above),
            "-9223372036854774784"
        );
    }
}
