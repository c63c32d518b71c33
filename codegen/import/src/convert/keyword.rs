//! Words whose spelling or place changed between the drafts, one function each.

use serde_json::{Map, Value, json};

use super::targets::free_name;
use super::walk::{IGNORED, Rewrite, Walk};
use crate::draft::Draft;
use crate::note::Effect;
use crate::pointer::child;

/// `id` and `$id`: a name of the schema in one draft, an unknown word in another.
pub(crate) fn identifier(
    walk: &mut Walk<'_>,
    rewrite: &mut Rewrite<'_>,
    word: &str,
    value: &Value,
) {
    let naming = (word == "id") == (walk.dialect.draft == Draft::Draft04);
    let Some(text) = value.as_str().filter(|_| naming) else {
        rewrite.out.insert(word.to_owned(), value.clone());
        return;
    };
    let (uri, name) = text.split_once('#').unwrap_or((text, ""));
    if !name.is_empty() {
        rewrite.out.insert("$anchor".to_owned(), json!(name));
    }
    if uri.is_empty() {
        return;
    }
    if rewrite.old.is_empty() {
        rewrite.out.insert("$id".to_owned(), json!(uri));
    } else {
        // An inner `$id` would change what `#/…` means below it; references are written from the root.
        rewrite.ignored.insert("$id".to_owned(), json!(uri));
        let message =
            format!("the inner identifier `{uri}` is resolved, and kept under `{IGNORED}`");
        let at = child(rewrite.old, word);
        walk.note("import/inner-identifier", &at, Effect::Same, message);
    }
}

/// `minimum` with a boolean `exclusiveMinimum` (draft 4) is today's numeric `exclusiveMinimum`.
pub(crate) fn bound(walk: &mut Walk<'_>, rewrite: &mut Rewrite<'_>, word: &str, value: &Value) {
    let (plain, strict) = if word.ends_with("inimum") {
        ("minimum", "exclusiveMinimum")
    } else {
        ("maximum", "exclusiveMaximum")
    };
    match rewrite.source.get(strict) {
        Some(Value::Bool(flag)) if word == strict => {
            if *flag && !rewrite.source.contains_key(plain) {
                let message = format!("`{strict}` without `{plain}` bounds nothing and is dropped");
                let at = child(rewrite.old, word);
                walk.note("import/exclusive-without-bound", &at, Effect::Same, message);
            }
        }
        Some(Value::Bool(true)) => {
            rewrite.out.insert(strict.to_owned(), value.clone());
        }
        _ => {
            rewrite.out.insert(word.to_owned(), value.clone());
        }
    }
}

/// Array-form `items` is `prefixItems`; `additionalItems` beside it is `items`, and nothing elsewhere.
pub(crate) fn items(walk: &mut Walk<'_>, rewrite: &mut Rewrite<'_>, word: &str, value: &Value) {
    let old = child(rewrite.old, word);
    let tuple = rewrite.source.get("items").is_some_and(Value::is_array);
    match (word, tuple) {
        ("items", true) => {
            let new = child(rewrite.new, "prefixItems");
            let schemas = walk.list(value, &old, &new);
            if schemas.as_array().is_some_and(|list| !list.is_empty()) {
                rewrite.out.insert("prefixItems".to_owned(), schemas);
            }
        }
        ("additionalItems", false) => {
            let message = format!(
                "`additionalItems` without a list of items asserts nothing; it is kept under `{IGNORED}`"
            );
            walk.note("import/keyword-ignored", &old, Effect::Annotation, message);
            rewrite.ignored.insert(word.to_owned(), value.clone());
        }
        _ => {
            let schema = walk.schema(value, &old, &child(rewrite.new, "items"));
            rewrite.out.insert("items".to_owned(), schema);
        }
    }
}

/// `dependencies` says two things, which have words of their own since 2019-09.
pub(crate) fn dependencies(walk: &mut Walk<'_>, rewrite: &mut Rewrite<'_>, value: &Value) {
    let Some(members) = value.as_object() else {
        rewrite.out.insert("dependencies".to_owned(), value.clone());
        return;
    };
    let (mut required, mut schemas) = (Map::new(), Map::new());
    let old = child(rewrite.old, "dependencies");
    let new = child(rewrite.new, "dependentSchemas");
    for (name, dependency) in members {
        if dependency.is_array() {
            required.insert(name.clone(), dependency.clone());
        } else {
            let schema = walk.schema(dependency, &child(&old, name), &child(&new, name));
            schemas.insert(name.clone(), schema);
        }
    }
    for (word, members) in [
        ("dependentRequired", required),
        ("dependentSchemas", schemas),
    ] {
        if !members.is_empty() {
            rewrite.out.insert(word.to_owned(), Value::Object(members));
        }
    }
}

