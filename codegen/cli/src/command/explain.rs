//! `tidings explain`: what an id means, and what to do.

use tidings_model::{Diagnostic, suggest};

use crate::args::Explain;
use crate::exit::Exit;
use crate::explain::all;
use crate::print::screen::out;
use crate::problem::usage;

/// Prints the explanation.
pub fn run(explain: &Explain) -> Result<Exit, Vec<Diagnostic>> {
    let all = all();
    // An id is copied as it is printed: `error[registry/version-gap]`.
    let id = explain
        .id
        .trim_end_matches(']')
        .rsplit('[')
        .next()
        .unwrap_or_default();
    let Some(found) = all.get(id) else {
        let near = suggest::nearest(id, all.keys().map(String::as_str));
        let help = near.map_or_else(
            || "an id is printed in brackets beside every problem".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(vec![usage(format!("there is no id `{id}`"), help)]);
    };
    out(&format!(
        "{id}\n\n{}\n\nWhat to do: {}\n",
        found.what, found.way
    ));
    Ok(Exit::Fine)
}
