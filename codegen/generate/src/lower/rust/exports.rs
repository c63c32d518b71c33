//! Types that a module hands on from elsewhere, one statement for each place that they come from.

use std::collections::BTreeMap;

/// A line that is longer is broken.
const WIDTH: usize = 100;

/// `pub use` statements in the making.
#[derive(Debug, Default)]
pub(super) struct Exports(BTreeMap<String, Vec<String>>);

impl Exports {
    /// Hands on a type of a module under a name of its own.
    pub(super) fn add(&mut self, module: &str, name: &str, alias: &str) {
        let export = if name == alias {
            name.to_owned()
        } else {
            format!("{name} as {alias}")
        };
        self.0.entry(module.to_owned()).or_default().push(export);
    }

    /// What stands after `pub use`, by module.
    pub(super) fn print(self) -> Vec<String> {
        let print = |(module, mut names): (String, Vec<String>)| {
            names.sort_unstable();
            let flat = format!("{module}::{{{}}}", names.join(", "));
            match names.as_slice() {
                [one] => format!("{module}::{one}"),
                _ if flat.len() <= WIDTH => flat,
                names => format!("{module}::{{\n{}}}", lines(names)),
            }
        };
        self.0.into_iter().map(print).collect()
    }
}

fn lines(names: &[String]) -> String {
    let mut out = String::new();
    let mut width = 0;
    for name in names {
        if width > 0 && width + name.len() + 2 > WIDTH {
            out.push('\n');
            width = 0;
        }
        let before = if width == 0 { "    " } else { " " };
        out.push_str(before);
        out.push_str(name);
        out.push(',');
        width += before.len() + name.len() + 1;
    }
    out.push('\n');
    out
}
