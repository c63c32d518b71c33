use super::miss::{Fit, Miss, Why};
use super::run::Check;
use super::seen::Seen;
use super::table::ArrayShape;
use crate::canonical::canonical_json;
use serde_json::Value;
use std::collections::HashMap;

impl Check {
    /// The keywords of arrays.
    pub(super) fn array<'a>(
        &mut self,
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
                (Some(shape), _) => self
                    .eval(shape, item, None)
                    .map_err(|miss| miss.below_item(i))?,
                (None, Some(rest)) => self.rest(rest, item).map_err(|miss| miss.below_item(i))?,
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
        self.contains(shape, items, seen)?;
        if shape.unique { unique(items) } else { Ok(()) }
    }

    fn contains<'a>(
        &mut self,
        shape: &'a ArrayShape,
        items: &'a [Value],
        mut seen: Option<&mut Seen<'a>>,
    ) -> Fit<'a> {
        let Some(contains) = &shape.contains else {
            return Ok(());
        };
        let mut count = 0;
        for (i, item) in items.iter().enumerate() {
            if self.passes(contains.shape, item)? {
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
