use super::miss::Fit;
use super::run::Check;
use super::seen::Seen;
use super::table::Shape;
use serde_json::Value;

impl Check {
    /// What the other keywords of a schema left unlooked at.
    pub(super) fn unevaluated<'a>(
        &mut self,
        (of, members, items): (&'a Shape, Option<&'a Shape>, Option<&'a Shape>),
        value: &'a Value,
        outer: Option<&mut Seen<'a>>,
    ) -> Fit<'a> {
        let mut seen = Seen::default();
        self.eval(of, value, Some(&mut seen))?;
        match (value, members, items) {
            (Value::Object(object), Some(shape), _) => {
                for (name, member) in object {
                    if !seen.members.contains(name.as_str()) {
                        self.rest(shape, member)
                            .map_err(|miss| miss.below_member(name))?;
                        seen.member(name);
                    }
                }
            }
            (Value::Array(array), _, Some(shape)) => {
                for (i, item) in array.iter().enumerate().skip(seen.prefix) {
                    if !seen.items.contains(&i) {
                        self.rest(shape, item).map_err(|miss| miss.below_item(i))?;
                    }
                }
                seen.items_to(array.len());
            }
            _ => {}
        }
        if let Some(outer) = outer {
            outer.join(seen);
        }
        Ok(())
    }
}
