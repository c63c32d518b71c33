//! Words to identifiers of the two target languages.

use super::words;

/// Words that Rust takes only as raw identifiers.
const RUST_RAW: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that a Rust field can't have: not even raw, or taken by a method that generated types have.
const RUST_TAKEN_FIELDS: &[&str] = &[
    "self",
    "super",
    "crate",
    "new",
    "clone",
    "clone_from",
    "to_value",
    "from_value",
    "encode",
    "decode",
    "fmt",
    "eq",
    "ne",
    "default",
    "into",
    "try_into",
    "from",
    "to_owned",
    "borrow",
    "borrow_mut",
    "type_id",
    "emit_shape",
    "accept_shape",
];

/// Type names that printed Rust refers to, so that no generated type may hide them.
const RUST_TAKEN_TYPES: &[&str] = &[
    "Self",
    "Option",
    "Some",
    "None",
    "Vec",
    "String",
    "Box",
    "Into",
    "From",
    "Clone",
    "Debug",
    "PartialEq",
    "Result",
    "Ok",
    "Err",
    "Default",
    "Send",
    "Sync",
    "Sized",
    "Copy",
    "Eq",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "Iterator",
    "ToString",
    "ToOwned",
    "AsRef",
    "AsMut",
    "Extend",
    "IntoIterator",
    "TryFrom",
    "TryInto",
    "Ord",
    "PartialOrd",
];

/// `OrderPlaced` of `order.placed`; never empty, never starting with a digit.
pub(crate) fn pascal(raw: &str) -> String {
    let mut out = String::new();
    for word in words(raw) {
        let mut chars = word.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    if out.is_empty() {
        out.push_str("Blank");
    }
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, 'N');
    }
    out
}

/// A Rust type name.
pub(crate) fn rust_type(raw: &str) -> String {
    let name = pascal(raw);
    if RUST_TAKEN_TYPES.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// A Rust enum variant: variants live in their enum, so only `Self` is taken.
pub(crate) fn rust_variant(raw: &str) -> String {
    let name = pascal(raw);
    if name == "Self" {
        "Self_".to_owned()
    } else {
        name
    }
}

/// A Rust field, raw where the word is reserved. A leading underscore is kept.
pub(crate) fn rust_field(raw: &str) -> String {
    let name = snake(raw);
    if RUST_RAW.contains(&name.as_str()) {
        format!("r#{name}")
    } else if RUST_TAKEN_FIELDS.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// A Rust module, and so a file name: reserved words get a trailing underscore, since a file can't be raw.
pub(crate) fn rust_module(raw: &str) -> String {
    let name = snake(raw);
    let taken = RUST_RAW.contains(&name.as_str())
        || ["self", "super", "crate", "mod"].contains(&name.as_str());
    if taken { format!("{name}_") } else { name }
}

/// A property name as written in a TypeScript type or object literal: plain where it may be.
///
/// `__proto__` is always computed, since a plain key of that name in an object literal sets the prototype.
pub(crate) fn ts_key(raw: &str) -> String {
    let mut chars = raw.chars();
    let starts = chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '$');
    if raw == "__proto__" {
        "[\"__proto__\"]".to_owned()
    } else if starts && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$') {
        raw.to_owned()
    } else {
        crate::escape::js_string(raw)
    }
}

fn snake(raw: &str) -> String {
    let mut name = words(raw).join("_");
    if name.is_empty() {
        name.push_str("blank");
    }
    if raw.starts_with('_') || name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_fields() {
        for (raw, expected) in [
            ("order_id", "order_id"),
            ("orderId", "order_id"),
            ("type", "r#type"),
            ("self", "self_"),
            ("new", "new_"),
            ("_id", "_id"),
            ("4xx", "_4xx"),
            ("", "blank"),
            ("$ref", "dollar_ref"),
        ] {
            assert_eq!(rust_field(raw), expected, "field of {raw:?}");
        }
    }

    #[test]
    fn rust_types_hide_nothing_of_the_prelude() {
        assert_eq!(rust_type("order.placed"), "OrderPlaced");
        assert_eq!(rust_type("option"), "Option_");
        assert_eq!(rust_variant("self"), "Self_");
        assert_eq!(rust_type("3d.model"), "N3dModel");
    }

    #[test]
    fn rust_modules_are_files() {
        assert_eq!(rust_module("type"), "type_");
        assert_eq!(rust_module("order.placed"), "order_placed");
    }

    #[test]
    fn ts_keys() {
        for (raw, expected) in [
            ("order_id", "order_id"),
            ("$schema", "$schema"),
            ("+1", "\"+1\""),
            ("", "\"\""),
            ("a\"b", "\"a\\\"b\""),
            ("__proto__", "[\"__proto__\"]"),
        ] {
            assert_eq!(ts_key(raw), expected, "key of {raw:?}");
        }
    }
}
