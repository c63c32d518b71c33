//! Tables as text: what the derive prints, so that a compiler reads one literal and not thousands of
//! expressions. A table is built once, when it is first asked.
//!
//! The text is JSON: `[roots, later, rows]`. A row is a list of keywords, each `[code, …]`, and names
//! other rows by their place; a negative place `-n` names the nth entry of `later`, which is how a row
//! speaks of one that comes after it, or of itself.

use super::table::{ArrayShape, Contains, Later, ObjectShape, Search, Shape};
use super::types::Types;
use crate::literal::Literal;
use serde_json::{Map, Value};
use std::fmt;
use std::sync::OnceLock;

/// The shapes of one derived type, as text until they are needed.
///
/// ```
/// use tidings_contract::Table;
/// static TABLE: Table = Table::new(r#"[[1],[],[[["t",16]],[["o",{"m":["id",0],"r":["id"]}]]]]"#, &[]);
/// let value = serde_json::json!({"id": 7});
/// assert_eq!(TABLE.shape(0).check(&value).unwrap_err().to_string(), "refused at /id: 7 is not a string");
/// ```
pub struct Table {
    text: &'static str,
    searches: &'static [Search],
    roots: OnceLock<&'static [Shape]>,
}

impl Table {
    /// A table of this text, whose patterns are searched for by these functions.
    pub const fn new(text: &'static str, searches: &'static [Search]) -> Self {
        Self {
            text,
            searches,
            roots: OnceLock::new(),
        }
    }

    /// One of its shapes. A table that its derive did not write takes no value at all.
    pub fn shape(&self, place: usize) -> &'static Shape {
        self.all().get(place).unwrap_or(&Shape::Never)
    }

    /// Some of its shapes, in order.
    pub fn shapes(&self, from: usize, to: usize) -> &'static [Shape] {
        self.all().get(from..to).unwrap_or_default()
    }

    fn all(&self) -> &'static [Shape] {
        self.roots
            .get_or_init(|| build(self.text, self.searches).unwrap_or_default())
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Table").field(&self.text).finish()
    }
}

/// Shapes live as long as the program, as the statics do that hold them.
fn kept<T>(items: Vec<T>) -> &'static [T] {
    Box::leak(items.into_boxed_slice())
}

fn text(value: &Value) -> Option<&'static str> {
    Some(Box::leak(value.as_str()?.to_owned().into_boxed_str()))
}

fn build(table: &'static str, searches: &'static [Search]) -> Option<&'static [Shape]> {
    let table: Value = serde_json::from_str(table).ok()?;
    let [roots, later, rows] = table.as_array()?.as_slice() else {
        return None;
    };
    let later = later.as_array()?;
    let mut builder = Builder {
        searches,
        rows: Vec::new(),
        later: kept(later.iter().map(|_| Later::default()).collect()),
    };
    for row in rows.as_array()? {
        let row = builder.row(row)?;
        builder.rows.push(row);
    }
    for (slot, row) in builder.later.iter().zip(later) {
        let shape = *builder.at(row)?;
        slot.set(shape)?;
    }
    builder.all(roots)
}

struct Builder {
    searches: &'static [Search],
    rows: Vec<Shape>,
    later: &'static [Later],
}

impl Builder {
    fn row(&self, row: &Value) -> Option<Shape> {
        let keywords = row.as_array()?.iter().map(|keyword| self.keyword(keyword));
        let mut keywords = keywords.collect::<Option<Vec<_>>>()?;
        match keywords.len() {
            0 => Some(Shape::Any),
            1 => keywords.pop(),
            _ => Some(Shape::AllOf(kept(keywords))),
        }
    }

    fn at(&self, place: &Value) -> Option<&Shape> {
        self.rows.get(usize::try_from(place.as_u64()?).ok()?)
    }

    fn shape(&self, place: &Value) -> Option<Shape> {
        match place.as_i64()? {
            before @ ..0 => {
                let place = usize::try_from(before.unsigned_abs()).ok()?;
                Some(Shape::Later(self.later.get(place - 1)?))
            }
            _ => self.at(place).copied(),
        }
    }

