use crate::refusal::Refusal;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::fmt;

/// Reads JSON text strictly: what a reader would otherwise change in silence is refused.
///
/// ```
/// use tidings_contract::read_json;
/// assert_eq!(read_json(br#"{"a":[1.0,-0]}"#)?.to_string(), r#"{"a":[1.0,-0.0]}"#);
/// let refusal = read_json(br#"{"a":{"b":1,"b":2}}"#).unwrap_err();
/// assert_eq!((refusal.id(), refusal.pointer()), ("contract/duplicate-member", "/a/b"));
/// let refusal = read_json(br#"[0, 18446744073709551617]"#).unwrap_err();
/// assert_eq!((refusal.id(), refusal.pointer()), ("contract/number-outside-domain", "/1"));
/// # Ok::<(), tidings_contract::Refusal>(())
/// ```
///
/// # Errors
/// `contract/not-json`; `contract/duplicate-member`; `contract/number-outside-domain` for numbers
/// that are neither integers from -2^63 to 2^64-1 nor finite doubles; `contract/limit-exceeded`
/// beyond 127 levels.
pub fn read_json(text: &[u8]) -> Result<Value, Refusal> {
    let run = Run {
        beyond: numbers_beyond(text),
        ..Run::default()
    };
    let mut json = serde_json::Deserializer::from_slice(text);
    let read = Place {
        run: &run,
        path: None,
    }
    .deserialize(&mut json)
    .and_then(|value| json.end().map(|()| value));
    read.map_err(|error| run.refusal.take().unwrap_or_else(|| foreign(&error)))
}

/// What serde_json itself found wrong.
fn foreign(error: &serde_json::Error) -> Refusal {
    let text = error.to_string();
    let id = match text.as_str() {
        text if text.starts_with("recursion limit") => Refusal::LIMIT,
        text if text.starts_with("number out of range") => Refusal::NUMBER,
        _ => Refusal::SYNTAX,
    };
    Refusal::coded(id, text)
}

#[derive(Default)]
struct Run {
    /// Which numbers, counted from the start of the text, reading would change.
    beyond: Vec<usize>,
    numbers: RefCell<usize>,
    refusal: RefCell<Option<Refusal>>,
}

/// The way to the value that is being read, kept on the stack.
struct Path<'a> {
    segment: &'a str,
    above: Option<&'a Path<'a>>,
}

#[derive(Clone, Copy)]
struct Place<'a> {
    run: &'a Run,
    path: Option<&'a Path<'a>>,
}

impl Place<'_> {
    fn refuse<E: serde::de::Error>(self, mut refusal: Refusal) -> E {
        let mut path = self.path;
        while let Some(step) = path {
            refusal = refusal.below(step.segment);
            path = step.above;
        }
        let error = E::custom(refusal.reason());
        self.run.refusal.replace(Some(refusal));
        error
    }

    fn number<E: serde::de::Error>(self, value: Value) -> Result<Value, E> {
        let place = self.run.numbers.replace_with(|n| *n + 1);
        if self.run.beyond.binary_search(&place).is_err() {
            return Ok(value);
        }
        Err(self.refuse(Refusal::coded(
            Refusal::NUMBER,
            "an integer outside -2^63 to 2^64-1 that no double equals",
        )))
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E: serde::de::Error>(self, n: i64) -> Result<Value, E> {
        self.number(n.into())
    }

    fn visit_u64<E: serde::de::Error>(self, n: u64) -> Result<Value, E> {
        self.number(n.into())
    }

    fn visit_f64<E: serde::de::Error>(self, n: f64) -> Result<Value, E> {
        self.number(n.into())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.into()))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let segment = items.len().to_string();
            let path = Path {
                segment: &segment,
                above: self.path,
            };
            match array.next_element_seed(Place {
                run: self.run,
                path: Some(&path),
            })? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let path = Path {
                segment: &name,
                above: self.path,
            };
            let place = Place {
                run: self.run,
                path: Some(&path),
            };
            if members.contains_key(&name) {
                return Err(place.refuse(Refusal::coded(
                    Refusal::DUPLICATE,
                    "this member stands twice in its object",
                )));
            }
            let value = object.next_value_seed(place)?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

/// The numbers that serde_json would read as a double although they are written as integers, and
/// that this double does not equal. JavaScript writes 1e20 as `100000000000000000000`: such a
/// number is the double's own digits, and stands.
fn numbers_beyond(text: &[u8]) -> Vec<usize> {
    /// No integer of fewer digits leaves 64 bits.
    const SAFE: usize = 18;
    let (mut beyond, mut count, mut at) = (Vec::new(), 0, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = end_of_string(text, at + 1),
            b'-' | b'0'..=b'9' => {
                let end = text[at..]
                    .iter()
                    .position(|b| !matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
                let token = &text[at..end.map_or(text.len(), |n| at + n)];
                if token.len() > SAFE && is_changed(token) {
                    beyond.push(count);
                }
                count += 1;
                at += token.len();
            }
            _ => at += 1,
        }
    }
    beyond
}

fn end_of_string(text: &[u8], mut at: usize) -> usize {
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

fn is_changed(token: &[u8]) -> bool {
    let Ok(token) = std::str::from_utf8(token) else {
        return false;
    };
    if token.contains(['.', 'e', 'E'])
        || token.parse::<i64>().is_ok()
        || token.parse::<u64>().is_ok()
    {
        return false;
    }
    token
        .parse::<f64>()
        .is_ok_and(|n| n.is_finite() && token != format!("{n}") && token != format!("{n:.0}"))
}
