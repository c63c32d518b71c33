//! `tidings bundle`: the registry in one file, for a running server or a consumer elsewhere.

use tidings_model::Diagnostic;

use crate::args::Bundle;
use crate::change::Change;
use crate::exit::Exit;
use crate::files::Folder;
use crate::print::progress::Progress;
use crate::print::screen::out;
use crate::session::Session;

/// Writes the file, or prints its text.
pub fn run(folder: Folder, bundle: &Bundle) -> Result<Exit, Vec<Diagnostic>> {
    let session = Session::open(folder, None)?;
    let progress = Progress::start("deciding who can read what");
    let matrices = crate::judge::matrices(&session.registry);
    progress.end();
    let text = tidings_generate::bundle(&session.registry, &matrices);
    let Some(path) = &bundle.out else {
        out(&text);
        return Ok(Exit::Fine);
    };
    let mut change = Change::default();
    change.write(path.clone(), text);
    let what = match change.apply()?.written.is_empty() {
        true => "nothing changed",
        false => "written",
    };
    out(&format!("{path}: {what}\n"));
    Ok(Exit::Fine)
}
