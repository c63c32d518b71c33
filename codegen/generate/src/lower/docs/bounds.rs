//! What a value must be beside its type, in words.

use tidings_model::{Checked, Escape, Form, Node, NodeId, Schema};

use super::escape::code;

/// Constraints of a node and of what it wraps; each a fragment.
pub(super) fn words(escape: Escape, schema: &Schema<Checked>, id: NodeId) -> Vec<String> {
    let id = schema.resolve(id);
    let node = schema.node(id);
    let mut words = Vec::new();
    words.extend(numbers(node));
    words.extend(strings(escape, node));
    words.extend(lists(node));
    words.extend(objects(escape, node));
    words.extend(others(node));
    match schema.form(id) {
        Form::Enum {
            members,
            fallback: Some(word),
        } => {
            let also = if members.contains(word) {
                ""
            } else {
                ", which is never sent"
            };
            words.push(format!(
                "an unknown value is read as {}{also}",
                code(escape, word)
            ));
        }
        Form::Union {
            fallback: Some(word),
            ..
        } => {
            words.push(format!("an unknown kind is read as {}", code(escape, word)));
        }
        Form::Nullable(inner) if schema.resolve(*inner) != id && !is_named(schema, *inner) => {
            words.extend(self::words(escape, schema, *inner));
        }
        Form::List(item) if !is_named(schema, *item) => {
            let each = self::words(escape, schema, *item);
            words.extend(each.into_iter().map(|word| format!("each: {word}")));
        }
        _ => {}
    }
    if let Some(value) = &node.text.default {
        words.push(format!(
            "default {}, which nobody fills in",
            code(escape, &value.to_string())
        ));
    }
    words
}

/// Types with a description of their own say their constraints there.
fn is_named(schema: &Schema<Checked>, id: NodeId) -> bool {
    let form = schema.form(schema.resolve(id));
    crate::lower::forms::is_named(form) || matches!(form, Form::List(_))
}

fn numbers(node: &Node) -> Vec<String> {
    let keywords = &node.number;
    let range = match (&keywords.minimum, &keywords.maximum) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    };
    let above = keywords
        .exclusive_minimum
        .as_ref()
        .map(|bound| format!("above {bound}"));
    let below = keywords
        .exclusive_maximum
        .as_ref()
        .map(|bound| format!("below {bound}"));
    let steps = keywords
        .multiple_of
        .as_ref()
        .map(|step| format!("a multiple of {step}"));
    let whole = node.types.is_some_and(|types| {
        types.contains(tidings_model::Types::INTEGER)
            && !types.contains(tidings_model::Types::NUMBER)
    });
    let whole = whole.then(|| "whole".to_owned());
    [whole, range, above, below, steps]
        .into_iter()
        .flatten()
        .collect()
}

fn strings(escape: Escape, node: &Node) -> Vec<String> {
    let length = counted(node.string.min, node.string.max, "character");
    let pattern = node
        .string
        .pattern
        .as_ref()
        .map(|pattern| format!("matches {}", code(escape, pattern)));
    let format = node
        .format
        .as_ref()
        .map(|format| format!("{} in form, which is not checked", code(escape, format)));
    [length, pattern, format].into_iter().flatten().collect()
}

fn lists(node: &Node) -> Vec<String> {
    let keywords = &node.array;
    let count = counted(keywords.min, keywords.max, "item");
    let unique = keywords.unique.then(|| "no item twice".to_owned());
    let contains = keywords.contains.map(|_| {
        let count = counted(
            Some(keywords.min_contains.unwrap_or(1)),
            keywords.max_contains,
            "item",
        );
        format!(
            "{} of a kind that the schema describes",
            count.unwrap_or_default()
        )
    });
    [count, unique, contains].into_iter().flatten().collect()
}

fn objects(escape: Escape, node: &Node) -> Vec<String> {
    let keywords = &node.object;
    let mut words: Vec<String> = counted(keywords.min, keywords.max, "member")
        .into_iter()
        .collect();
    words.extend(
        keywords
            .names
            .map(|_| "names of members as the schema describes".to_owned()),
    );
    for (member, needed) in &keywords.dependent_required {
        let needed: Vec<String> = needed.iter().map(|name| code(escape, name)).collect();
        words.push(format!(
            "{} needs {}",
            code(escape, member),
            needed.join(" and ")
        ));
    }
    if !keywords.dependent_schemas.is_empty() {
        words.push("further conditions in the schema".to_owned());
    }
    words
}

fn others(node: &Node) -> Vec<String> {
    let condition = node.condition.map(|_| "further conditions in the schema");
    let not = node.not.map(|_| "not what the schema excludes");
    [condition, not]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect()
}

/// `1 to 40 characters`, `at least 1 item`.
fn counted(min: Option<u64>, max: Option<u64>, what: &str) -> Option<String> {
    let many = |count: u64| {
        if count == 1 {
            what.to_owned()
        } else {
            format!("{what}s")
        }
    };
    match (min.filter(|min| *min > 0), max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min} {}", many(min))),
        (Some(min), Some(max)) => Some(format!("{min} to {max} {}", many(max))),
        (Some(min), None) => Some(format!("at least {min} {}", many(min))),
        (None, Some(max)) => Some(format!("at most {max} {}", many(max))),
        (None, None) => None,
    }
}
