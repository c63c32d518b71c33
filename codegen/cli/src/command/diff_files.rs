//! `tidings diff --writer A --reader B`: two schemas that no registry holds.

use camino::Utf8Path;
use serde_json::json;
use tidings_compat::Semantics;
use tidings_import::Dialect;
use tidings_model::{Diagnostic, Schema, SourceText};

use crate::args::{Diff, LooseFormat};
use crate::exit::Exit;
use crate::loose::{Judged, Loose, dialect, judge, sets};
use crate::print::screen::{aside, out};
use crate::print::verdict::verdict;
use crate::problem::io_problem;

/// Judges the pair and prints it; the exit code is the verdict.
pub fn run(writer: &Utf8Path, reader: &Utf8Path, diff: &Diff) -> Result<Exit, Vec<Diagnostic>> {
    let given = diff.loose.dialect.as_deref().map(dialect).transpose()?;
    let semantics = Semantics::from(diff.semantics);
    // Both are read before either is told about, so that all problems of a run are told.
    let (writes, reads) = match (file(writer, given), file(reader, given)) {
        (Ok(writes), Ok(reads)) => (writes, reads),
        (writes, reads) => {
            let problems = [writes.err(), reads.err()].into_iter().flatten();
            return Err(problems.flatten().collect());
        }
    };
    let judged = judge(&writes, &reads, semantics);
    let shown = diff.print_schemas.then(|| sets(&writes, &reads, semantics));
    if diff.loose.format == Some(LooseFormat::Json) {
        let mut answer = judged.json(semantics);
        answer["writer"] = json!(writer.as_str());
        answer["reader"] = json!(reader.as_str());
        answer["notes"] = notes(writer, &writes)
            .chain(notes(reader, &reads))
            .collect();
        if let Some([writes, reads]) = shown {
            answer["schemas"] = json!({"writer": writes, "reader": reads});
        }
        out(&format!("{answer:#}\n"));
    } else {
        for note in notes(writer, &writes).chain(notes(reader, &reads)) {
            aside(&format!("note: {note}"));
        }
        out(&text(writer, reader, semantics, &judged));
        let names = match semantics {
            Semantics::Generated => ["emit set", "accept set"],
            Semantics::Validation => ["schema", "schema"],
        };
        for ((file, name), set) in [writer, reader]
            .iter()
            .zip(names)
            .zip(shown.iter().flatten())
        {
            out(&format!("{name} of {file}:\n{set:#}\n"));
        }
    }
    Ok(judged.exit())
}

fn file(path: &Utf8Path, given: Option<Dialect>) -> Result<Loose, Vec<Diagnostic>> {
    let text =
        std::fs::read_to_string(path).map_err(|error| vec![io_problem("read", path, &error)])?;
    let source = SourceText::new(path.as_str(), &text);
    let json = tidings_model::json::parse(&source)?;
    Loose::read(path.as_str(), json.to_value(), given)
        .map_err(|problems| at_their_lines(problems, path, &text))
}

/// What is wrong with a document is told at its line, where its text as it stands is wrong in the same way.
fn at_their_lines(problems: Vec<Diagnostic>, path: &Utf8Path, text: &str) -> Vec<Diagnostic> {
    let placed = Schema::parse(path.as_str(), text).err().unwrap_or_default();
    let same = |problem: &Diagnostic| {
        let mut placed = placed.iter();
        placed.find(|placed| placed.id == problem.id && placed.message == problem.message)
    };
    let problems = problems.into_iter();
    problems
        .map(|problem| same(&problem).cloned().unwrap_or(problem))
        .collect()
}

/// What was not read by the letter of its dialect.
fn notes(path: &Utf8Path, loose: &Loose) -> impl Iterator<Item = String> {
    loose
        .notes
        .iter()
        .map(move |note| format!("{path}: {note}"))
}

fn text(writer: &Utf8Path, reader: &Utf8Path, semantics: Semantics, judged: &Judged) -> String {
    let mut text = format!(
        "{writer} written, {reader} read ({}): {}\n",
        semantics.name(),
        verdict(&judged.verdict)
    );
    if let Some(rule) = judged.rule {
        text.push_str(&format!("  rule: {}; {}\n", rule.id, rule.summary));
    }
    text
}
