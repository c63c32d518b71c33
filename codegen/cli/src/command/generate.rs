//! `tidings generate`: what tidings.toml asks for, written whole, or compared with what is there.

use camino::{Utf8Path, Utf8PathBuf};
use tidings_generate::is_edited;
use tidings_model::{Diagnostic, ErrorId, Place};

use crate::args::Generate;
use crate::change::Applied;
use crate::consumer::Home;
use crate::exit::Exit;
use crate::files::{Folder, SETTINGS_FILE};
use crate::output::{Output, Work, outputs, write};
use crate::print::screen::out;
use crate::stamp::{Stamp, Unchanged};

/// What is said of a folder that is as it would be written.
const NOTHING: &str = "nothing changed";

/// Writes, or compares.
pub fn run(folder: Folder, generate: &Generate) -> Result<Exit, Vec<Diagnostic>> {
    let stamp = Stamp::of(&folder, Home::is_in(&folder));
    if let Some(unchanged) = stamp.as_ref().and_then(Stamp::unchanged) {
        let files = unchanged.iter().map(|folder| folder.files).sum();
        let rows = unchanged
            .iter()
            .map(|Unchanged { folder, files }| row(folder, *files, NOTHING));
        out(&match generate.check {
            true => as_they_should_be(files),
            false => rows.collect(),
        });
        return Ok(Exit::Fine);
    }
    let work = Work::open(folder)?;
    let exit = fresh(&work, generate, stamp);
    // The program ends here: what was read of a large registry takes longer to give back than the system needs.
    std::mem::forget(work);
    exit
}

fn fresh(work: &Work, generate: &Generate, stamp: Option<Stamp>) -> Result<Exit, Vec<Diagnostic>> {
    if work.is_empty() {
        let message = "tidings.toml names nothing to generate";
        let problem = Diagnostic::error(ErrorId("cli/nothing-to-generate"), message);
        let help = "add `[generate.rust]`, `[generate.ts]` or `[generate.markdown]` with `out = \"<folder>\"`";
        return Err(vec![problem.at(Place::start_of(SETTINGS_FILE)).help(help)]);
    }
    let outputs = outputs(work)?;
    if generate.check {
        return Ok(compare(&outputs));
    }
    let applied = write(&outputs)?;
    if let Some(stamp) = stamp {
        stamp.leave(&outputs);
    }
    out(&summary(&outputs, &applied));
    Ok(Exit::Fine)
}

/// Generates and writes; for `dev`, which goes on whatever happens.
pub fn refresh(work: &Work) -> Result<Applied, Vec<Diagnostic>> {
    write(&outputs(work)?)
}

fn summary(outputs: &[Output], applied: &Applied) -> String {
    let mut text = String::new();
    for output in outputs {
        let of = |paths: &[Utf8PathBuf]| {
            paths
                .iter()
                .filter(|path| path.starts_with(&output.folder))
                .count()
        };
        let (written, removed) = (of(&applied.written), of(&applied.removed));
        let gone = if removed > 0 {
            format!(", {removed} removed")
        } else {
            String::new()
        };
        let what = if written + removed == 0 {
            NOTHING.to_owned()
        } else {
            format!("{written} written{gone}")
        };
        text.push_str(&row(&output.folder, output.files.len(), &what));
    }
    text
}

fn row(folder: &Utf8Path, files: usize, what: &str) -> String {
    format!("{folder}: {files} files, {what}\n")
}

/// Names every file that is not as it would be written, with its first difference.
fn compare(outputs: &[Output]) -> Exit {
    let mut told = String::new();
    for output in outputs {
        for (path, text) in &output.files {
            let full = output.folder.join(path);
            match std::fs::read_to_string(&full) {
                Err(_) => told.push_str(&format!("{full}: missing\n")),
                Ok(there) if there != *text => {
                    let why = if is_edited(&there) {
                        "edited by hand"
                    } else {
                        "out of date"
                    };
                    told.push_str(&format!(
                        "{full}: {why}\n{}",
                        first_difference(&there, text)
                    ));
                }
                Ok(_) => {}
            }
        }
        for path in &output.stale {
            told.push_str(&format!("{path}: belongs to nothing any more\n"));
        }
    }
    if told.is_empty() {
        let count = outputs.iter().map(|output| output.files.len()).sum();
        out(&as_they_should_be(count));
        return Exit::Fine;
    }
    told.push_str("run `tidings generate`, and commit what it writes\n");
    out(&told);
    Exit::Breaking
}

fn as_they_should_be(files: usize) -> String {
    format!("{files} generated files are as they should be\n")
}

/// The first line that differs. The digest in the header does wherever anything does; what differs below it says more.
fn first_difference(there: &str, wanted: &str) -> String {
    let (there, wanted): (Vec<&str>, Vec<&str>) =
        (there.lines().collect(), wanted.lines().collect());
    let of_digest = |line: &usize| {
        let text = there.get(*line);
        text.is_some_and(|text| text.contains("Digest of what follows: "))
    };
    let count = there.len().max(wanted.len());
    let mut differing = (0..count).filter(|line| there.get(*line) != wanted.get(*line));
    let first = differing.next();
    let mut all = first.into_iter().chain(differing);
    let line = all.find(|line| !of_digest(line)).or(first);
    // Texts of equal lines differ in what ends them.
    let line = line.unwrap_or(count);
    let shown = |text: &[&str]| {
        let text = text.get(line).copied().unwrap_or("(end of file)");
        text.chars().take(120).collect::<String>()
    };
    format!(
        "  line {}\n  - {}\n  + {}\n",
        line + 1,
        shown(&there),
        shown(&wanted)
    )
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_line_that_says_something_is_named() {
        let told = first_difference("a\nb\nc\n", "a\nx\ny\n");
        assert_eq!(told, "  line 2\n  - b\n  + x\n");
        let (there, wanted) = (
            "// Digest of what follows: 1\nsame\nold\n",
            "// Digest of what follows: 2\nsame\nnew\n",
        );
        assert_eq!(
            first_difference(there, wanted),
            "  line 3\n  - old\n  + new\n"
        );
        assert_eq!(
            first_difference("a\n", "a\nb\n"),
            "  line 2\n  - (end of file)\n  + b\n"
        );
        let (one, two) = (
            "// Digest of what follows: 1",
            "// Digest of what follows: 2",
        );
        assert!(first_difference(one, two).starts_with("  line 1\n"));
        assert!(first_difference("a", "a\n").starts_with("  line 2\n"));
    }
}
