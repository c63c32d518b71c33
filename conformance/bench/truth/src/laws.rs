//! The laws, and what breaks them.

use serde_json::Value;

use crate::exact::{depth, difference_but, is_rounded};
use crate::judge::{Judge, Verdict};
use crate::readers::Answer;

/// Levels of nesting that every reader takes.
const LEVELS: usize = 127;

/// A value that the schema as written accepts is read.
pub const VALID: &str = "what is valid as written is read";
/// A value that only the accept set holds is read, too.
pub const ACCEPTED: &str = "what is accepted is read";
/// A value that the accept set refuses is refused; the one law that a few values may break.
pub const REFUSED: &str = "what is not accepted is refused";
/// What was read is told back as it was.
pub const ROUND_TRIP: &str = "a round trip is equal";
/// A reader whose type has no room for an unknown string holds one that was declared.
const FALLEN: &str = "what fell back is declared";
/// What leaves an emitter is in the emit set.
pub const EMITTED: &str = "what is emitted is in the emit set";
/// What leaves an emitter is what was read.
pub const EMITTED_EQUAL: &str = "what is emitted is equal";
/// An emitter keeps nothing back that may be emitted.
pub const EMITS: &str = "what may be emitted is emitted";
/// No break of a law, but worth a count: the importer said that it reads the author's file otherwise.
pub const SAID: &str = "the import changed the meaning, and said so";

/// The reader whose types have no room for what they don't know.
const TYPESCRIPT: &str = "TypeScript";

/// Why a value is outside what is promised, and is counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Apart {
    /// An integer that JavaScript would round: TypeScript tells it as invalid.
    Rounded,
    /// Nested deeper than 127 levels: Rust refuses it by its limit.
    Deep,
}

/// One value and what everybody makes of it.
pub struct Seen<'a> {
    /// The value.
    pub value: &'a Value,
    /// The validator's word.
    pub verdict: Verdict,
    /// The Rust type's.
    pub rust: &'a Answer,
    /// The TypeScript client's.
    pub typescript: &'a Answer,
}

/// A law that a value breaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// The law.
    pub law: &'static str,
    /// Who broke it.
    pub who: &'static str,
    /// What kind of break it is.
    pub class: String,
}

/// Why a value is counted apart, if it is.
pub fn apart(value: &Value) -> Option<Apart> {
    match (depth(value) > LEVELS, is_rounded(value)) {
        (true, _) => Some(Apart::Deep),
        (false, true) => Some(Apart::Rounded),
        (false, false) => None,
    }
}

/// Every law that a value breaks.
pub fn broken(seen: &Seen<'_>, judge: &Judge) -> Vec<Broken> {
    let mut found = documents(seen, judge);
    let apart = apart(seen.value);
    if apart == Some(Apart::Deep) {
        return found;
    }
    reader(seen, "Rust", seen.rust, judge, &mut found);
    match apart {
        Some(_) if seen.typescript.held.is_some() => {
            found.push(told("an integer was rounded", TYPESCRIPT, String::new()));
        }
        Some(_) => {}
        None => {
            reader(seen, TYPESCRIPT, seen.typescript, judge, &mut found);
            if seen.rust.held.is_some() != seen.typescript.held.is_some() {
                found.push(told("Rust and TypeScript differ", "both", class(seen.rust)));
            }
        }
    }
    emitter(seen, judge, &mut found);
    found
}

fn told(law: &'static str, who: &'static str, class: String) -> Broken {
    Broken { law, who, class }
}

/// What must hold of the documents alone.
fn documents(seen: &Seen<'_>, judge: &Judge) -> Vec<Broken> {
    let Verdict {
        original,
        written,
        accept,
        emit,
    } = seen.verdict;
    let import = match judge.changes.as_str() {
        "" => told("the import keeps the meaning", "model", String::new()),
        changes if written => told(SAID, "import", format!("{changes}, takes more")),
        changes => told(SAID, "import", format!("{changes}, takes less")),
    };
    let model = |law| told(law, "model", String::new());
    let laws = [
        (original != written, import),
        (
            emit && !written,
            model("what is emitted is valid as written"),
        ),
        (
            written && !accept,
            model("what is valid as written is accepted"),
        ),
    ];
    let broken = laws.into_iter().filter(|(broken, _)| *broken);
    broken.map(|(_, law)| law).collect()
}

