//! Places of a value, and what a schema document says of each.

use serde_json::Value;

/// References and branches followed for one place.
const HOPS: usize = 24;
/// Schemas looked at for one place.
const MOST: usize = 64;

/// The pointers of a value and of everything in it, the value itself first.
pub fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, &mut String::new(), &mut found);
    found
}

fn collect(value: &Value, at: &mut String, found: &mut Vec<String>) {
    found.push(at.clone());
    let length = at.len();
    let mut below = |segment: &str, child: &Value| {
        at.push('/');
        at.push_str(&segment.replace('~', "~0").replace('/', "~1"));
        collect(child, at, found);
        at.truncate(length);
    };
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                below(&index.to_string(), item);
            }
        }
        Value::Object(members) => members.iter().for_each(|(name, child)| below(name, child)),
        _ => {}
    }
}

/// The schemas of `document` that speak of the place at `pointer`, as far as keywords tell: branches of all kinds count.
pub fn schemas_at<'a>(document: &'a Value, pointer: &str) -> Vec<&'a Value> {
    let mut here = Vec::new();
    expand(document, document, HOPS, &mut here);
    for segment in pointer.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        let mut next = Vec::new();
        for schema in here {
            for child in children(schema, &segment) {
                expand(document, child, HOPS, &mut next);
            }
        }
        here = next;
    }
    here
}

fn expand<'a>(document: &'a Value, schema: &'a Value, hops: usize, found: &mut Vec<&'a Value>) {
    if hops == 0 || found.len() >= MOST || !schema.is_object() {
        return;
    }
    found.push(schema);
    let target = schema.get("$ref").and_then(Value::as_str);
    if let Some(target) = target.and_then(|target| target.strip_prefix('#'))
        && let Some(target) = document.pointer(target)
    {
        expand(document, target, hops - 1, found);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let branches = schema.get(keyword).and_then(Value::as_array);
        for branch in branches.into_iter().flatten() {
            expand(document, branch, hops - 1, found);
        }
    }
    for keyword in ["then", "else"] {
        if let Some(branch) = schema.get(keyword) {
            expand(document, branch, hops - 1, found);
        }
    }
}

fn children<'a>(schema: &'a Value, segment: &str) -> Vec<&'a Value> {
    let index: Option<usize> = segment.parse().ok();
    let named = schema.get("properties").and_then(|all| all.get(segment));
    let prefixed = index.and_then(|at| schema.get("prefixItems").and_then(|all| all.get(at)));
    let items = index
        .and_then(|_| schema.get("items"))
        .filter(|_| prefixed.is_none());
    let other = schema
        .get("additionalProperties")
        .filter(|_| named.is_none());
    [named, prefixed, items, other]
        .into_iter()
        .flatten()
        .collect()
}
