//! From a typed node back to JSON; the caller says how its children are written.

use serde_json::{Map, Value};

use crate::node::{Node, NodeId, NumberKeywords, ObjectKeywords, Step, Types};

/// Whether annotations are written too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notes {
    /// All of them.
    Keep,
    /// Those alone that types depend on.
    Meaning,
    /// None.
    Drop,
}

/// Writes a node. `child` gets the step that leads to a child and the child; for `$ref` it writes the reference itself.
pub(crate) fn print(
    node: &Node,
    notes: Notes,
    child: &mut dyn FnMut(&Step<'_>, NodeId) -> Value,
) -> Value {
    if let Some(always) = node.always {
        return Value::Bool(always);
    }
    if node.types.is_some_and(Types::is_empty) {
        return Value::Bool(false);
    }
    let mut map = Map::new();
    if notes == Notes::Keep {
        print_text(node, &mut map);
    }
    if notes != Notes::Drop {
        let mut tidings = node.tidings.clone();
        if notes == Notes::Meaning {
            (tidings.change, tidings.owners) = (None, Vec::new());
        }
        if !tidings.is_empty() {
            map.insert("x-tidings".to_owned(), tidings.to_value());
        }
    }
    print_assertions(node, &mut map);
    for (step, id) in node.links() {
        let value = child(&step, id);
        place_child(&mut map, &step, value);
    }
    Value::Object(map)
}

fn place_child(map: &mut Map<String, Value>, step: &Step<'_>, value: Value) {
    let Step(keyword, name) = step;
    match *keyword {
        "$defs" | "properties" | "patternProperties" | "dependentSchemas" => {
            if let Value::Object(inner) = map
                .entry(*keyword)
                .or_insert_with(|| Value::Object(Map::new()))
            {
                inner.insert(name.to_string(), value);
            }
        }
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
            if let Value::Array(inner) = map
                .entry(*keyword)
                .or_insert_with(|| Value::Array(Vec::new()))
            {
                inner.push(value);
            }
        }
        _ => {
            map.insert((*keyword).to_owned(), value);
        }
    }
}

fn print_text(node: &Node, map: &mut Map<String, Value>) {
    let text = &node.text;
    if let Some(title) = &text.title {
        map.insert("title".to_owned(), title.clone().into());
    }
    if let Some(description) = &text.description {
        map.insert("description".to_owned(), description.clone().into());
    }
    if let Some(default) = &text.default {
        map.insert("default".to_owned(), default.clone());
    }
    if !text.examples.is_empty() {
        map.insert("examples".to_owned(), text.examples.clone().into());
    }
    if text.deprecated {
        map.insert("deprecated".to_owned(), true.into());
    }
}

fn print_assertions(node: &Node, map: &mut Map<String, Value>) {
    if let Some(types) = node.types {
        let names = types.names();
        let value = match names.as_slice() {
            [single] => Value::from(*single),
            _ => names.into(),
        };
        map.insert("type".to_owned(), value);
    }
    if let Some(values) = &node.values {
        map.insert("enum".to_owned(), Value::Array(values.to_vec()));
    }
    if let Some(constant) = &node.constant {
        map.insert("const".to_owned(), constant.clone());
    }
    print_bounds(&node.number, map);
    let (array, object) = (&node.array, &node.object);
    for (name, count) in [
        ("minLength", node.string.min),
        ("maxLength", node.string.max),
        ("minItems", array.min),
        ("maxItems", array.max),
        ("minContains", array.min_contains),
        ("maxContains", array.max_contains),
        ("minProperties", object.min),
        ("maxProperties", object.max),
    ] {
        if let Some(count) = count {
            map.insert(name.to_owned(), count.into());
        }
    }
    for (name, text) in [("pattern", &node.string.pattern), ("format", &node.format)] {
        if let Some(text) = text {
            map.insert(name.to_owned(), text.clone().into());
        }
    }
    if array.unique {
        map.insert("uniqueItems".to_owned(), true.into());
    }
    print_needs(object, map);
}

/// `required` and `dependentRequired`, whose order means nothing.
fn print_needs(object: &ObjectKeywords, map: &mut Map<String, Value>) {
    if !object.required.is_empty() {
        let mut required = object.required.clone();
        required.sort();
        map.insert("required".to_owned(), required.into());
    }
    if !object.dependent_required.is_empty() {
        let needs = object.dependent_required.iter().map(|(name, names)| {
            let mut names = names.clone();
            names.sort();
            (name.clone(), Value::from(names))
        });
        map.insert(
            "dependentRequired".to_owned(),
            Value::Object(needs.collect()),
        );
    }
}

fn print_bounds(number: &NumberKeywords, map: &mut Map<String, Value>) {
    for (name, bound) in [
        ("minimum", &number.minimum),
        ("maximum", &number.maximum),
        ("exclusiveMinimum", &number.exclusive_minimum),
        ("exclusiveMaximum", &number.exclusive_maximum),
        ("multipleOf", &number.multiple_of),
    ] {
        if let Some(bound) = bound {
            map.insert(name.to_owned(), Value::Number(bound.clone()));
        }
    }
}
