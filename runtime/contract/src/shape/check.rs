use super::miss::{Fit, Miss, Why};
use super::multiple;
use super::run::Check;
use super::seen::Seen;
use super::table::Shape;
use crate::literal::Literal;
use crate::number::Number;
use crate::refusal::Refusal;
use serde_json::Value;
use std::cmp::Ordering;

/// Shapes within shapes, over the whole value; tested on a stack of 2 MiB, without optimisation.
const DEEPEST: u32 = 800;
/// Keywords applied in all. `anyOf` in recursive schemas can double the work at every level.
const STEPS: u32 = 10_000_000;

impl Shape {
    /// Whether a value has this shape.
    ///
    /// # Errors
    /// The first refusal found, with its JSON pointer; `contract/limit-exceeded` when the value is
    /// nested too deeply or takes too many steps.
    pub fn check(&self, value: &Value) -> Result<(), Refusal> {
        Check::default()
            .eval(self, value, None)
            .map_err(Miss::into_refusal)
    }

    /// Whether a value has this shape; anything beyond the limits has not.
    pub fn accepts(&self, value: &Value) -> bool {
        self.check(value).is_ok()
    }
}

impl Check {
    pub(super) fn eval<'a>(
        &mut self,
        shape: &'a Shape,
        value: &'a Value,
        seen: Option<&mut Seen<'a>>,
    ) -> Fit<'a> {
        self.steps += 1;
        if self.steps > STEPS {
            return Err(Miss::new(Why::Limit(
                "the value takes too many steps to check",
            )));
        }
        if self.depth == DEEPEST {
            return Err(Miss::new(Why::Limit(
                "the value is nested too deeply to check",
            )));
        }
        self.depth += 1;
        let fit = self.keyword(shape, value, seen);
        self.depth -= 1;
        fit
    }

    fn keyword<'a>(
        &mut self,
        shape: &'a Shape,
        value: &'a Value,
        mut seen: Option<&mut Seen<'a>>,
    ) -> Fit<'a> {
        match shape {
            Shape::Ref(shape) => self.eval(shape, value, seen),
            Shape::Later(shape) => self.eval(shape.get(), value, seen),
            Shape::Object(object) => self.object(object, value, seen),
            Shape::Array(array) => self.array(array, value, seen),
            Shape::AllOf(shapes) => shapes
                .iter()
                .try_for_each(|shape| self.eval(shape, value, seen.as_deref_mut())),
            Shape::AnyOf(shapes) => self.some(shape, shapes, value, seen),
            Shape::OneOf(shapes) => self.one(shape, shapes, value, seen),
            Shape::Not(not) => plain(!self.passes(not, value)?, shape, value),
            Shape::If(test, then, otherwise) => {
                self.condition([test, then, otherwise], value, seen)
            }
            Shape::Unevaluated { of, members, items } => {
                self.unevaluated((of, *members, *items), value, seen)
            }
            single => plain(holds(single, value), single, value),
        }
    }

    /// What `additionalProperties`, `items` and their kind say: `false` means "not declared".
    pub(super) fn rest<'a>(&mut self, shape: &'a Shape, value: &'a Value) -> Fit<'a> {
        match shape {
            Shape::Never => Err(Miss::new(Why::Undeclared)),
            shape => self.eval(shape, value, None),
        }
    }

    /// A verdict that may be a miss; the outer error is a limit, which ends everything.
    fn verdict<'a>(
        &mut self,
        shape: &'a Shape,
        value: &'a Value,
        seen: Option<&mut Seen<'a>>,
    ) -> Result<Fit<'a>, Miss<'a>> {
        match self.eval(shape, value, seen) {
            Err(miss) if miss.is_limit() => Err(miss),
            fit => Ok(fit),
        }
    }

    pub(super) fn passes<'a>(
        &mut self,
        shape: &'a Shape,
        value: &'a Value,
    ) -> Result<bool, Miss<'a>> {
        self.verdict(shape, value, None).map(|fit| fit.is_ok())
    }

    fn condition<'a>(
        &mut self,
        [test, then, otherwise]: [&'a Shape; 3],
        value: &'a Value,
        mut seen: Option<&mut Seen<'a>>,
    ) -> Fit<'a> {
        let mut inner = seen.is_some().then(Seen::default);
        let holds = self.verdict(test, value, inner.as_mut())?.is_ok();
        if let (true, Some(seen), Some(inner)) = (holds, seen.as_deref_mut(), inner) {
            seen.join(inner);
        }
        self.eval(if holds { then } else { otherwise }, value, seen)
    }

    fn some<'a>(
        &mut self,
        whole: &'a Shape,
        shapes: &'a [Shape],
        value: &'a Value,
        mut seen: Option<&mut Seen<'a>>,
    ) -> Fit<'a> {
        let (mut passed, mut nearest) = (false, None);
        for shape in shapes {
            let mut inner = seen.is_some().then(Seen::default);
            match self.verdict(shape, value, inner.as_mut())? {
                Err(miss) => nearest = Some(nearer(nearest, miss)),
                Ok(()) => match (seen.as_deref_mut(), inner) {
                    (Some(seen), Some(inner)) => {
                        passed = true;
                        seen.join(inner);
                    }
                    _ => return Ok(()),
                },
            }
        }
        if passed {
            Ok(())
        } else {
            Err(best(nearest, whole, value))
        }
    }

    fn one<'a>(
        &mut self,
        whole: &'a Shape,
        shapes: &'a [Shape],
        value: &'a Value,
        seen: Option<&mut Seen<'a>>,
    ) -> Fit<'a> {
        let (mut passed, mut nearest) = (None, None);
        for shape in shapes {
            let mut inner = Seen::default();
            match self.verdict(shape, value, seen.is_some().then_some(&mut inner))? {
                Err(miss) => nearest = Some(nearer(nearest, miss)),
                Ok(()) if passed.is_some() => return Err(Miss::new(Why::Keyword(whole, value))),
                Ok(()) => passed = Some(inner),
            }
        }
        match (passed, seen) {
            (None, _) => Err(best(nearest, whole, value)),
            (Some(inner), Some(seen)) => {
                seen.join(inner);
                Ok(())
            }
            (Some(_), None) => Ok(()),
        }
    }
}