fn reader(
    seen: &Seen<'_>,
    who: &'static str,
    answer: &Answer,
    judge: &Judge,
    found: &mut Vec<Broken>,
) {
    if answer.panicked || answer.absent.is_some() || answer.unheld.is_some() {
        found.push(told("a reader answers", who, class(answer)));
        return;
    }
    let verdict = seen.verdict;
    match &answer.held {
        None if verdict.written => {
            found.push(told(VALID, who, class(answer)));
        }
        None if verdict.accept => found.push(told(ACCEPTED, who, class(answer))),
        None => {}
        Some(_) if !verdict.accept => {
            let (keyword, _) = judge.refusal(seen.value);
            found.push(told(REFUSED, who, keyword));
        }
        Some(held) => told_back(held, seen, who, judge, found),
    }
}

/// What was read must be what came. TypeScript alone has no room for an unknown string, which stays at the event's raw
/// text: there the declared fallback stands in its place, never in a value that is valid as written.
fn told_back(
    held: &str,
    seen: &Seen<'_>,
    who: &'static str,
    judge: &Judge,
    found: &mut Vec<Broken>,
) {
    let falls_back = who == TYPESCRIPT && !seen.verdict.written;
    let excused = |_: &str, new: &str| falls_back && judge.growth.fallbacks.contains(new);
    found.extend(changed(held, seen.value, &excused).map(|what| told(ROUND_TRIP, who, what)));
    if falls_back
        && let Some(closed) = &judge.closed
        && let Ok(held) = serde_json::from_str::<Value>(held)
        && !closed.is_valid(&held)
    {
        found.push(told(FALLEN, who, String::new()));
    }
}

fn emitter(seen: &Seen<'_>, judge: &Judge, found: &mut Vec<Broken>) {
    let Some(written) = &seen.rust.written else {
        if seen.verdict.emit && seen.rust.held.is_some() {
            let why = seen.rust.kept.clone().unwrap_or_default();
            found.push(told(EMITS, "Rust", plain(&why)));
        }
        return;
    };
    match serde_json::from_str::<Value>(written) {
        Ok(sent) if !judge.verdict(&sent).emit => {
            found.push(told(EMITTED, "Rust", String::new()));
        }
        Ok(_) => found.extend(
            changed(written, seen.value, &|_, _| false)
                .map(|what| told(EMITTED_EQUAL, "Rust", what)),
        ),
        Err(error) => found.push(told("what is emitted is JSON", "Rust", error.to_string())),
    }
}

/// What kind of difference there is between a text and a value.
fn changed(text: &str, value: &Value, excused: &dyn Fn(&str, &str) -> bool) -> Option<String> {
    let Ok(held) = serde_json::from_str::<Value>(text) else {
        return Some("no JSON".to_owned());
    };
    let place = difference_but(value, &held, excused)?;
    let kind = |value: Option<&Value>| match value {
        None => "nothing".to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(_)) => "a string".to_owned(),
        Some(Value::Object(_)) => "an object".to_owned(),
        Some(Value::Array(_)) => "an array".to_owned(),
        Some(other) => other.to_string(),
    };
    Some(format!(
        "{} became {}",
        kind(at(value, &place)),
        kind(at(&held, &place))
    ))
}

/// What stands at a place whose names are not escaped; ambiguous only where a name holds a slash.
fn at<'a>(value: &'a Value, place: &str) -> Option<&'a Value> {
    place
        .split('/')
        .skip(1)
        .try_fold(value, |value, segment| match value {
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
            other => other.get(segment),
        })
}

fn class(answer: &Answer) -> String {
    match answer {
        Answer { panicked: true, .. } => "a panic, or its program ended".to_owned(),
        Answer {
            absent: Some(_), ..
        } => "no reader".to_owned(),
        Answer {
            unheld: Some(why), ..
        } => plain(why),
        Answer {
            refused: Some(id),
            why,
            ..
        } => format!("{id} {}", plain(why)),
        Answer { .. } => "taken".to_owned(),
    }
}

