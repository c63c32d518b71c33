//! Numbers as JavaScript can write them: a whole number between two doubles is written as what means the same.

use std::collections::BTreeSet;

use serde_json::{Number, Value};
use tidings_model::{Checked, Node, Place, Schema};

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
    let Some(whole) = whole(bound) else {
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

/// The places of a schema where integers are bigints. Documents that were written from it know their places, not this.
pub(super) struct Bigints<'a>(BTreeSet<(&'a str, &'a str)>);

impl<'a> Bigints<'a> {
    /// The places of a schema as it was written.
    pub(super) fn of(schema: &'a Schema<Checked>) -> Self {
        let nodes = schema.ids().map(|id| schema.node(id));
        let marked = nodes.filter(|node| node.tidings.bigint);
        Self(marked.map(|node| at(&node.place)).collect())
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the integers at a node's place are.
    pub(super) fn hold(&self, node: &Node) -> bool {
        !self.is_empty() && self.0.contains(&at(&node.place))
    }
}

fn at(place: &Place) -> (&str, &str) {
    (&place.file, &place.pointer)
}

/// The text of a number beside bigints, which compare with both kinds: what no double holds is a bigint.
pub(super) fn exact(number: &Number) -> String {
    let sign = if is_double(number) { "" } else { "n" };
    format!("{number}{sign}")
}

/// Whether some value that JavaScript can hold equals this one. A whole number between two doubles equals none.
pub(super) fn is_held(value: &Value) -> bool {
    match value {
        Value::Number(number) => is_double(number),
        Value::Array(items) => items.iter().all(is_held),
        Value::Object(members) => members.values().all(is_held),
        _ => true,
    }
}

/// Whether JavaScript can hold the number itself. A whole number that it can't has an odd part above 2^53, and so have
/// all its multiples: of what JavaScript can hold, only zero is one.
pub(super) fn is_double(number: &Number) -> bool {
    whole(number).is_none_or(|whole| (whole as f64) as i128 == whole)
}

/// A number that is written as an integer, which has 64 bits.
fn whole(number: &Number) -> Option<i128> {
    let signed = number.as_i64().map(i128::from);
    signed.or(number.as_u64().map(i128::from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Side, is_held, text};

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

    #[test]
    fn what_no_double_holds_equals_nothing() {
        for held in [
            json!(9_007_199_254_740_992_u64),
            json!(1_u64 << 63),
            json!(i64::MIN),
            json!(1e300),
            json!({"a": [0.1, "9007199254740993"]}),
        ] {
            assert!(is_held(&held), "{held}");
        }
        for not in [
            json!(9_007_199_254_740_993_u64),
            json!(u64::MAX),
            json!(i64::MIN + 1),
            json!({"a": [u64::MAX]}),
        ] {
            assert!(!is_held(&not), "{not}");
        }
    }
}
