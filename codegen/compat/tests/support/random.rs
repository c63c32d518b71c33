//! Random schemas, edits and payloads over one small vocabulary, so that they meet often.
#![allow(dead_code)]
use serde_json::{Map, Value, json};

/// A generator of random numbers (xorshift), repeatable from its seed.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 20) % n
    }

    pub fn chance(&mut self, of: u64, all: u64) -> bool {
        self.below(all) < of
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    fn name(&mut self) -> String {
        (*self.pick(&["a", "b", "c"])).to_owned()
    }

    /// A payload.
    pub fn value(&mut self, depth: u32) -> Value {
        match self.below(if depth == 0 { 5 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.chance(1, 2)),
            2 => json!(self.below(7) as i64 - 2),
            3 => json!((self.below(12) as f64 - 4.0) / 2.0),
            4 => json!(*self.pick(&["", "a", "b", "ab", "ba", "aa", "abc", "é"])),
            5 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let names = ["a", "b", "c", "ab", "x"];
                let members = (0..self.below(4))
                    .map(|_| ((*self.pick(&names)).to_owned(), self.value(depth - 1)));
                Value::Object(members.collect())
            }
        }
    }

    fn list(&mut self, most: u64, mut item: impl FnMut(&mut Self) -> Value) -> Value {
        (0..=self.below(most)).map(|_| item(self)).collect()
    }

    fn named(&mut self, names: &[&str], depth: u32) -> Value {
        let members =
            (0..=self.below(2)).map(|_| ((*self.pick(names)).to_owned(), self.schema(depth)));
        Value::Object(members.collect())
    }

    /// A schema without references.
    pub fn schema(&mut self, depth: u32) -> Value {
        if self.chance(1, 14) {
            return json!(self.chance(2, 3));
        }
        let mut schema = Map::new();
        for _ in 0..=self.below(3) {
            let (keyword, value) = if depth == 0 || self.chance(2, 5) {
                self.plain()
            } else {
                self.nested(depth - 1)
            };
            schema.insert(keyword.to_owned(), value);
        }
        Value::Object(schema)
    }

    fn plain(&mut self) -> (&'static str, Value) {
        match self.below(13) {
            0 | 1 => {
                let one = *self.pick(&[
                    "null", "boolean", "integer", "number", "string", "object", "array",
                ]);
                let two = [
                    *self.pick(&["null", "integer", "string"]),
                    *self.pick(&["object", "number", "array"]),
                ];
                (
                    "type",
                    if self.chance(1, 3) {
                        json!(two)
                    } else {
                        json!(one)
                    },
                )
            }
            2 => ("enum", self.list(3, |random| random.value(1))),
            3 => ("const", self.value(1)),
            4 => ("minimum", json!(self.below(6) as i64 - 3)),
            5 => ("maximum", json!(self.below(6) as i64 - 1)),
            6 => (
                "exclusiveMinimum",
                json!((self.below(9) as f64 - 3.0) / 2.0),
            ),
            7 => (
                "multipleOf",
                self.pick(&[json!(1), json!(2), json!(3), json!(0.5), json!(1.5)])
                    .clone(),
            ),
            8 => ("minLength", json!(self.below(3))),
            9 => ("maxLength", json!(self.below(4))),
            10 => (
                "pattern",
                json!(*self.pick(&["^a", "b$", "^[ab]+$", "^a?$", "a|b", "^$", "."])),
            ),
            11 => ("required", self.list(2, |random| json!(random.name()))),
            _ => (
                *self.pick(&["minItems", "minProperties", "maxItems", "maxProperties"]),
                json!(self.below(4)),
            ),
        }
    }

    fn nested(&mut self, depth: u32) -> (&'static str, Value) {
        match self.below(19) {
            0..=2 => ("properties", self.named(&["a", "b", "c"], depth)),
            3 => (
                "patternProperties",
                self.named(&["^a", "b", "^c$", "."], depth),
            ),
            4 | 5 => ("additionalProperties", self.schema(depth)),
            6 => ("propertyNames", self.schema(0)),
            7 => ("items", self.schema(depth)),
            8 => ("prefixItems", self.list(2, |random| random.schema(depth))),
            9 => ("contains", self.schema(depth)),
            10 => ("uniqueItems", json!(true)),
            11 => ("anyOf", self.list(3, |random| random.schema(depth))),
            12 => ("oneOf", self.list(3, |random| random.schema(depth))),
            13 => ("allOf", self.list(2, |random| random.schema(depth))),
            14 => ("not", self.schema(depth)),
            15 => (*self.pick(&["if", "then", "else"]), self.schema(depth)),
            16 => ("dependentRequired", json!({ self.name(): [self.name()] })),
            17 => ("dependentSchemas", self.named(&["a", "b"], depth)),
            _ => (
                *self.pick(&["unevaluatedProperties", "unevaluatedItems"]),
                self.schema(depth),
            ),
        }
    }

    /// A schema with one edit.
    pub fn edited(&mut self, schema: &Value) -> Value {
        let Value::Object(mut edited) = schema.clone() else {
            return self.schema(2);
        };
        let keywords: Vec<String> = edited.keys().cloned().collect();
        match self.below(3) {
            0 if !keywords.is_empty() => drop(edited.remove(self.pick(&keywords))),
            1 => {
                let (keyword, value) = if self.chance(1, 2) {
                    self.plain()
                } else {
                    self.nested(1)
                };
                edited.insert(keyword.to_owned(), value);
            }
            _ => {
                let inner: Vec<&String> = keywords
                    .iter()
                    .filter(|keyword| ["items", "not", "contains"].contains(&keyword.as_str()))
                    .collect();
                if let Some(Value::Object(members)) = edited.get_mut("properties") {
                    let names: Vec<String> = members.keys().cloned().collect();
                    let name = self.pick(&names).clone();
                    let member = self.edited(&members[&name]);
                    members.insert(name, member);
                } else if let Some(keyword) = inner.first() {
                    let child = self.edited(&edited[*keyword]);
                    edited.insert((*keyword).clone(), child);
                }
            }
        }
        Value::Object(edited)
    }
}
