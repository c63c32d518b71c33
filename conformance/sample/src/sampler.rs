use serde_json::{Map, Number, Value, json};

use crate::guide::Guide;
use crate::merge::merge;
use crate::random::Random;
use crate::text::{Pattern, any};

/// Below this depth only what is required is drawn.
const DEEPEST: usize = 8;

/// References followed and alternatives entered for one value, one within the other.
const HOPS: usize = 24;

/// Longer texts and arrays than this are not drawn, whatever a schema asks for.
const LONGEST: usize = 4096;

/// Keywords that name other schemas for the same value.
const APPLICATORS: [&str; 6] = ["$ref", "allOf", "oneOf", "anyOf", "if", "dependentSchemas"];

/// Keywords that say something about a value by themselves.
const ASSERTIONS: [&str; 20] = [
    "type",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "minProperties",
    "propertyNames",
    "items",
    "prefixItems",
    "contains",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

/// Draws values that a schema document probably accepts.
pub struct Sampler<'a> {
    document: &'a Value,
    random: &'a mut Random,
    guide: Option<&'a Guide>,
    /// How often a value follows the guide and not its schema: never at 0, else once in so many.
    astray: usize,
}

impl<'a> Sampler<'a> {
    /// Draws from `document` (self-contained, 2020-12).
    pub fn new(document: &'a Value, random: &'a mut Random) -> Self {
        Self {
            document,
            random,
            guide: None,
            astray: 0,
        }
    }

    /// Prefers, now and then, what other documents speak of.
    #[must_use]
    pub fn guided(mut self, guide: &'a Guide) -> Self {
        self.guide = Some(guide);
        self
    }

    /// One value for the whole document.
    pub fn value(&mut self) -> Value {
        // Half of the values keep to the schema: a long array would hardly ever be valid otherwise.
        self.astray = match self.guide {
            Some(_) => [0, 0, 4, 24][self.random.below(4)],
            None => 0,
        };
        self.draw(self.document, 0, 0)
    }

    fn draw(&mut self, schema: &Value, depth: usize, hops: usize) -> Value {
        let Some(keywords) = schema.as_object() else {
            return self.anything();
        };
        // What requires itself has no end, and no value.
        if depth > 4 * DEEPEST {
            return Value::Null;
        }
        let applied = APPLICATORS
            .iter()
            .filter(|name| keywords.contains_key(**name));
        let applied: Vec<&str> = applied.copied().collect();
        if hops >= HOPS || applied.is_empty() {
            return self.plain(keywords, depth, hops);
        }
        let alone =
            applied.len() == 1 && !ASSERTIONS.iter().any(|name| keywords.contains_key(*name));
        if alone && let Some(one) = self.only(keywords, applied[0]) {
            return self.draw(one, depth, hops + 1);
        }
        let mut merged = Map::new();
        self.flatten(keywords, &mut merged, hops);
        self.plain(&merged, depth, hops)
    }