/// Of the misses of several branches, the one that came furthest: the branch that was meant.
fn nearer<'a>(a: Option<Miss<'a>>, b: Miss<'a>) -> Miss<'a> {
    match a {
        Some(a) if a.path.len() >= b.path.len() => a,
        _ => b,
    }
}

fn best<'a>(nearest: Option<Miss<'a>>, whole: &'a Shape, value: &'a Value) -> Miss<'a> {
    match nearest {
        Some(miss) if !miss.path.is_empty() => miss,
        _ => Miss::new(Why::Keyword(whole, value)),
    }
}

fn plain<'a>(holds: bool, shape: &'a Shape, value: &'a Value) -> Fit<'a> {
    if holds {
        Ok(())
    } else {
        Err(Miss::new(Why::Keyword(shape, value)))
    }
}

/// The keywords that look at one value and nothing within it.
fn holds(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::Never => false,
        Shape::Types(types) => types.contain(value),
        Shape::Values(values) => values.iter().any(|literal| literal.equals(value)),
        Shape::Minimum(bound) => against(value, bound, |order| order != Ordering::Less),
        Shape::Maximum(bound) => against(value, bound, |order| order != Ordering::Greater),
        Shape::Above(bound) => against(value, bound, |order| order == Ordering::Greater),
        Shape::Below(bound) => against(value, bound, |order| order == Ordering::Less),
        Shape::MultipleOf(divisor) => match (value, divisor.number()) {
            (Value::Number(n), Some(divisor)) => multiple::is_multiple(n.into(), divisor),
            _ => true,
        },
        Shape::MinLength(min) => value
            .as_str()
            .is_none_or(|text| text.chars().count() as u64 >= *min),
        Shape::MaxLength(max) => value
            .as_str()
            .is_none_or(|text| text.chars().count() as u64 <= *max),
        Shape::Pattern(_, matches) => value.as_str().is_none_or(matches),
        // The keywords that look within a value never come here.
        _ => true,
    }
}

fn against(value: &Value, bound: &Literal, fits: fn(Ordering) -> bool) -> bool {
    match (value, bound.number()) {
        (Value::Number(n), Some(bound)) => fits(Number::from(n).compare(bound)),
        _ => true,
    }
}
