//! `tidings diff --pairs FILE`: many pairs, one JSON object a line, answered in order.

use std::ops::Range;

use camino::Utf8Path;
use serde::Deserialize;
use serde_json::{Value, json};
use tidings_compat::{Semantics, Side};
use tidings_import::Dialect;
use tidings_model::{Diagnostic, ErrorId, SourceText};

use crate::args::{Diff, LooseFormat};
use crate::exit::Exit;
use crate::loose::{Loose, dialect, judge, sets};
use crate::print::screen::out;
use crate::problem::{io_problem, usage};

/// What a line says about itself, also where the rest of it can't be read.
#[derive(Debug, Default, Deserialize)]
struct Named {
    #[serde(default)]
    id: Value,
}

/// What is wrong with a line, and the side that it is about.
type Wrong = (Option<Side>, Vec<Diagnostic>);

/// Answers every line, also those that are wrong, which are told at the end.
pub fn run(path: &Utf8Path, diff: &Diff) -> Result<Exit, Vec<Diagnostic>> {
    let given = diff.loose.dialect.as_deref().map(dialect).transpose()?;
    if diff.loose.format == Some(LooseFormat::Text) {
        let message = "many pairs are answered as JSON only";
        return Err(vec![usage(message, "leave `--format` out")]);
    }
    let text =
        std::fs::read_to_string(path).map_err(|error| vec![io_problem("read", path, &error)])?;
    let source = SourceText::new(path.as_str(), &text);
    let semantics = Semantics::from(diff.semantics);
    let (mut problems, mut worst, mut start) = (Vec::new(), Exit::Fine, 0);
    for line in text.split_inclusive('\n') {
        let span = start..start + line.trim_end().len();
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let answer = match pair(path.as_str(), line, given) {
            Ok([writer, reader]) => {
                let judged = judge(&writer, &reader, semantics);
                worst = worse(worst, judged.exit());
                let mut answer = judged.json(semantics);
                if diff.print_schemas {
                    let [writer, reader] = sets(&writer, &reader, semantics);
                    answer["schemas"] = json!({"writer": writer, "reader": reader});
                }
                answer
            }
            Err((side, found)) => {
                let problem = first(found);
                let answer = unanswered(side, &problem, semantics);
                problems.push(at_line(problem, &source, span));
                answer
            }
        };
        // The name of a pair is told also where the rest of its line can't be read.
        let id = serde_json::from_str::<Named>(line).unwrap_or_default().id;
        out(&format!("{}\n", with_id(id, answer)));
    }
    match problems.is_empty() {
        true => Ok(worst),
        false => Err(problems),
    }
}

/// One break outweighs all that is unknown.
fn worse(one: Exit, other: Exit) -> Exit {
    match (one, other) {
        (Exit::Breaking, _) | (_, Exit::Breaking) => Exit::Breaking,
        (Exit::Fine, other) => other,
        (one, _) => one,
    }
}

/// A problem was placed in its line alone; people find it by the line of the file.
fn at_line(mut problem: Diagnostic, source: &SourceText, span: Range<usize>) -> Diagnostic {
    let place = problem.place.take();
    let pointer = place.map(|place| place.pointer).unwrap_or_default();
    problem.at(source.place(span, pointer))
}

/// Both schemas of a line, or what is wrong with it.
fn pair(file: &str, line: &str, given: Option<Dialect>) -> Result<[Loose; 2], Wrong> {
    let whole = |problems| (None, problems);
    let source = SourceText::new(file, line);
    let json = tidings_model::json::parse(&source).map_err(whole)?;
    let Value::Object(mut members) = json.to_value() else {
        return Err(whole(malformed("a pair is a JSON object")));
    };
    if !members.contains_key("id") {
        return Err(whole(malformed("a pair has an `id`")));
    }
    let dialect = match members.get("dialect") {
        None | Some(Value::Null) => given,
        Some(Value::String(name)) => Some(dialect(name).map_err(whole)?),
        Some(other) => {
            let message = format!("`dialect` is a name, not {other}");
            return Err(whole(malformed(&message)));
        }
    };
    let mut schema = |side: Side| {
        let name = side.to_string();
        let schema = members.remove(&name);
        schema
            .ok_or_else(|| malformed(&format!("a pair has a `{name}`")))
            .and_then(|schema| Loose::read(file, schema, dialect))
            .map_err(|problems| (Some(side), problems))
    };
    Ok([schema(Side::Writer)?, schema(Side::Reader)?])
}

fn malformed(message: &str) -> Vec<Diagnostic> {
    let help = r#"write one object a line: {"id": 1, "writer": {}, "reader": {}}"#;
    vec![Diagnostic::error(ErrorId("cli/pair-malformed"), message).help(help)]
}

/// The problem that a line is answered with: a line is mended from its front.
fn first(problems: Vec<Diagnostic>) -> Diagnostic {
    let found = problems.into_iter().find(Diagnostic::is_error);
    found.unwrap_or_else(|| usage("a pair can't be read", "write each schema in full"))
}

/// The answer for a line that can't be judged: unknown, with the code of what is wrong.
fn unanswered(side: Option<Side>, problem: &Diagnostic, semantics: Semantics) -> Value {
    let pointer = problem.place.as_ref().map(|place| &*place.pointer);
    json!({
        "verdict": "unknown",
        "semantics": semantics,
        "witness": null,
        "reason": {"error": problem.id, "side": side, "pointer": pointer, "message": problem.message},
        "rule": null,
        "micros": 0,
    })
}

/// The answer with the name of its pair in front.
fn with_id(id: Value, answer: Value) -> Value {
    let mut named = json!({ "id": id });
    if let (Value::Object(named), Value::Object(answer)) = (&mut named, answer) {
        named.extend(answer);
    }
    named
}
