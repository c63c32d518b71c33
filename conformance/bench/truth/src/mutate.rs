//! Mutants: values changed at one place, each change of a kind that readers are known to get wrong.

use serde_json::{Map, Number, Value, json};
use tidings_sample::{Guide, Random, mutate, mutate_guided};

use crate::places::{pointers, schemas_at};

/// The kinds of change.
pub const KINDS: [&str; 13] = [
    "member dropped",
    "member added",
    "member renamed",
    "null",
    "another type",
    "number at a boundary",
    "enum's neighbour",
    "length at a boundary",
    "unicode",
    "deep nesting",
    "items doubled",
    "part of another value",
    "anything",
];

/// Levels of nesting that are still a payload: beyond 127 a reader may refuse by its limit.
const DEEP: usize = 60;
const DEEPER: usize = 140;

/// Numbers at which readers part. They are texts: JSON has more numbers than any one type.
const NUMBERS: &str = "0 -0.0 1 1.0 -1 -1.0 0.5 127 128 -129 255 256 65536 2147483647 2147483648 -2147483649 \
    4294967295 4294967296 9007199254740991 9007199254740992 9007199254740993 -9007199254740993 9223372036854775807 \
    -9223372036854775808 9223372036854775808 18446744073709551615 1e+20 1e300 -1e300 5e-324 0.30000000000000004";

const TEXTS: [&str; 14] = [
    "",
    " ",
    "é",
    "日本",
    "😀",
    "e\u{301}",
    "\u{0}",
    "\u{2028}\u{2029}",
    "\u{feff}",
    "\"\\/\u{8}\u{c}\n\r\t",
    "\u{7f}\u{80}",
    "__proto__",
    "null",
    "1",
];

/// Names that a language may take for its own.
const NAMES: [&str; 11] = [
    "undeclared",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "",
    "type",
    "ключ",
    "a/b~c",
    "0",
    "unknown",
];

/// What mutants of one schema are made from.
pub struct Source<'a> {
    /// The schema, self-contained.
    pub document: &'a Value,
    /// Its bounds, constants and names.
    pub guide: &'a Guide,
    /// Values to begin with, and to take parts from.
    pub bases: &'a [Value],
}