    /// The one schema that stands for a value, where an applicator leads to one alone.
    fn only<'b>(&mut self, keywords: &'b Map<String, Value>, applicator: &str) -> Option<&'b Value>
    where
        'a: 'b,
    {
        match (applicator, keywords.get(applicator)?) {
            ("$ref", Value::String(target)) => self.document.pointer(target.strip_prefix('#')?),
            ("oneOf" | "anyOf", Value::Array(choices)) => self.random.pick(choices),
            ("allOf", Value::Array(parts)) if parts.len() == 1 => parts.first(),
            _ => None,
        }
    }

    /// Collects the keywords of all schemas that are to apply to one value.
    fn flatten(
        &mut self,
        keywords: &Map<String, Value>,
        into: &mut Map<String, Value>,
        hops: usize,
    ) {
        let mut own = Map::new();
        for (keyword, value) in keywords {
            if !APPLICATORS.contains(&keyword.as_str()) && keyword != "$defs" {
                own.insert(keyword.clone(), value.clone());
            }
        }
        merge(into, &own);
        if hops >= HOPS {
            return;
        }
        for part in self.parts(keywords) {
            if let Value::Object(part) = part {
                self.flatten(&part, into, hops + 1);
            }
        }
    }

    /// The schemas that a schema applies to its own value, one of each choice.
    fn parts(&mut self, keywords: &Map<String, Value>) -> Vec<Value> {
        let mut parts = Vec::new();
        let target = keywords.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|target| target.strip_prefix('#'));
        parts.extend(
            target
                .and_then(|target| self.document.pointer(target))
                .cloned(),
        );
        if let Some(Value::Array(all)) = keywords.get("allOf") {
            parts.extend(all.iter().cloned());
        }
        for branches in ["oneOf", "anyOf"] {
            if let Some(Value::Array(choices)) = keywords.get(branches) {
                parts.extend(self.random.pick(choices).cloned());
            }
        }
        if let Some(condition) = keywords.get("if") {
            if self.random.one_in(2) {
                parts.push(condition.clone());
                parts.extend(keywords.get("then").cloned());
            } else {
                parts.extend(keywords.get("else").cloned());
            }
        }
        if let Some(Value::Object(dependents)) = keywords.get("dependentSchemas") {
            for (name, schema) in dependents {
                if self.random.one_in(2) {
                    parts.push(json!({"required": [name]}));
                    parts.push(schema.clone());
                }
            }
        }
        parts
    }

    /// A value for keywords that apply no other schema to it.
    fn plain(&mut self, keywords: &Map<String, Value>, depth: usize, hops: usize) -> Value {
        if let Some(constant) = keywords.get("const") {
            return constant.clone();
        }
        if let Some(Value::Array(members)) = keywords.get("enum") {
            return self.random.pick(members).cloned().unwrap_or(Value::Null);
        }
        let has = |names: &[&str]| names.iter().any(|name| keywords.contains_key(*name));
        let names: Vec<&str> = match keywords.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ if self.guide.is_some() && self.random.one_in(12) => vec!["any"],
            _ if has(&[
                "properties",
                "required",
                "additionalProperties",
                "patternProperties",
            ]) || has(&[
                "propertyNames",
                "minProperties",
                "maxProperties",
                "dependentRequired",
            ]) || has(&["unevaluatedProperties"]) =>
            {
                vec!["object"]
            }
            _ if has(&[
                "items",
                "prefixItems",
                "contains",
                "minItems",
                "maxItems",
                "uniqueItems",
            ]) =>
            {
                vec!["array"]
            }
            _ if has(&["minLength", "maxLength", "pattern"]) => vec!["string"],
            _ if has(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
                || has(&["multipleOf"]) =>
            {
                vec!["number"]
            }
            _ => vec!["any"],
        };
        match self.random.pick(&names).copied() {
            Some("null") => Value::Null,
            Some("boolean") => Value::Bool(self.random.one_in(2)),
            Some("integer") => self.number(keywords, true),
            Some("number") => self.number(keywords, false),
            Some("string") => self.string(keywords),
            Some("array") => self.array(keywords, depth, hops),
            Some("object") => self.object(keywords, depth),
            _ => self.anything(),
        }
    }

    fn number(&mut self, keywords: &Map<String, Value>, whole: bool) -> Value {
        if self.goes_astray()
            && let Some(near) = self.guide.and_then(|guide| guide.number(self.random))
        {
            return near;
        }
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
        let size = |name: &str| size(keywords, name);
        if self.goes_astray()
            && let Some(near) = self.guide.and_then(|guide| guide.text(self.random))
        {
            return json!(near);
        }
        if let Some(pattern) = keywords.get("pattern").and_then(Value::as_str)
            && let Some(pattern) = Pattern::new(pattern)
        {
            return json!(pattern.draw(self.random));
        }
        if let Some(Value::Array(examples)) = keywords.get("examples")
            && let Some(example) = self.random.pick(examples)
        {
            return example.clone();
        }
        let known = keywords
            .get("format")
            .and_then(Value::as_str)
            .and_then(of_format);
        if let Some(known) = known {
            return json!(known);
        }
        let least = size("minLength").unwrap_or(0).min(LONGEST);
        let most = size("maxLength")
            .unwrap_or(least + 12)
            .min(LONGEST)
            .max(least);
        json!(any(self.random, least, most))
    }

    fn array(&mut self, keywords: &Map<String, Value>, depth: usize, hops: usize) -> Value {
        let size = |name: &str| size(keywords, name);
        let least = size("minItems").unwrap_or(0).min(LONGEST);
        let most = size("maxItems")
            .unwrap_or(least + 3)
            .min(LONGEST)
            .max(least);
        let near = self.guide.and_then(|guide| guide.size(self.random));
        let length = match near {
            _ if depth > DEEPEST => least,
            Some(near) if self.random.one_in(6) => near.clamp(least, most),
            _ => least + self.random.below(most.min(least + 16) - least + 1),
        };
        let prefix = keywords.get("prefixItems").and_then(Value::as_array);
        let rest = keywords.get("items").or(keywords.get("unevaluatedItems"));
        let contained = keywords.get("contains");
        let mut items = Vec::new();
        for at in 0..length {
            let item = prefix.and_then(|prefix| prefix.get(at)).or(rest);
            items.push(match (item, contained) {
                (None | Some(Value::Bool(true)), Some(wanted)) if self.random.one_in(2) => {
                    self.draw(wanted, depth + 1, hops)
                }
                (Some(Value::Bool(false)), _) => break,
                (Some(item), _) => self.draw(item, depth + 1, 0),
                (None, _) => self.anything(),
            });
        }
        Value::Array(items)
    }

    fn object(&mut self, keywords: &Map<String, Value>, depth: usize) -> Value {
        let empty = Map::new();
        let named = |keyword: &str| keywords.get(keyword).and_then(Value::as_object);
        let properties = named("properties").unwrap_or(&empty);
        let required = keywords.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let few = self.random.one_in(3);
        let mut drawn = Map::new();
        for (name, member) in properties {
            let wanted = required.contains(&name.as_str());
            let asked = depth < DEEPEST && !few && self.random.one_in(2);
            if *member != Value::Bool(false) && (wanted || asked) {
                drawn.insert(name.clone(), self.draw(member, depth + 1, 0));
            }
        }
        let rest = keywords
            .get("additionalProperties")
            .or(keywords.get("unevaluatedProperties"));
        for name in required {
            if !drawn.contains_key(name) {
                let member = match rest {
                    Some(rest) => self.draw(rest, depth + 1, 0),
                    None => self.anything(),
                };
                drawn.insert(name.to_owned(), member);
            }
        }
        if depth < DEEPEST {
            self.strangers(&mut drawn, keywords, rest, depth);
        }
        let dependents = named("dependentRequired").into_iter().flatten();
        for (name, needed) in dependents {
            for need in needed
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                if drawn.contains_key(name) && !drawn.contains_key(need) {
                    drawn.insert(need.to_owned(), self.anything());
                }
            }
        }
        Value::Object(drawn)
    }

    /// Members that no property names: those of patterns, and any others where they are allowed.
    fn strangers(
        &mut self,
        drawn: &mut Map<String, Value>,
        keywords: &Map<String, Value>,
        rest: Option<&Value>,
        depth: usize,
    ) {
        let patterns = keywords.get("patternProperties").and_then(Value::as_object);
        for (pattern, member) in patterns.into_iter().flatten() {
            let names = Pattern::new(pattern);
            for name in names.iter().cycle().take(self.random.below(3)) {
                let name = name.draw(self.random);
                drawn.insert(name, self.draw(member, depth + 1, 0));
            }
        }
        let least = size(keywords, "minProperties").unwrap_or(0).min(64);
        let open = match (rest, self.guide) {
            (Some(Value::Bool(false)), _) => 0,
            (Some(_), _) | (None, Some(_)) => self.random.below(3),
            (None, None) => 0,
        };
        let wanted = open.max(least.saturating_sub(drawn.len()));
        for at in 0..wanted {
            let name = match self.guide {
                Some(guide) => guide.name(self.random),
                None => ["extra", "__proto__", "ключ"][at % 3].to_owned(),
            };
            if !drawn.contains_key(&name) {
                let member = match rest {
                    Some(rest) => self.draw(rest, depth + 1, 0),
                    None => self.anything(),
                };
                drawn.insert(name, member);
            }
        }
    }

    fn goes_astray(&mut self) -> bool {
        self.astray > 0 && self.random.one_in(self.astray)
    }

    fn anything(&mut self) -> Value {
        if self.random.one_in(2)
            && let Some(near) = self.guide.and_then(|guide| guide.value(self.random))
        {
            return near;
        }
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

fn size(keywords: &Map<String, Value>, name: &str) -> Option<usize> {
    let size = keywords.get(name)?;
    let whole = size
        .as_u64()
        .or_else(|| size.as_f64().map(|size| size as u64));
    whole.and_then(|size| usize::try_from(size).ok())
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