/// `definitions` and `$defs` become one `$defs`; a name that both hold gets a number.
pub(crate) fn definitions(
    walk: &mut Walk<'_>,
    rewrite: &mut Rewrite<'_>,
    word: &str,
    value: &Value,
) {
    let Some(members) = value.as_object() else {
        rewrite.out.insert(word.to_owned(), value.clone());
        return;
    };
    let both = rewrite.source.get("$defs").and_then(Value::as_object);
    let other = both.filter(|_| word == "definitions");
    let old = child(rewrite.old, word);
    let new = child(rewrite.new, "$defs");
    let mut written = match rewrite.out.remove("$defs") {
        Some(Value::Object(written)) => written,
        _ => Map::new(),
    };
    for (name, schema) in members {
        let taken = |name: &str| {
            written.contains_key(name) || other.is_some_and(|other| other.contains_key(name))
        };
        let free = free_name(&taken, name);
        let schema = walk.schema(schema, &child(&old, name), &child(&new, &free));
        written.insert(free, schema);
    }
    rewrite
        .out
        .insert("$defs".to_owned(), Value::Object(written));
}

/// `$recursiveRef` is a `$ref` wherever only one target is possible.
pub(crate) fn recursive_reference(walk: &mut Walk<'_>, rewrite: &mut Rewrite<'_>, value: &Value) {
    let at = child(rewrite.old, "$recursiveRef");
    if value.as_str() != Some("#") {
        let message = format!("`$recursiveRef` is always \"#\", not {value}");
        walk.note("import/recursive-ref", &at, Effect::Refused, message);
        return;
    }
    let (target, letter) = walk.targets.recursion(rewrite.old);
    let message = format!(
        "`$recursiveRef` is read as a reference to {}",
        if target.is_empty() {
            "the root"
        } else {
            &target
        }
    );
    let effect = if letter {
        Effect::Same
    } else {
        Effect::Changed
    };
    walk.note("import/recursive-ref", &at, effect, message);
    rewrite.out.insert("$ref".to_owned(), json!("#"));
    walk.refer(rewrite, target);
}

/// A plain name of an inner resource could meet its twin in the root's; references are pointers by now.
pub(crate) fn anchor(walk: &mut Walk<'_>, rewrite: &mut Rewrite<'_>, value: &Value) {
    let part = if walk.targets.in_root_resource(rewrite.old) {
        &mut rewrite.out
    } else {
        &mut rewrite.ignored
    };
    part.insert("$anchor".to_owned(), value.clone());
}

/// `$dynamicRef` keeps its meaning only while no inner identifier is resolved away.
pub(crate) fn dynamic_reference(walk: &mut Walk<'_>, rewrite: &mut Rewrite<'_>, value: &Value) {
    if walk.targets.resources() > 1 {
        let message = format!("`$dynamicRef` {value} spans several identified schemas");
        let at = child(rewrite.old, "$dynamicRef");
        walk.note("import/dynamic-ref", &at, Effect::Refused, message);
    }
    rewrite.out.insert("$dynamicRef".to_owned(), value.clone());
}

/// Since 2020-12 `contains` counts as looking at an item; before, `unevaluatedItems` did not see that.
pub(crate) fn unevaluated_items(walk: &mut Walk<'_>, rewrite: &mut Rewrite<'_>, value: &Value) {
    let at = child(rewrite.old, "unevaluatedItems");
    if walk.dialect.draft == Draft::Draft201909 && rewrite.source.contains_key("contains") {
        let message = "`unevaluatedItems` beside `contains` reads otherwise in 2020-12".to_owned();
        walk.note("import/contains-evaluates", &at, Effect::Changed, message);
    }
    let schema = walk.schema(value, &at, &child(rewrite.new, "unevaluatedItems"));
    rewrite.out.insert("unevaluatedItems".to_owned(), schema);
}

/// OpenAPI's `example` is one of `examples`.
pub(crate) fn example(rewrite: &mut Rewrite<'_>, value: &Value) {
    let written = rewrite.out.entry("examples").or_insert_with(|| json!([]));
    if let Some(examples) = written.as_array_mut()
        && !examples.contains(value)
    {
        examples.push(value.clone());
    }
}

/// `examples` is a list; OpenAPI files also hold a map of named ones, or a single one.
pub(crate) fn examples(rewrite: &mut Rewrite<'_>, value: &Value) {
    let listed: Vec<&Value> = match value {
        Value::Array(examples) => examples.iter().collect(),
        single => vec![single],
    };
    for value in listed {
        example(rewrite, value);
    }
    rewrite.out.entry("examples").or_insert_with(|| json!([]));
}
