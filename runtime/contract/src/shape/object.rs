use super::miss::{Fit, Miss, Why};
use super::run::Check;
use super::seen::Seen;
use super::table::ObjectShape;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Above this many declared members, names are looked up in a set instead of one after the other.
const FEW: usize = 16;

impl Check {
    /// The keywords of objects.
    pub(super) fn object<'a>(
        &mut self,
        shape: &'a ObjectShape,
        value: &'a Value,
        mut seen: Option<&mut Seen<'a>>,
    ) -> Fit<'a> {
        let Value::Object(object) = value else {
            return Ok(());
        };
        counts(shape, object)?;
        for (name, member) in shape.members {
            if let Some(value) = object.get(*name) {
                self.eval(member, value, None)
                    .map_err(|miss| miss.below_member(name))?;
            }
        }
        self.names(shape, object, seen.as_deref_mut())?;
        for (name, dependent) in shape.dependents {
            if object.contains_key(*name) {
                self.eval(dependent, value, seen.as_deref_mut())?;
            }
        }
        Ok(())
    }

    /// What looks at every member by its name: patterns, the rest, the names themselves.
    fn names<'a>(
        &mut self,
        shape: &'a ObjectShape,
        object: &'a Map<String, Value>,
        mut seen: Option<&mut Seen<'a>>,
    ) -> Fit<'a> {
        if shape.rest.is_none()
            && shape.patterns.is_empty()
            && shape.names.is_none()
            && seen.is_none()
        {
            return Ok(());
        }
        let many: Option<HashSet<&str>> = (shape.members.len() > FEW)
            .then(|| shape.members.iter().map(|(name, _)| *name).collect());
        let declared = |name: &str| match &many {
            Some(names) => names.contains(name),
            None => shape.members.iter().any(|(declared, _)| *declared == name),
        };
        for (name, value) in object {
            if let Some(names) = shape.names {
                let text = Value::String(name.clone());
                if let Err(miss) = self.eval(names, &text, None) {
                    return Err(Miss::new(Why::Name(miss.reason())).below_member(name));
                }
            }
            let mut looked_at = declared(name);
            for (matches, member) in shape.patterns {
                if matches(name) {
                    looked_at = true;
                    self.eval(member, value, None)
                        .map_err(|miss| miss.below_member(name))?;
                }
            }
            if let (false, Some(rest)) = (looked_at, shape.rest) {
                looked_at = true;
                self.rest(rest, value)
                    .map_err(|miss| miss.below_member(name))?;
            }
            if let (true, Some(seen)) = (looked_at, seen.as_deref_mut()) {
                seen.member(name);
            }
        }
        Ok(())
    }
}

fn counts<'a>(shape: &'a ObjectShape, object: &Map<String, Value>) -> Fit<'a> {
    let absent = |names: &'a [&'a str]| names.iter().find(|name| !object.contains_key(**name));
    if let Some(name) = absent(shape.required) {
        return Err(Miss::new(Why::Missing(name)));
    }
    for (name, needed) in shape.needs {
        if let Some(needed) = absent(needed).filter(|_| object.contains_key(*name)) {
            return Err(Miss::new(Why::Needs(name, needed)));
        }
    }
    let count = object.len() as u64;
    if count < shape.min {
        return Err(Miss::new(Why::TooFewMembers(count, shape.min)));
    }
    if count > shape.max {
        return Err(Miss::new(Why::TooManyMembers(count, shape.max)));
    }
    Ok(())
}
