//! What schemars can't say: that a member which may be left out is left out where it is none.

use schemars::Schema;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Map, Value};

/// Takes `null` from the members that a type may leave out.
///
/// `#[serde(skip_serializing_if = "Option::is_none")]` leaves out what would be null; of `Option<T>` schemars says the
/// same as without the attribute, but for `required`.
pub(crate) fn left_out(document: Value) -> Value {
    let Ok(mut schema) = Schema::try_from(document.clone()) else {
        return document;
    };
    RecursiveTransform(|schema: &mut Schema| {
        if let Some(keywords) = schema.as_object_mut() {
            members(keywords);
        }
    })
    .transform(&mut schema);
    schema.to_value()
}

fn members(keywords: &mut Map<String, Value>) {
    let required = keywords.get("required").and_then(Value::as_array).cloned();
    let required = required.unwrap_or_default();
    let Some(Value::Object(properties)) = keywords.get_mut("properties") else {
        return;
    };
    for (name, member) in properties {
        if let Value::Object(member) = member
            && !required.iter().any(|required| required == name)
        {
            without_null(member);
        }
    }
}

/// The forms in which schemars says that a value may be null.
fn without_null(member: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = member.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            member.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = member.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(branches)) = member.get_mut("anyOf") {
        branches.retain(|branch| branch.get("type").is_none_or(|name| name != "null"));
    }
}
