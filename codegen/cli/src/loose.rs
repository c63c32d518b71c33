//! Two schemas that no registry holds: made readable, and judged.

use std::time::Instant;

use serde_json::{Value, json};
use tidings_compat::{Rule, Semantics, Verdict, decide, rule_of};
use tidings_import::{Dialect, Draft, Effect, Note, convert};
use tidings_model::{Diagnostic, ErrorId, Place, Schema};

use crate::exit::Exit;

/// A schema in 2020-12, with what there was to say about reading it.
#[derive(Debug)]
pub struct Loose {
    pub document: Value,
    pub notes: Vec<Note>,
}

impl Loose {
    /// Reads a document as `given` says, else as its `$schema`, else as 2020-12; older dialects are converted.
    ///
    /// # Errors
    /// A dialect that nobody knows, what of an older dialect can't be expressed, and what makes it no schema.
    pub fn read(
        file: &str,
        document: Value,
        given: Option<Dialect>,
    ) -> Result<Loose, Vec<Diagnostic>> {
        let dialect = match given {
            Some(given) => given,
            None => claimed(file, &document)?,
        };
        if dialect == Dialect::DRAFT_2020_12 {
            let notes = Vec::new();
            return sound(file, Loose { document, notes });
        }
        let converted = convert(&document, dialect);
        let refused = converted.refusals().map(|note| {
            let mut place = Place::start_of(file);
            place.pointer = note.pointer.as_str().into();
            Diagnostic::error(ErrorId(note.id), &note.message).at(place)
        });
        let refused: Vec<Diagnostic> = refused.collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let changed = |note: &Note| note.effect == Effect::Changed;
        let mut notes = converted.notes;
        notes.retain(changed);
        let document = converted.document;
        sound(file, Loose { document, notes })
    }
}

fn claimed(file: &str, document: &Value) -> Result<Dialect, Vec<Diagnostic>> {
    let claim = document.get("$schema").and_then(Value::as_str);
    let Some(claim) = claim else {
        return Ok(Dialect::DRAFT_2020_12);
    };
    let draft = Draft::of_uri(claim);
    let dialect = draft.map(|draft| Dialect {
        draft,
        openapi: false,
    });
    dialect.ok_or_else(|| {
        let message = format!("`{claim}` is no dialect that is known");
        let help = "name the one that is meant: `--dialect draft-07`";
        let mut place = Place::start_of(file);
        place.pointer = "/$schema".into();
        vec![unknown_dialect(message, help).at(place)]
    })
}

/// A dialect by its name.
///
/// # Errors
/// `cli/dialect-unknown`, with the names that there are.
pub fn dialect(name: &str) -> Result<Dialect, Vec<Diagnostic>> {
    let help = "leave it out to have `$schema` looked at";
    name.parse()
        .map_err(|message: String| vec![unknown_dialect(message, help)])
}

fn unknown_dialect(message: String, help: &str) -> Diagnostic {
    Diagnostic::error(ErrorId("cli/dialect-unknown"), message).help(help)
}

/// Refuses what is no schema: no verdict on it would mean anything.
fn sound(file: &str, loose: Loose) -> Result<Loose, Vec<Diagnostic>> {
    Schema::from_value(file, &loose.document).map(|_| loose)
}

/// A verdict with its name, and the time that it took.
#[derive(Debug)]
pub struct Judged {
    pub verdict: Verdict,
    pub rule: Option<&'static Rule>,
    pub micros: u64,
}

/// Decides whether the reader accepts what the writer writes.
pub fn judge(writer: &Loose, reader: &Loose, semantics: Semantics) -> Judged {
    let (writer, reader) = (&writer.document, &reader.document);
    let start = Instant::now();
    let verdict = decide(writer, reader, semantics);
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    let rule = rule_of(writer, reader, semantics, &verdict);
    Judged {
        verdict,
        rule,
        micros,
    }
}

impl Judged {
    /// How the verdict ends the program.
    pub fn exit(&self) -> Exit {
        match self.verdict {
            Verdict::Compatible => Exit::Fine,
            Verdict::Breaking(_) => Exit::Breaking,
            Verdict::Unknown(_) => Exit::Unknown,
        }
    }

    /// The answer for programs: verdict, witness, reason (of a break: what refuses it), rule, time.
    pub fn json(&self, semantics: Semantics) -> Value {
        let (witness, reason) = match &self.verdict {
            Verdict::Compatible => (Value::Null, Value::Null),
            Verdict::Breaking(witness) => (witness.value.clone(), json!(witness.refused)),
            Verdict::Unknown(reason) => (Value::Null, json!(reason)),
        };
        json!({
            "verdict": self.verdict.name(),
            "semantics": semantics,
            "witness": witness,
            "reason": reason,
            "rule": self.rule.map(|rule| rule.id),
            "micros": self.micros,
        })
    }
}

/// The two sets that are compared, as schemas: what is written and what is read.
pub fn sets(writer: &Loose, reader: &Loose, semantics: Semantics) -> [Value; 2] {
    if semantics == Semantics::Validation {
        return [writer.document.clone(), reader.document.clone()];
    }
    let schema = |loose: &Loose| Schema::from_document(&loose.document).ok();
    // A set that can't be written down is told by the verdict; here it has no schema.
    let emit = schema(writer).map(|schema| schema.emit_schema().document.clone());
    let accept = schema(reader).map(|schema| schema.accept_schema().document.clone());
    [emit, accept].map(Option::unwrap_or_default)
}
