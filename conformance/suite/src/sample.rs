//! Draws values for a JSON Schema document, and mutates them.
//!
//! The draw is a guess guided by the keywords; whether a value is valid is always decided by an
//! independent validator, never by this file.

use serde_json::{Map, Number, Value, json};

/// A small deterministic generator (SplitMix64), so that every run can be repeated from its seed.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Starts the sequence of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 {
            0
        } else {
            (self.bits() % limit as u64) as usize
        }
    }

    /// True once in `n` draws, on average.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of `choices`, or nothing when there is none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }
}

/// Draws values that a schema document probably accepts.
pub struct Sampler<'a> {
    document: &'a Value,
    random: &'a mut Random,
}

const DEEPEST: usize = 8;

impl<'a> Sampler<'a> {
    /// Draws from `document` (self-contained, 2020-12).
    pub fn new(document: &'a Value, random: &'a mut Random) -> Self {
        Self { document, random }
    }

    /// One value for the whole document.
    pub fn value(&mut self) -> Value {
        let document = self.document;
        self.draw(document, 0)
    }

    fn draw(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(keywords) = schema.as_object() else {
            return self.anything();
        };
        if let Some(constant) = keywords.get("const") {
            return constant.clone();
        }
        if let Some(Value::Array(members)) = keywords.get("enum") {
            return self.random.pick(members).cloned().unwrap_or(Value::Null);
        }
        if let Some(target) = keywords.get("$ref").and_then(Value::as_str) {
            let document = self.document;
            if let Some(found) = target.strip_prefix('#').and_then(|p| document.pointer(p)) {
                let drawn = self.draw(found, depth);
                return self.overlay(drawn, keywords, depth);
            }
        }
        for branches in ["oneOf", "anyOf"] {
            if let Some(Value::Array(choices)) = keywords.get(branches)
                && let Some(branch) = self.random.pick(choices).cloned()
            {
                let drawn = self.draw(&branch, depth);
                return self.overlay(drawn, keywords, depth);
            }
        }
        if let Some(Value::Array(parts)) = keywords.get("allOf") {
            let mut drawn = Value::Null;
            for part in parts.clone() {
                let next = self.draw(&part, depth);
                drawn = merge(drawn, next);
            }
            return self.overlay(drawn, keywords, depth);
        }
        self.of_type(keywords, depth)
    }

    /// Adds what the schema itself says to a value that came from one of its parts.
    fn overlay(&mut self, drawn: Value, keywords: &Map<String, Value>, depth: usize) -> Value {
        if drawn.is_object()
            && (keywords.contains_key("properties") || keywords.contains_key("required"))
        {
            let own = self.object(keywords, depth);
            return merge(drawn, own);
        }
        drawn
    }

