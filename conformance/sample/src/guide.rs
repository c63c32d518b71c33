//! What documents speak of: the values at which they may part.

use std::collections::BTreeSet;

use serde_json::{Number, Value, json};

use crate::random::Random;
use crate::text::{Pattern, any};

/// Lists are cut here, so that an enormous enum costs no more than a large one.
const MOST: usize = 512;

/// Lengths and counts above this are not drawn on purpose.
const LONGEST: usize = 4096;

/// The bounds, lengths, constants, patterns and names of some documents.
#[derive(Clone, Debug, Default)]
pub struct Guide {
    constants: Vec<Value>,
    numbers: Vec<Value>,
    sizes: BTreeSet<usize>,
    lengths: Vec<usize>,
    names: BTreeSet<String>,
    named: Vec<String>,
    patterns: Vec<Pattern>,
}

impl Guide {
    /// Reads documents.
    #[must_use]
    pub fn of(documents: &[&Value]) -> Self {
        let mut guide = Self::default();
        for document in documents {
            guide.read(document);
        }
        guide.named = std::mem::take(&mut guide.names).into_iter().collect();
        guide.lengths = std::mem::take(&mut guide.sizes).into_iter().collect();
        guide
    }

    fn read(&mut self, schema: &Value) {
        match schema {
            Value::Object(keywords) => {
                for (keyword, value) in keywords {
                    self.keyword(keyword, value);
                    self.read(value);
                }
            }
            Value::Array(schemas) => schemas.iter().for_each(|schema| self.read(schema)),
            _ => {}
        }
    }

    fn keyword(&mut self, keyword: &str, value: &Value) {
        match (keyword, value) {
            ("const", constant) => self.constant(constant),
            ("enum", Value::Array(members)) => {
                members.iter().for_each(|member| self.constant(member));
            }
            (
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf",
                Value::Number(bound),
            ) => self.bound(bound),
            ("pattern", Value::String(pattern)) => self.pattern(pattern),
            ("properties" | "dependentRequired" | "dependentSchemas", Value::Object(members)) => {
                self.names.extend(members.keys().take(MOST).cloned());
            }
            ("patternProperties", Value::Object(members)) => {
                members.keys().for_each(|pattern| self.pattern(pattern));
            }
            ("required", Value::Array(names)) => {
                let names = names.iter().filter_map(Value::as_str).take(MOST);
                self.names.extend(names.map(str::to_owned));
            }
            (_, Value::Number(size))
                if keyword.starts_with("min") || keyword.starts_with("max") =>
            {
                let size = size.as_u64().unwrap_or(0) as usize;
                let around = [size.saturating_sub(1), size, size.saturating_add(1)];
                self.sizes
                    .extend(around.iter().filter(|size| **size <= LONGEST));
            }
            _ => {}
        }
    }

    fn constant(&mut self, constant: &Value) {
        if self.constants.len() < MOST {
            self.constants.push(constant.clone());
        }
    }

    fn bound(&mut self, bound: &Number) {
        if self.numbers.len() >= MOST {
            return;
        }
        if let Some(whole) = bound.as_i64() {
            let around = [-1, 0, 1]
                .into_iter()
                .filter_map(|step| whole.checked_add(step));
            self.numbers.extend(around.map(Value::from));
            self.numbers.extend(whole.checked_mul(2).map(Value::from));
        } else {
            self.numbers.push(Value::Number(bound.clone()));
        }
        let bound = bound.as_f64().unwrap_or(0.0);
        self.numbers
            .extend([bound + 0.5, bound - 0.5, bound * 3.0, bound / 2.0].map(|near| json!(near)));
    }

    fn pattern(&mut self, pattern: &str) {
        if self.patterns.len() < MOST {
            self.patterns.extend(Pattern::new(pattern));
        }
    }

    /// A value that some document speaks of, whatever its type.
    pub(crate) fn value(&self, random: &mut Random) -> Option<Value> {
        match random.below(6) {
            0 => self.number(random),
            1 => self.text(random).map(Value::String),
            _ => random.pick(&self.constants).cloned(),
        }
    }

    /// A number at or near a bound.
    pub(crate) fn number(&self, random: &mut Random) -> Option<Value> {
        random.pick(&self.numbers).cloned()
    }

    /// A text that a pattern finds, that is a constant, or that has a length near a bound.
    pub(crate) fn text(&self, random: &mut Random) -> Option<String> {
        match random.below(3) {
            0 => random
                .pick(&self.patterns)
                .map(|pattern| pattern.draw(random)),
            1 => random.pick(&self.constants)?.as_str().map(str::to_owned),
            _ => self.size(random).map(|size| any(random, size, size)),
        }
    }

    /// A length or a count near a bound.
    pub(crate) fn size(&self, random: &mut Random) -> Option<usize> {
        random.pick(&self.lengths).copied()
    }

    /// A member's name, declared somewhere or nowhere.
    pub(crate) fn name(&self, random: &mut Random) -> String {
        let known = match random.below(4) {
            0 | 1 => random.pick(&self.named).cloned(),
            2 => random
                .pick(&self.patterns)
                .map(|pattern| pattern.draw(random)),
            _ => None,
        };
        let stranger =
            || ["extra", "__proto__", "ключ", "undeclared", ""][random.below(5)].to_owned();
        known.unwrap_or_else(stranger)
    }
}
