//! The witness type of a schema node, and the Rust type that a person would write for it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;
use tidings_model::{Checked, Form, IntegerRange, Member, NodeId, Schema};

/// Tuples longer than this have no conversion, and are values: Rust itself compares and prints none that are longer.
const LONGEST_TUPLE: usize = 12;

/// The node type that a Rust type must carry, to be read below `__t`; none where no finite type says
/// it, which is so for lists and maps that hold themselves.
pub(crate) fn witness(schema: &Schema<Checked>, node: NodeId) -> Option<TokenStream> {
    write(schema, node, &mut Vec::new())
}

/// The node type of a member, without its optionality.
pub(crate) fn of_member(schema: &Schema<Checked>, member: &Member) -> Option<TokenStream> {
    match &member.constant {
        Some(constant) => Some(of_constant(constant)),
        None => witness(schema, member.node),
    }
}

/// The node type of a struct, an enum or a union.
pub(crate) fn of_node(schema: &Schema<Checked>, node: NodeId) -> TokenStream {
    let digest = Literal::u128_suffixed(schema.node_digest(node));
    quote!(__t::Node<#digest>)
}

fn write(schema: &Schema<Checked>, node: NodeId, above: &mut Vec<NodeId>) -> Option<TokenStream> {
    let node = schema.resolve(node);
    if above.contains(&node) {
        return None;
    }
    above.push(node);
    let mut inner = |node: &NodeId| write(schema, *node, above);
    let witness = match schema.form(node) {
        Form::Any | Form::Never | Form::Constant(_) => quote!(__t::Any),
        Form::Null => quote!(__t::Null),
        Form::Bool => quote!(__t::Bool),
        Form::Integer { range } => of_range(*range),
        Form::Number => quote!(__t::Num),
        Form::String => quote!(__t::Str),
        Form::List(item) => inner(item).map(|item| quote!(__t::List<#item>))?,
        Form::Map(value) => inner(value).map(|value| quote!(__t::Map<#value>))?,
        Form::Nullable(some) => inner(some).map(|some| quote!(__t::Nullable<#some>))?,
        Form::Tuple(items) if items.len() <= LONGEST_TUPLE => {
            let items = items.iter().map(inner).collect::<Option<Vec<_>>>()?;
            quote!(__t::Tuple<(#(#items,)*)>)
        }
        Form::Tuple(_) => quote!(__t::Any),
        Form::Enum { .. } | Form::Struct { .. } | Form::Union { .. } => of_node(schema, node),
    };
    above.pop();
    Some(witness)
}

fn of_constant(constant: &Value) -> TokenStream {
    match constant {
        Value::Null => quote!(__t::Null),
        Value::Bool(_) => quote!(__t::Bool),
        Value::Number(number) if number.is_i64() || number.is_u64() => quote!(__t::Int),
        Value::Number(_) => quote!(__t::Num),
        Value::String(_) => quote!(__t::Str),
        Value::Array(_) | Value::Object(_) => quote!(__t::Any),
    }
}

fn of_range(range: IntegerRange) -> TokenStream {
    let from = |low: i128| range.min.is_some_and(|min| min >= low);
    let to = |high: i128| range.max.is_some_and(|max| max <= high);
    let i32 = from(i32::MIN.into()) && to(i32::MAX.into());
    let u32 = from(0) && to(u32::MAX.into());
    match (i32, u32) {
        (true, true) => quote!(__t::Uint31),
        (true, false) => quote!(__t::Int32),
        (false, true) => quote!(__t::Uint32),
        (false, false) => quote!(__t::Int),
    }
}

/// The Rust type that a person would write for a member.
pub(crate) fn rust_of_member(schema: &Schema<Checked>, member: &Member) -> String {
    let inner = match &member.constant {
        Some(Value::Null) => "()".to_owned(),
        Some(Value::Bool(_)) => "bool".to_owned(),
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => "i64".to_owned(),
        Some(Value::Number(_)) => "Number".to_owned(),
        Some(Value::String(_)) => "String".to_owned(),
        Some(_) => "Value".to_owned(),
        None => rust(schema, member.node, 0),
    };
    if member.required {
        inner
    } else {
        format!("Option<{inner}>")
    }
}

/// The Rust type that a person would write for a node.
pub(crate) fn rust_of(schema: &Schema<Checked>, node: NodeId) -> String {
    rust(schema, node, 0)
}

fn rust(schema: &Schema<Checked>, node: NodeId, depth: usize) -> String {
    const DEEPEST: usize = 6;
    if depth > DEEPEST {
        return "…".into();
    }
    let inner = |node: &NodeId| rust(schema, *node, depth + 1);
    match schema.form(node) {
        Form::Any | Form::Never | Form::Constant(_) => "Value".into(),
        Form::Null => "()".into(),
        Form::Bool => "bool".into(),
        Form::Integer { range } => match (range.min, range.max) {
            (Some(min), Some(max)) if min >= i64::MIN.into() && max <= i64::MAX.into() => {
                "i64".into()
            }
            _ => "Integer".into(),
        },
        Form::Number => "Number".into(),
        Form::String => "String".into(),
        Form::List(item) => format!("Vec<{}>", inner(item)),
        Form::Map(value) => format!("BTreeMap<String, {}>", inner(value)),
        Form::Nullable(some) => format!("Option<{}>", inner(some)),
        Form::Tuple(items) if items.len() <= LONGEST_TUPLE => {
            format!(
                "({})",
                items
                    .iter()
                    .map(|item| inner(item) + ",")
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        }
        Form::Tuple(_) => "Value".into(),
        Form::Struct { .. } | Form::Enum { .. } | Form::Union { .. } => type_name(schema, node),
    }
}

/// What a person would call a type of this node: after the last word of its pointer, else of its file.
pub(crate) fn type_name(schema: &Schema<Checked>, node: NodeId) -> String {
    const SILENT: [&str; 7] = [
        "properties",
        "items",
        "oneOf",
        "anyOf",
        "allOf",
        "$defs",
        "additionalProperties",
    ];
    let place = &schema.node(schema.resolve(node)).place;
    let said = |token: &&str| !SILENT.contains(token) && token.chars().any(char::is_alphabetic);
    let file = place.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let last = place
        .pointer
        .rsplit('/')
        .find(said)
        .or_else(|| file.rsplit('/').next())
        .unwrap_or_default();
    let words = last.split(|c: char| !c.is_alphanumeric()).map(|word| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(chars).collect()
        })
    });
    words.collect()
}

/// The attribute that a type of this node carries: `#[payload("types/money", version = 1)]`.
pub(crate) fn attribute(schema: &Schema<Checked>, node: NodeId) -> String {
    let place = &schema.node(schema.resolve(node)).place;
    let file = place.file.strip_suffix(".json").unwrap_or(&place.file);
    let Some((name, version)) = file.rsplit_once('/') else {
        return "#[payload(…)]".into();
    };
    match &*place.pointer {
        "" => format!("#[payload({name:?}, version = {version})]"),
        at => format!("#[payload({name:?}, version = {version}, at = {at:?})]"),
    }
}
