use super::miss::{Miss, Segment, Why};
use super::table::Shape;
use crate::literal::Literal;
use crate::refusal::{Refusal, shown};
use serde_json::Value;

impl Miss<'_> {
    pub(super) fn reason(&self) -> String {
        reason(&self.why)
    }

    pub(super) fn into_refusal(self) -> Refusal {
        let id = if self.is_limit() {
            Refusal::LIMIT
        } else {
            Refusal::VALUE
        };
        self.path.iter().fold(
            Refusal::coded(id, self.reason()),
            |refusal, segment| match segment {
                Segment::Member(name) => refusal.below(name),
                Segment::Item(place) => refusal.below(&place.to_string()),
            },
        )
    }
}

/// One lower-case fragment that names the value and the rule.
fn reason(why: &Why<'_>) -> String {
    match why {
        Why::Keyword(shape, value) => keyword(shape, value),
        Why::Undeclared => "the schema does not declare this".into(),
        Why::Missing(name) => format!("member `{name}` is missing"),
        Why::Needs(name, needed) => {
            format!("member `{name}` needs member `{needed}`, which is missing")
        }
        Why::Name(reason) => format!("this name is not allowed: {reason}"),
        Why::TooFewMembers(count, min) => format!("{count} members are fewer than {min}"),
        Why::TooManyMembers(count, max) => format!("{count} members are more than {max}"),
        Why::TooFewItems(count, min) => format!("{count} items are fewer than {min}"),
        Why::TooManyItems(count, max) => format!("{count} items are more than {max}"),
        Why::Contains(count, min, _) if count < min => {
            format!("{count} items match `contains`, fewer than {min}")
        }
        Why::Contains(count, _, max) => format!("{count} items match `contains`, more than {max}"),
        Why::Repeated(before) => format!("this item repeats item {before}"),
        Why::Limit(what) => (*what).into(),
    }
}

fn keyword(shape: &Shape, value: &Value) -> String {
    let value = shown(value);
    match shape {
        Shape::Types(types) => format!("{value} is not {types}"),
        Shape::Values([one]) => format!("{value} is not {}", literal(one)),
        Shape::Values(values) => format!("{value} is none of {}", list(values)),
        Shape::Minimum(bound) => format!("{value} is below minimum {}", literal(bound)),
        Shape::Maximum(bound) => format!("{value} is above maximum {}", literal(bound)),
        Shape::Above(bound) => format!("{value} is not above {}", literal(bound)),
        Shape::Below(bound) => format!("{value} is not below {}", literal(bound)),
        Shape::MultipleOf(divisor) => format!("{value} is not a multiple of {}", literal(divisor)),
        Shape::MinLength(min) => format!("{value} is shorter than {min} code points"),
        Shape::MaxLength(max) => format!("{value} is longer than {max} code points"),
        Shape::Pattern(source, _) => format!("{value} does not match pattern {source}"),
        Shape::AnyOf(shapes) => format!("{value} fits none of {} alternatives", shapes.len()),
        Shape::OneOf(shapes) => format!(
            "{value} does not fit exactly one of {} alternatives",
            shapes.len()
        ),
        Shape::Not(_) => format!("{value} is what the schema excludes by `not`"),
        _ => format!("the schema allows nothing here, not even {value}"),
    }
}

fn list(values: &[Literal]) -> String {
    const SHOWN: usize = 8;
    let mut shown: Vec<String> = values.iter().take(SHOWN).map(literal).collect();
    if let Some(more) = values.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}

fn literal(literal: &Literal) -> String {
    shown(&literal.to_value())
}
