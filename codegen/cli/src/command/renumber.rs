//! `tidings renumber`: make room for what the base published in the meantime.

use tidings_model::Diagnostic;
use tidings_registry::GitRevision;

use crate::args::Against;
use crate::change::Change;
use crate::exit::Exit;
use crate::files::Folder;
use crate::print::screen::out;
use crate::problem::usage;
use crate::renumbering::renumber;
use crate::session::open_base;

/// Bases that are tried when none is named, the most likely first.
const USUAL: [&str; 5] = [
    "origin/HEAD",
    "origin/main",
    "origin/master",
    "main",
    "master",
];

/// Moves, writes, and says what moved.
pub fn run(folder: Folder, against: &Against) -> Result<Exit, Vec<Diagnostic>> {
    let name = match &against.against {
        Some(name) => name.clone(),
        None => usual_base(&folder)?,
    };
    let base = open_base(&folder, &name)?;
    let renumbered = renumber(&folder.source(), base.source.as_ref())?;
    let mut change = Change::default();
    for (path, text) in renumbered.files {
        match text {
            Some(text) => change.write(folder.file(&path), text),
            None => change.remove(folder.file(&path)),
        }
    }
    let applied = change.apply()?;
    let mut text = String::new();
    for moved in &renumbered.moved {
        text.push_str(&format!("moved {moved}\n"));
    }
    if applied.written.is_empty() && applied.removed.is_empty() {
        text.push_str(&format!(
            "nothing to move: no number of ours means something else at {name}\n"
        ));
    } else {
        text.push_str(&format!(
            "what {name} published is here now too\nnext: tidings check --against {name}\n"
        ));
    }
    out(&text);
    Ok(Exit::Fine)
}

fn usual_base(folder: &Folder) -> Result<String, Vec<Diagnostic>> {
    let found = USUAL
        .iter()
        .find(|name| GitRevision::open(folder.path.as_std_path(), name).is_ok());
    found.map(|name| (*name).to_owned()).ok_or_else(|| {
        let message = format!("no base was named, and none of {} exists", USUAL.join(", "));
        vec![usage(
            message,
            "name it: `tidings renumber --against origin/main`",
        )]
    })
}
