//! `tidings docs`: the catalogue of the registry as one HTML file.

use tidings_generate::{Matrices, Pack, Target, generate, is_ours};
use tidings_model::{Diagnostic, ErrorId};

use crate::args::Docs;
use crate::change::Change;
use crate::exit::Exit;
use crate::files::Folder;
use crate::output::Work;
use crate::print::screen::out;

/// Renders and writes.
pub fn run(folder: Folder, docs: &Docs) -> Result<Exit, Vec<Diagnostic>> {
    let work = Work::open(folder)?;
    let files = generate(
        work.client(),
        &Matrices::new(),
        &Target::Catalogue(Pack::html()),
    )?;
    let existing = std::fs::read_to_string(&docs.out);
    if docs.out.exists() && !existing.is_ok_and(|text| is_ours(&text)) {
        let message = format!("{} is there and was not written by tidings", docs.out);
        let problem = Diagnostic::error(ErrorId("cli/not-ours"), message);
        return Err(vec![
            problem.help("move it elsewhere, or name another file: `--out FILE`"),
        ]);
    }
    let mut change = Change::default();
    let texts: String = files.into_values().collect();
    change.write(docs.out.clone(), texts);
    let what = match change.apply()?.written.is_empty() {
        true => "nothing changed",
        false => "written",
    };
    out(&format!("{}: {what}\n", docs.out));
    Ok(Exit::Fine)
}
