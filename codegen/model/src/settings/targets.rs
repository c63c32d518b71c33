use std::collections::BTreeMap;

use super::inside::is_inside;
use super::table::{TableReader, Written};
use crate::diagnostic::{Diagnostic, ErrorId};
use crate::suggest;

/// A framework whose hooks are generated beside the TypeScript client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Framework {
    /// `tidings/react`
    React,
    /// `tidings/vue`
    Vue,
}

impl Framework {
    const ALL: [Self; 2] = [Self::React, Self::Vue];

    /// Its name in `tidings.toml`, in file names, and of the runtime's module.
    pub const fn name(self) -> &'static str {
        match self {
            Self::React => "react",
            Self::Vue => "vue",
        }
    }
}

/// What is generated for TypeScript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeScriptTarget {
    /// The folder that is written, relative to `tidings.toml`.
    pub out: Written<String>,
    /// `hooks = ["react"]`: a file of hooks per stream and framework.
    pub hooks: Vec<Framework>,
}

/// What is generated for one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The folder that is written, relative to `tidings.toml`.
    pub out: Written<String>,
}

/// A target that a pack of templates beside `tidings.toml` describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackTarget {
    /// The folder that is written, relative to `tidings.toml`.
    pub out: Written<String>,
    /// The folder of the pack, below the one that holds `tidings.toml`.
    pub pack: Written<String>,
}

/// What `tidings generate` writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Targets {
    /// `[generate.rust]`
    pub rust: Option<Target>,
    /// `[generate.ts]`
    pub ts: Option<TypeScriptTarget>,
    /// `[generate.markdown]`
    pub markdown: Option<Target>,
    /// `[generate.<name>]` with a `pack`, by name.
    pub packs: BTreeMap<String, PackTarget>,
}

const BUILT_IN: [&str; 3] = ["markdown", "rust", "ts"];

impl Targets {
    /// Whether nothing is generated.
    pub fn is_empty(&self) -> bool {
        *self == Targets::default()
    }

    pub(super) fn read(table: &TableReader<'_>) -> Targets {
        let mut targets = Targets::default();
        for (name, inner) in table.named_tables() {
            match name.value.as_str() {
                "rust" => targets.rust = target(inner),
                "ts" => targets.ts = typescript(inner),
                "markdown" => targets.markdown = target(inner),
                _ if inner.holds("pack") => {
                    let found = pack(inner);
                    targets.packs.extend(found.map(|found| (name.value, found)));
                }
                other => {
                    let message = format!("there is no target `{other}`");
                    let help = match suggest::nearest(other, BUILT_IN) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!(
                            "built in are {}; a target of your own names its templates: `pack = \"packs/{other}\"`",
                            BUILT_IN.join(", ")
                        ),
                    };
                    let problem = Diagnostic::error(ErrorId("settings/key-unknown"), message);
                    table.report(problem.at(inner.place()).help(help));
                }
            }
        }
        targets
    }
}

fn target(table: TableReader<'_>) -> Option<Target> {
    let out = out(&table);
    table.done();
    Some(Target { out: out? })
}

fn typescript(table: TableReader<'_>) -> Option<TypeScriptTarget> {
    let out = out(&table);
    let mut hooks = Vec::new();
    for named in table.strings("hooks").unwrap_or_default() {
        let mut known = Framework::ALL.into_iter();
        match known.find(|known| known.name() == named.value) {
            Some(framework) => hooks.push(framework),
            None => {
                let message = format!("there are no hooks for `{}`", named.value);
                let problem = Diagnostic::error(ErrorId("settings/word"), message);
                let help = "write \"react\" or \"vue\"";
                table.report(problem.at(named.place).help(help));
            }
        }
    }
    hooks.sort_unstable();
    hooks.dedup();
    table.done();
    Some(TypeScriptTarget { out: out?, hooks })
}

fn out(table: &TableReader<'_>) -> Option<Written<String>> {
    let out = table.string("out");
    if out.is_none() && !table.holds("out") {
        let help = "name the folder, relative to tidings.toml: `out = \"../src/contracts\"`";
        table.missing("out", help);
    }
    out
}

fn pack(table: TableReader<'_>) -> Option<PackTarget> {
    let (out, pack) = (out(&table), table.string("pack"));
    let inside =
        |pack: &Written<String>| is_inside(&pack.value) && pack.value.starts_with("packs/");
    if let Some(stray) = pack.as_ref().filter(|pack| !inside(pack)) {
        let message = format!("`{}` is no folder of packs/", stray.value);
        let problem = Diagnostic::error(ErrorId("settings/value"), message);
        let help =
            "put the pack beside tidings.toml, and name it from there: `pack = \"packs/wiki\"`";
        table.report(problem.at(stray.place.clone()).help(help));
    }
    table.done();
    Some(PackTarget {
        out: out?,
        pack: pack?,
    })
}

#[cfg(test)]
mod tests {
    use super::Framework;
    use crate::Config;

    #[test]
    fn hooks_are_told_apart_from_what_has_none() {
        let config = |hooks: &str| {
            let text =
                format!("name = \"shop\"\n[generate.ts]\nout = \"../web\"\nhooks = {hooks}\n");
            Config::parse("tidings.toml", &text)
        };
        let both = config(r#"["vue", "react", "vue"]"#).expect("it is sound");
        let hooks = both.generate.ts.expect("a target").hooks;
        assert_eq!(hooks, [Framework::React, Framework::Vue]);
        let problems = config(r#"["react", "svelte"]"#).expect_err("no such hooks");
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 1, "{told:?}");
        assert_eq!(problems[0].id.0, "settings/word");
        let place = problems[0].place.as_ref().map(ToString::to_string);
        assert_eq!(place.as_deref(), Some("tidings.toml:4:19"));
    }
}