/// A message without the values in it, so that like failures are counted together.
fn plain(message: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in message.split_whitespace().take(14) {
        let literal =
            word.contains(|c: char| c.is_ascii_digit() || matches!(c, '"' | '`' | '{' | '['));
        match literal {
            true if words.last().is_some_and(|last| last == "…") => {}
            true => words.push("…".to_owned()),
            false => words.push(word.to_owned()),
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    use crate::contracts::Contract;
    use crate::growth::Growth;

    /// A member that is an enum of one, and grows; nothing else is emitted.
    fn judge() -> Judge {
        let of = |member: Value| json!({ "type": "object", "properties": { "a": member } });
        let written = of(json!({ "enum": ["x"] }));
        let mut emit = written.clone();
        emit["additionalProperties"] = json!(false);
        let contract = Contract {
            event: "e".to_owned(),
            wire: "e".to_owned(),
            accept: of(json!({ "type": "string" })),
            growth: Growth {
                fallbacks: ["x".to_owned()].into(),
                closed: Some(written.clone()),
            },
            changes: String::new(),
            emit,
            written: written.clone(),
        };
        Judge::new(&written.to_string(), &contract).expect("schemas")
    }

    fn held(value: &Value) -> Answer {
        Answer {
            held: Some(value.to_string()),
            ..Answer::default()
        }
    }

    fn sent(value: &Value) -> Answer {
        Answer {
            written: Some(value.to_string()),
            ..held(value)
        }
    }

    fn refused() -> Answer {
        Answer {
            refused: Some("invalid".to_owned()),
            ..Answer::default()
        }
    }

    fn laws(
        value: &Value,
        rust: &Answer,
        typescript: &Answer,
    ) -> Vec<(&'static str, &'static str)> {
        let judge = judge();
        let verdict = judge.verdict(value);
        let seen = Seen {
            value,
            verdict,
            rust,
            typescript,
        };
        let found = broken(&seen, &judge).into_iter();
        found.map(|broken| (broken.law, broken.who)).collect()
    }

    #[test]
    fn readers_that_keep_the_laws_break_none() {
        let (known, unknown, wrong) = (json!({ "a": "x" }), json!({ "a": "y" }), json!({ "a": 1 }));
        assert_eq!(laws(&known, &sent(&known), &held(&known)), []);
        assert_eq!(laws(&unknown, &held(&unknown), &held(&known)), []);
        assert_eq!(laws(&wrong, &refused(), &refused()), []);
    }

    #[test]
    fn a_reader_that_refuses_or_takes_wrongly_is_told() {
        let (known, unknown, wrong) = (json!({ "a": "x" }), json!({ "a": "y" }), json!({ "a": 1 }));
        assert!(laws(&known, &refused(), &held(&known)).contains(&(VALID, "Rust")));
        assert!(laws(&known, &sent(&known), &refused()).contains(&(VALID, TYPESCRIPT)));
        assert!(laws(&unknown, &refused(), &held(&known)).contains(&(ACCEPTED, "Rust")));
        assert!(laws(&wrong, &held(&wrong), &refused()).contains(&(REFUSED, "Rust")));
        assert!(laws(&wrong, &refused(), &held(&wrong)).contains(&(REFUSED, TYPESCRIPT)));
    }

    #[test]
    fn what_is_lost_on_the_way_is_told() {
        let (zero, minus) = (json!({ "n": 0.0 }), json!({ "n": -0.0 }));
        assert_eq!(
            laws(&minus, &held(&zero), &held(&minus)),
            [(ROUND_TRIP, "Rust")]
        );
        assert_eq!(
            laws(&minus, &held(&minus), &held(&zero)),
            [(ROUND_TRIP, TYPESCRIPT)]
        );
        // Rust has room for an unknown string, TypeScript holds the fallback and no other.
        let (known, unknown) = (json!({ "a": "x" }), json!({ "a": "y" }));
        assert_eq!(
            laws(&unknown, &held(&known), &held(&known)),
            [(ROUND_TRIP, "Rust")]
        );
        assert_eq!(
            laws(&unknown, &held(&unknown), &held(&unknown)),
            [(FALLEN, TYPESCRIPT)]
        );
    }

    #[test]
    fn an_emitter_that_lets_out_too_much_or_too_little_is_told() {
        let (known, more) = (json!({ "a": "x" }), json!({ "a": "x", "b": 1 }));
        assert_eq!(laws(&more, &sent(&more), &held(&more)), [(EMITTED, "Rust")]);
        assert_eq!(
            laws(&known, &held(&known), &held(&known)),
            [(EMITS, "Rust")]
        );
        let changed = Answer {
            written: Some("{}".to_owned()),
            ..held(&known)
        };
        assert_eq!(
            laws(&known, &changed, &held(&known)),
            [(EMITTED_EQUAL, "Rust")]
        );
    }
}
