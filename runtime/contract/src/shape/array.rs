use super::Shape;
use super::check::{Check, Fit, Miss, Why};
use super::unevaluated::Seen;
use crate::canonical::canonical_json;
use serde_json::Value;
use std::collections::HashMap;

/// The keywords of arrays.
#[derive(Debug, Clone, Copy)]
pub struct ArrayShape {
    /// `prefixItems`.
    pub prefix: &'static [Shape],
    /// `items`: what comes after the prefix.
    pub rest: Option<&'static Shape>,
    /// `contains`, `minContains`, `maxContains`.
    pub contains: Option<Contains>,
    /// `minItems`.
    pub min: u64,
    /// `maxItems`.
    pub max: u64,
    /// `uniqueItems`.
    pub unique: bool,
}

/// `contains` with the counts that belong to it.
#[derive(Debug, Clone, Copy)]
pub struct Contains {
    /// What is counted.
    pub shape: &'static Shape,
    /// `minContains`; 1 where the schema says nothing.
    pub min: u64,
    /// `maxContains`.
    pub max: u64,
}

impl ArrayShape {
    /// Every array: what a table leaves out.
    pub const ANY: Self = Self {
        prefix: &[],
        rest: None,
        contains: None,
        min: 0,
        max: u64::MAX,
        unique: false,
    };
}

pub(super) fn check<'a>(
    check: &mut Check,
    shape: &'a ArrayShape,
    value: &'a Value,
    mut seen: Option<&mut Seen<'a>>,
) -> Fit<'a> {
    let Value::Array(items) = value else {
        return Ok(());
    };
    let count = items.len() as u64;
    if count < shape.min {
        return Err(Miss::new(Why::TooFewItems(count, shape.min)));
    }
    if count > shape.max {
        return Err(Miss::new(Why::TooManyItems(count, shape.max)));
    }
    for (i, item) in items.iter().enumerate() {
        match (shape.prefix.get(i), shape.rest) {
            (Some(shape), _) => check
                .eval(shape, item, None)
                .map_err(|miss| miss.below_item(i))?,
            (None, Some(rest)) => check.rest(rest, item).map_err(|miss| miss.below_item(i))?,
            (None, None) => break,
        }
    }
    if let Some(seen) = seen.as_deref_mut() {
        seen.items_to(if shape.rest.is_some() {
            items.len()
        } else {
            shape.prefix.len()
        });
    }
    contains(check, shape, items, seen)?;
    if shape.unique { unique(items) } else { Ok(()) }
}

fn contains<'a>(
    check: &mut Check,
    shape: &'a ArrayShape,
    items: &'a [Value],
    mut seen: Option<&mut Seen<'a>>,
) -> Fit<'a> {
    let Some(contains) = &shape.contains else {
        return Ok(());
    };
    let mut count = 0;
    for (i, item) in items.iter().enumerate() {
        if check.passes(contains.shape, item)? {
            count += 1;
            if let Some(seen) = seen.as_deref_mut() {
                seen.item(i);
            }
        }
    }
    if count < contains.min || count > contains.max {
        return Err(Miss::new(Why::Contains(count, contains.min, contains.max)));
    }
    Ok(())
}

fn unique<'a>(items: &[Value]) -> Fit<'a> {
    let mut places = HashMap::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        // The canonical text is the same for exactly the values that JSON Schema calls equal.
        if let Some(before) = places.insert(canonical_json(item), i) {
            return Err(Miss::new(Why::Repeated(before)).below_item(i));
        }
    }
    Ok(())
}