impl Source<'_> {
    /// A base changed by one kind, now and then twice more, and the kind.
    pub fn mutant(&self, random: &mut Random) -> (Value, &'static str) {
        let mut value = random.pick(self.bases).cloned().unwrap_or(Value::Null);
        let mut kind = KINDS[random.below(KINDS.len())];
        let steps = [1, 1, 1, 2, 3][random.below(5)];
        for step in 0..steps {
            if step > 0 {
                kind = KINDS[random.below(KINDS.len())];
            }
            self.change(&mut value, kind, random);
        }
        (value, kind)
    }

    fn change(&self, value: &mut Value, kind: &str, random: &mut Random) {
        if kind == "anything" {
            *value = match random.one_in(2) {
                true => mutate(value, random),
                false => mutate_guided(value, self.guide, random),
            };
            return;
        }
        let places = pointers(value);
        let fitting: Vec<&String> = places
            .iter()
            .filter(|place| {
                value
                    .pointer(place)
                    .is_some_and(|target| fits(kind, target))
            })
            .collect();
        let Some(place) = random.pick(&fitting).map(|place| (*place).clone()) else {
            return;
        };
        if let Some(target) = value.pointer_mut(&place) {
            self.change_at(target, &place, kind, random);
        }
    }

    fn change_at(&self, target: &mut Value, place: &str, kind: &str, random: &mut Random) {
        match kind {
            "null" => *target = Value::Null,
            "another type" => *target = other_type(target, random),
            "number at a boundary" => *target = self.number(place, random),
            "enum's neighbour" => *target = self.neighbour(target, place, random),
            "length at a boundary" => self.length(target, place, random),
            "unicode" => unicode(target, random),
            "deep nesting" => nest(target, random),
            "part of another value" => self.graft(target, place, random),
            "items doubled" => double(target, random),
            _ => self.member(target, place, kind, random),
        }
    }

    fn member(&self, target: &mut Value, place: &str, kind: &str, random: &mut Random) {
        let Value::Object(members) = target else {
            return;
        };
        let names: Vec<String> = members.keys().cloned().collect();
        let name = random.pick(&names).cloned().unwrap_or_default();
        match kind {
            "member dropped" => {
                members.remove(&name);
            }
            "member renamed" => {
                let renamed = match random.below(4) {
                    0 => name.to_uppercase(),
                    1 => format!("{name}_"),
                    2 => format!("${name}"),
                    _ => name.chars().skip(1).collect(),
                };
                if let Some(moved) = members.remove(&name) {
                    members.insert(renamed, moved);
                }
            }
            _ => self.added(members, place, random),
        }
    }

    /// A member that is declared and absent, of whatever value, or one that nobody declared.
    fn added(&self, members: &mut Map<String, Value>, place: &str, random: &mut Random) {
        let declared: Vec<&String> = schemas_at(self.document, place)
            .into_iter()
            .filter_map(|schema| schema.get("properties")?.as_object())
            .flat_map(Map::keys)
            .filter(|name| !members.contains_key(*name))
            .collect();
        let name = match random.pick(&declared) {
            Some(name) if random.one_in(2) => (*name).clone(),
            _ => NAMES[random.below(NAMES.len())].to_owned(),
        };
        let value = match random.below(3) {
            0 => self.number("", random),
            1 => json!({ "a": [null, -0.0, "x"] }),
            _ => other_type(&Value::Null, random),
        };
        members.insert(name, value);
    }

    fn number(&self, place: &str, random: &mut Random) -> Value {
        let bounds: Vec<f64> = [
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ]
        .iter()
        .flat_map(|keyword| {
            schemas_at(self.document, place)
                .into_iter()
                .map(|schema| schema.get(*keyword))
        })
        .filter_map(|bound| bound?.as_f64())
        .collect();
        if !random.one_in(3)
            && let Some(bound) = random.pick(&bounds)
        {
            let near = bound + [0.0, 0.0, 1.0, -1.0, 0.5, -0.5][random.below(6)];
            let whole = near.fract() == 0.0 && near.abs() < 9e18 && !random.one_in(4);
            return match whole {
                true => json!(near as i64),
                false => Number::from_f64(near).map_or(Value::Null, Value::Number),
            };
        }
        let numbers: Vec<&str> = NUMBERS.split_whitespace().collect();
        let number = random.pick(&numbers).copied().unwrap_or("0");
        serde_json::from_str(number).unwrap_or(Value::Null)
    }

    /// A member of the enum at this place, or a text that differs from one by little; an unknown tag, too.
    fn neighbour(&self, target: &Value, place: &str, random: &mut Random) -> Value {
        let schemas = schemas_at(self.document, place);
        let members: Vec<&Value> = schemas
            .iter()
            .filter_map(|schema| schema.get("enum")?.as_array())
            .flatten()
            .chain(schemas.iter().filter_map(|schema| schema.get("const")))
            .collect();
        let member = random
            .pick(&members)
            .map_or_else(|| target.clone(), |member| (*member).clone());
        let Value::String(text) = &member else {
            return member;
        };
        Value::String(match random.below(8) {
            0 => format!("{text} "),
            1 => text.to_uppercase(),
            2 => text.chars().skip(1).collect(),
            3 => format!("{text}x"),
            4 => "unknown_tag".to_owned(),
            5 => text.replace(['_', '-', '.'], ""),
            _ => text.clone(),
        })
    }

    fn length(&self, target: &mut Value, place: &str, random: &mut Random) {
        let sizes: Vec<usize> = [
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
        ]
        .iter()
        .flat_map(|keyword| {
            schemas_at(self.document, place)
                .into_iter()
                .map(|schema| schema.get(*keyword))
        })
        .filter_map(|size| usize::try_from(size?.as_u64()?).ok())
        .filter(|size| *size <= 5000)
        .flat_map(|size| [size.saturating_sub(1), size, size + 1])
        .collect();
        let size = random
            .pick(&sizes)
            .copied()
            .unwrap_or_else(|| [0, 1, 2, 255, 256][random.below(5)]);
        match target {
            Value::String(text) => {
                // Code points, not units and not bytes, are what a length counts.
                let filler = ['a', 'é', '😀'][random.below(3)];
                *text = text
                    .chars()
                    .chain(std::iter::repeat(filler))
                    .take(size)
                    .collect();
            }
            Value::Array(items) if !items.is_empty() => {
                let repeated = items.iter().cycle().take(size.min(300)).cloned();
                *items = repeated.collect();
            }
            _ => {}
        }
    }

    /// What stands at the same place of another value.
    fn graft(&self, target: &mut Value, place: &str, random: &mut Random) {
        if let Some(other) = random.pick(self.bases)
            && let Some(part) = other.pointer(place)
        {
            *target = part.clone();
        }
    }
}

fn fits(kind: &str, target: &Value) -> bool {
    match kind {
        "member dropped" | "member renamed" => {
            target.as_object().is_some_and(|all| !all.is_empty())
        }
        "member added" => target.is_object(),
        "number at a boundary" => target.is_number(),
        "enum's neighbour" | "unicode" => target.is_string(),
        "length at a boundary" => target.is_string() || target.is_array(),
        "items doubled" => target.is_array(),
        _ => true,
    }
}

fn other_type(target: &Value, random: &mut Random) -> Value {
    let others = [
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(1.5),
        json!(""),
        json!("7"),
        json!("true"),
        json!([]),
        json!({}),
        json!([target]),
        json!({ "value": target }),
    ];
    random.pick(&others).cloned().unwrap_or(Value::Null)
}

fn unicode(target: &mut Value, random: &mut Random) {
    if let Value::String(text) = target {
        let strange = TEXTS[random.below(TEXTS.len())];
        *text = match random.below(3) {
            0 => format!("{text}{strange}"),
            1 => format!("{strange}{text}"),
            _ => strange.to_owned(),
        };
    }
}

/// Arrays or objects around a value, or below a new member of an object.
fn nest(target: &mut Value, random: &mut Random) {
    let levels = match random.below(12) {
        0 => DEEPER,
        1..4 => DEEP,
        _ => 1 + random.below(5),
    };
    let mut nested = match target.is_object() {
        true => json!(-0.0),
        false => target.clone(),
    };
    for _ in 0..levels {
        nested = match random.one_in(2) {
            true => json!([nested]),
            false => json!({ "a": nested }),
        };
    }
    match target {
        Value::Object(members) => {
            members.insert("nested".to_owned(), nested);
        }
        other => *other = nested,
    }
}

fn double(target: &mut Value, random: &mut Random) {
    if let Value::Array(items) = target {
        match items.get(random.below(items.len())).cloned() {
            Some(item) => items.insert(random.below(items.len() + 1), item),
            None => items.extend([json!(1), json!(1.0)]),
        }
    }
}
