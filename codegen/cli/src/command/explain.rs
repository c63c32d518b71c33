//! `tidings explain`: what an id means, and what to do.

use tidings_model::{Diagnostic, suggest};

use crate::args::Explain;
use crate::exit::Exit;
use crate::explain::all;
use crate::print::rule_page;
use crate::print::screen::out;
use crate::problem::usage;

/// Prints the explanation.
pub fn run(explain: &Explain) -> Result<Exit, Vec<Diagnostic>> {
    if let Some(schema) = explain.schema {
        out(schema.text());
        return Ok(Exit::Fine);
    }
    let Some(asked) = &explain.id else {
        out(&rule_page::index());
        return Ok(Exit::Fine);
    };
    let all = all();
    // An id is copied as it is printed: `error[registry/version-gap]`.
    let id = asked
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
    if let Some(rule) = tidings_compat::rule(id) {
        out(&rule_page::page(rule));
        return Ok(Exit::Fine);
    }
    out(&format!(
        "{id}\n\n{}\n\nWhat to do: {}\n",
        found.what, found.way
    ));
    Ok(Exit::Fine)
}