    fn one(&self, place: &Value) -> Option<&'static Shape> {
        kept(vec![self.shape(place)?]).first()
    }

    /// A row that may be left out: none there is no mistake.
    fn option(&self, place: Option<&Value>) -> Option<Option<&'static Shape>> {
        match place {
            None | Some(Value::Null) => Some(None),
            Some(place) => self.one(place).map(Some),
        }
    }

    fn all(&self, places: &Value) -> Option<&'static [Shape]> {
        let shapes = places.as_array()?.iter().map(|place| self.shape(place));
        shapes.collect::<Option<Vec<_>>>().map(kept)
    }

    fn search(&self, place: &Value) -> Option<Search> {
        self.searches
            .get(usize::try_from(place.as_u64()?).ok()?)
            .copied()
    }

    fn keyword(&self, keyword: &Value) -> Option<Shape> {
        let parts = keyword.as_array()?;
        let first = parts.get(1).unwrap_or(&Value::Null);
        Some(match parts.first()?.as_str()? {
            "never" => Shape::Never,
            "t" => Shape::Types(Types::from_bits(u8::try_from(first.as_u64()?).ok()?)),
            "v" => Shape::Values(literals(first)?),
            "min" => Shape::Minimum(literal(first)?),
            "max" => Shape::Maximum(literal(first)?),
            "above" => Shape::Above(literal(first)?),
            "below" => Shape::Below(literal(first)?),
            "mult" => Shape::MultipleOf(literal(first)?),
            "short" => Shape::MinLength(first.as_u64()?),
            "long" => Shape::MaxLength(first.as_u64()?),
            "p" => Shape::Pattern(text(first)?, self.search(parts.get(2)?)?),
            "o" => Shape::Object(self.object(first.as_object()?)?),
            "a" => Shape::Array(self.array(first.as_object()?)?),
            "all" => Shape::AllOf(self.all(first)?),
            "any" => Shape::AnyOf(self.all(first)?),
            "one" => Shape::OneOf(self.all(first)?),
            "not" => Shape::Not(self.one(first)?),
            "ref" => Shape::Ref(self.one(first)?),
            "if" => Shape::If(
                self.one(first)?,
                self.one(parts.get(2)?)?,
                self.one(parts.get(3)?)?,
            ),
            "rest" => Shape::Unevaluated {
                of: self.one(first)?,
                members: self.option(parts.get(2))?,
                items: self.option(parts.get(3))?,
            },
            _ => return None,
        })
    }

    fn object(&self, of: &Map<String, Value>) -> Option<ObjectShape> {
        let pairs = |key: &str| pairs(of.get(key));
        let named = |key: &str| {
            let shapes = pairs(key)?.into_iter();
            let shapes = shapes.map(|(name, place)| Some((text(name)?, self.shape(place)?)));
            shapes.collect::<Option<Vec<_>>>().map(kept)
        };
        let patterns = pairs("p")?.into_iter();
        let patterns =
            patterns.map(|(search, place)| Some((self.search(search)?, self.shape(place)?)));
        let needs = pairs("needs")?.into_iter();
        let needs = needs.map(|(name, needed)| Some((text(name)?, texts(Some(needed))?)));
        Some(ObjectShape {
            members: named("m")?,
            required: texts(of.get("r"))?,
            patterns: kept(patterns.collect::<Option<Vec<_>>>()?),
            rest: self.option(of.get("rest"))?,
            names: self.option(of.get("names"))?,
            min: count(of.get("min"), 0)?,
            max: count(of.get("max"), u64::MAX)?,
            needs: kept(needs.collect::<Option<Vec<_>>>()?),
            dependents: named("d")?,
        })
    }

    fn array(&self, of: &Map<String, Value>) -> Option<ArrayShape> {
        let contains = match of.get("c").map(|contains| contains.as_array()) {
            None => None,
            Some(contains) => {
                let contains = contains?;
                Some(Contains {
                    shape: self.one(contains.first()?)?,
                    min: count(contains.get(1), 1)?,
                    max: count(contains.get(2), u64::MAX)?,
                })
            }
        };
        Some(ArrayShape {
            prefix: match of.get("p") {
                Some(prefix) => self.all(prefix)?,
                None => &[],
            },
            rest: self.option(of.get("rest"))?,
            contains,
            min: count(of.get("min"), 0)?,
            max: count(of.get("max"), u64::MAX)?,
            unique: of.contains_key("u"),
        })
    }
}

/// `[a, b, c, d]` as pairs; nothing where the key is absent.
fn pairs(list: Option<&Value>) -> Option<Vec<(&Value, &Value)>> {
    let Some(list) = list else {
        return Some(Vec::new());
    };
    let pairs = list.as_array()?.chunks(2).map(|pair| match pair {
        [a, b] => Some((a, b)),
        _ => None,
    });
    pairs.collect()
}

fn texts(list: Option<&Value>) -> Option<&'static [&'static str]> {
    let Some(list) = list else { return Some(&[]) };
    let texts = list.as_array()?.iter().map(text);
    texts.collect::<Option<Vec<_>>>().map(kept)
}

fn count(number: Option<&Value>, otherwise: u64) -> Option<u64> {
    number.map_or(Some(otherwise), Value::as_u64)
}

fn literals(list: &Value) -> Option<&'static [Literal]> {
    let literals = list.as_array()?.iter().map(literal);
    literals.collect::<Option<Vec<_>>>().map(kept)
}

fn literal(value: &Value) -> Option<Literal> {
    Some(match value {
        Value::Null => Literal::Null,
        Value::Bool(truth) => Literal::Bool(*truth),
        Value::Number(number) => match number.as_i128() {
            Some(whole) => Literal::Int(whole),
            None => Literal::Double(number.as_f64()?),
        },
        Value::String(_) => Literal::Str(text(value)?),
        Value::Array(_) => Literal::Array(literals(value)?),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let name: &'static str = Box::leak(name.clone().into_boxed_str());
                Some((name, literal(value)?))
            });
            Literal::Object(kept(members.collect::<Option<Vec<_>>>()?))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_that_holds_itself_is_a_shape() {
        static TREE: Table = Table::new(
            r#"[[1],[1],[[["a",{"rest":-1}]],[["t",64],["o",{"m":["next",0]}]]]]"#,
            &[],
        );
        let shape = TREE.shape(0);
        assert!(shape.accepts(&json!({"next": [{"next": []}, {}]})));
        let refusal = shape
            .check(&json!({"next": [{}, {"next": [1]}]}))
            .expect_err("1 is no object");
        assert_eq!(refusal.pointer(), "/next/1/next/0");
    }

    #[test]
    fn what_no_derive_wrote_takes_no_value() {
        for text in [
            "",
            "[]",
            "[[0],[],[]]",
            "[[0],[],[[[\"t\"]]]]",
            "[[0],[0],[[[\"ref\",-2]]]]",
        ] {
            let table: &'static Table = Box::leak(Box::new(Table::new(
                Box::leak(text.to_owned().into_boxed_str()),
                &[],
            )));
            assert!(!table.shape(0).accepts(&json!(null)), "{text}");
            assert!(
                table
                    .shapes(0, 1)
                    .iter()
                    .all(|shape| !shape.accepts(&json!(1))),
                "{text}"
            );
        }
    }
}