    fn of_type(&mut self, keywords: &Map<String, Value>, depth: usize) -> Value {
        let names: Vec<&str> = match keywords.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ if keywords.contains_key("properties") || keywords.contains_key("required") => {
                vec!["object"]
            }
            _ if keywords.contains_key("items") || keywords.contains_key("prefixItems") => {
                vec!["array"]
            }
            _ if keywords.contains_key("minLength") || keywords.contains_key("pattern") => {
                vec!["string"]
            }
            _ if keywords.contains_key("minimum") || keywords.contains_key("maximum") => {
                vec!["number"]
            }
            _ => return self.anything(),
        };
        match self.random.pick(&names).copied() {
            Some("null") => Value::Null,
            Some("boolean") => Value::Bool(self.random.one_in(2)),
            Some("integer") => self.number(keywords, true),
            Some("number") => self.number(keywords, false),
            Some("string") => self.string(keywords),
            Some("array") => self.array(keywords, depth),
            Some("object") => self.object(keywords, depth),
            _ => self.anything(),
        }
    }

    fn number(&mut self, keywords: &Map<String, Value>, whole: bool) -> Value {
        let bound = |name: &str| keywords.get(name).and_then(Value::as_f64);
        let low = bound("minimum").or_else(|| bound("exclusiveMinimum").map(|b| b + 1.0));
        let high = bound("maximum").or_else(|| bound("exclusiveMaximum").map(|b| b - 1.0));
        let step = bound("multipleOf").unwrap_or(1.0);
        let base = match (low, high, self.random.below(6)) {
            (Some(low), _, 0 | 1) => low,
            (_, Some(high), 2) => high,
            (Some(low), Some(high), _) => {
                low + (high - low) * (self.random.below(1_000_001) as f64 / 1e6)
            }
            (Some(low), None, _) => low + self.random.below(1000) as f64,
            (None, Some(high), _) => high - self.random.below(1000) as f64,
            (None, None, 0) => return json!(i64::MIN),
            (None, None, 1) => return json!(u64::MAX),
            (None, None, 2) if !whole => -0.0,
            (None, None, 3) if !whole => self.random.below(100_000) as f64 / 128.0,
            (None, None, 4) => return json!(1.0),
            (None, None, _) => self.random.below(2000) as f64 - 1000.0,
        };
        if !whole && !keywords.contains_key("multipleOf") {
            return Number::from_f64(base).map_or(Value::Null, Value::Number);
        }
        let snapped = (base / step).round() * step;
        if snapped.fract() == 0.0 && snapped.abs() < 9e15 {
            json!(snapped as i64)
        } else {
            Number::from_f64(snapped).map_or(Value::Null, Value::Number)
        }
    }

    fn string(&mut self, keywords: &Map<String, Value>) -> Value {
        let size = |name: &str| {
            keywords
                .get(name)
                .and_then(Value::as_u64)
                .map(|n| n as usize)
        };
        let least = size("minLength").unwrap_or(0).min(4096);
        let most = size("maxLength").unwrap_or(least + 12).min(4096).max(least);
        if let Some(example) = self.example(keywords) {
            return example;
        }
        if let Some(known) = keywords
            .get("format")
            .and_then(Value::as_str)
            .and_then(of_format)
        {
            return json!(known);
        }
        let length = match self.random.below(4) {
            0 => least,
            1 => most,
            _ => least + self.random.below(most - least + 1),
        };
        let alphabet = [
            'a', 'Z', '0', '-', '"', '\\', '\n', 'é', '日', '😀', '\u{2028}', ' ',
        ];
        let text = (0..length)
            .filter_map(|_| self.random.pick(&alphabet))
            .collect::<String>();
        Value::String(text)
    }

    fn example(&mut self, keywords: &Map<String, Value>) -> Option<Value> {
        let examples = keywords.get("examples")?.as_array()?;
        self.random.pick(examples).cloned()
    }

    fn array(&mut self, keywords: &Map<String, Value>, depth: usize) -> Value {
        let size = |name: &str| {
            keywords
                .get(name)
                .and_then(Value::as_u64)
                .map(|n| n as usize)
        };
        let least = size("minItems").unwrap_or(0).min(64);
        let most = size("maxItems").unwrap_or(least + 3).min(64).max(least);
        let length = if depth > DEEPEST {
            least
        } else {
            least + self.random.below(most - least + 1)
        };
        let prefix = keywords
            .get("prefixItems")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let rest = keywords.get("items").cloned().unwrap_or(Value::Bool(true));
        let items = (0..length)
            .filter_map(|at| match (prefix.get(at), &rest) {
                (Some(item), _) => Some(self.draw(item, depth + 1)),
                (None, Value::Bool(false)) => None,
                (None, item) => Some(self.draw(item, depth + 1)),
            })
            .collect();
        Value::Array(items)
    }

    fn object(&mut self, keywords: &Map<String, Value>, depth: usize) -> Value {
        let empty = Map::new();
        let properties = keywords
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let required: Vec<&str> = keywords
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let mut drawn = Map::new();
        for (name, member) in properties {
            let wanted = required.contains(&name.as_str());
            if *member != Value::Bool(false)
                && (wanted || (depth < DEEPEST && self.random.one_in(2)))
            {
                drawn.insert(name.clone(), self.draw(member, depth + 1));
            }
        }
        for name in required {
            if !drawn.contains_key(name) {
                drawn.insert(name.to_owned(), self.anything());
            }
        }
        let rest = keywords
            .get("additionalProperties")
            .filter(|rest| **rest != Value::Bool(false));
        if let (Some(rest), true) = (rest, depth < DEEPEST) {
            for at in 0..self.random.below(3) {
                let name = ["extra", "__proto__", "ключ"][at % 3];
                if !properties.contains_key(name) {
                    drawn.insert(name.to_owned(), self.draw(rest, depth + 1));
                }
            }
        }
        Value::Object(drawn)
    }

    fn anything(&mut self) -> Value {
        let choices = [
            Value::Null,
            json!(true),
            json!(0),
            json!(-1),
            json!(9_007_199_254_740_993_i64),
            json!(1.5),
            json!(""),
            json!("text"),
            json!([]),
            json!([1, "a"]),
            json!({}),
            json!({ "a": null }),
        ];
        self.random.pick(&choices).cloned().unwrap_or(Value::Null)
    }
}

fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-11-21T07:29:00.123456+01:00",
        "date" => "2026-11-21",
        "uri" | "uri-reference" | "iri" => "https://example.org/a?b=c",
        "uuid" => "0198a1f2-7c1e-7b93-ab47-d0b5c2d7e911",
        "email" => "a@example.org",
        _ => return None,
    })
}

fn merge(left: Value, right: Value) -> Value {
    match (left, right) {
        (Value::Object(mut left), Value::Object(right)) => {
            for (name, member) in right {
                let merged = match left.remove(&name) {
                    Some(old) => merge(old, member),
                    None => member,
                };
                left.insert(name, merged);
            }
            Value::Object(left)
        }
        (Value::Null, right) => right,
        (left, Value::Null) => left,
        (_, right) => right,
    }
}

/// Changes one random place of `value`: drops, adds, replaces, or moves it over a bound.
pub fn mutate(value: &Value, random: &mut Random) -> Value {
    let mut places = Vec::new();
    collect(value, &mut String::new(), &mut places);
    let place = random.pick(&places).cloned().unwrap_or_default();
    let mut changed = value.clone();
    if let Some(target) = changed.pointer_mut(&place) {
        change(target, random);
    }
    changed
}

fn collect(value: &Value, at: &mut String, places: &mut Vec<String>) {
    places.push(at.clone());
    let length = at.len();
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.push_str(&format!("/{index}"));
                collect(item, at, places);
                at.truncate(length);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                at.push('/');
                at.push_str(&name.replace('~', "~0").replace('/', "~1"));
                collect(member, at, places);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

fn change(target: &mut Value, random: &mut Random) {
    let others = [
        Value::Null,
        json!(true),
        json!(7),
        json!(-3),
        json!(0.5),
        json!("other"),
        json!([]),
        json!({}),
        json!(1e300),
    ];
    match target {
        Value::Object(members) if !members.is_empty() && random.one_in(2) => {
            let names: Vec<String> = members.keys().cloned().collect();
            if let Some(name) = random.pick(&names) {
                members.remove(name);
            }
        }
        Value::Object(members) if random.one_in(2) => {
            members.insert("undeclared".to_owned(), json!("x"));
        }
        Value::Array(items) if !items.is_empty() && random.one_in(2) => {
            let copy = items[random.below(items.len())].clone();
            items.push(copy);
        }
        Value::Array(items) if random.one_in(2) => {
            items.clear();
        }
        Value::String(text) if random.one_in(2) => match random.below(3) {
            0 => text.push('x'),
            1 => text.clear(),
            _ => *text = text.repeat(40),
        },
        Value::Number(number) if random.one_in(2) => {
            let moved =
                number.as_f64().unwrap_or(0.0) + [1.0, -1.0, 0.5, 1e6, -1e12][random.below(5)];
            *target = Number::from_f64(moved).map_or(Value::Null, Value::Number);
        }
        _ => *target = random.pick(&others).cloned().unwrap_or(Value::Null),
    }
}
