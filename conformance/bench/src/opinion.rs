//! A second opinion: the canonical form of the jsonschema crate, in a process of its own, with a deadline for each pair.

use std::io::{BufRead, Write};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use jsonschema::canonical::{self, CanonicalSchema, Containment, Satisfiability};
use jsonschema::{CanonicalizationError, Draft};
use serde_json::{Value, json};

use crate::child::Child;

/// How long one pair may take; after that it counts as no opinion.
const DEADLINE: Duration = Duration::from_millis(400);

/// Its recursion is deep.
const STACK: usize = 256 << 20;

/// What it says of "is every value of the writer's schema accepted by the reader's?"
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It can't tell.
    Unknown,
    /// The deadline passed.
    Timeout,
    /// It failed.
    Failed,
}

impl Says {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Says::Yes => "yes",
            Says::No => "no",
            Says::Unknown => "unknown",
            Says::Timeout => "timeout",
            Says::Failed => "failed",
        }
    }
}

/// The process that is asked; it is started again when it had to be ended.
pub struct Opinions(Child);

impl Opinions {
    /// Starts it.
    ///
    /// # Errors
    /// When this program can't be started a second time.
    pub fn start() -> anyhow::Result<Opinions> {
        Ok(Opinions(launch()?))
    }

    /// Asks about one pair.
    ///
    /// # Errors
    /// When it can't be started again.
    pub fn ask(&mut self, writer: &Value, reader: &Value) -> anyhow::Result<Says> {
        let asked = json!({"writer": writer, "reader": reader});
        let says = match self.0.ask(&asked, DEADLINE) {
            Ok(Some(answer)) => match answer.as_str() {
                Some("yes") => return Ok(Says::Yes),
                Some("no") => return Ok(Says::No),
                Some("unknown") => return Ok(Says::Unknown),
                _ => return Ok(Says::Failed),
            },
            Ok(None) => Says::Timeout,
            Err(_) => Says::Failed,
        };
        self.0 = launch()?;
        Ok(says)
    }
}

fn launch() -> anyhow::Result<Child> {
    Child::start(Command::new(std::env::current_exe()?).arg("opinion"))
}

/// The process itself: a pair a line in, a word a line out.
///
/// # Errors
/// When a line is not a pair.
pub fn serve() -> anyhow::Result<()> {
    let serving = thread::Builder::new().stack_size(STACK).spawn(|| {
        for line in std::io::stdin().lock().lines() {
            let asked: Value = serde_json::from_str(&line?)?;
            let word = opinion(&asked["writer"], &asked["reader"]);
            writeln!(std::io::stdout(), "{}", json!(word))?;
        }
        Ok(())
    });
    serving?
        .join()
        .map_err(|_| anyhow::anyhow!("it panicked"))
        .context("the canonical form")?
}

fn opinion(writer: &Value, reader: &Value) -> &'static str {
    match compared(writer, reader) {
        Ok(word) => word,
        // An operation that its form can't express is no failure, and no opinion either.
        Err(CanonicalizationError::UnsupportedResult { .. }) => "unknown",
        Err(_) => "failed",
    }
}

fn compared(writer: &Value, reader: &Value) -> Result<&'static str, CanonicalizationError> {
    let canonical = |schema: &Value| -> Result<CanonicalSchema, CanonicalizationError> {
        canonical::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(false)
            .offline()
            .canonicalize(schema)
    };
    let (writer, reader) = (canonical(writer)?, canonical(reader)?);
    match reader.covers(&writer)? {
        Containment::Yes => return Ok("yes"),
        Containment::No => return Ok("no"),
        Containment::Unknown => {}
    }
    Ok(match writer.subtract(&reader)?.satisfiability() {
        Satisfiability::No => "yes",
        Satisfiability::Yes => "no",
        Satisfiability::Unknown => "unknown",
    })
}
