use super::table::{SettingsFile, TableReader, Written};
use super::targets::Targets;
use crate::diagnostic::{Diagnostic, ErrorId};

/// What publishing a change does to the write version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Promotion {
    /// Raises it in the same step where the change is free at any time; else it stays.
    #[default]
    Auto,
    /// Never: `write` is edited by hand.
    Manual,
}

/// What the gate fails on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum FailOn {
    /// Only what breaks payloads, or may.
    #[default]
    Wire,
    /// What may keep code on generated types from compiling, too.
    Source,
    /// Advice too.
    Style,
}

/// The rules that a team set for its registry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// `promotion`: `"auto"` (default) or `"manual"`.
    pub promotion: Promotion,
    /// `fail_on`: `"wire"` (default), `"source"` or `"style"`.
    pub fail_on: FailOn,
}

/// `tidings.toml`: the registry's name, its policy, and what is generated where.
///
/// ```
/// let config = tidings_model::Config::parse("tidings.toml", "name = \"shop\"\n[generate.ts]\nout = \"../web\"\n").unwrap();
/// assert_eq!(config.name.value, "shop");
/// assert_eq!(config.generate.ts.unwrap().out.value, "../web");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The registry's name, for headers and messages.
    pub name: Written<String>,
    /// `[policy]`
    pub policy: Policy,
    /// `[generate.<target>]`
    pub generate: Targets,
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// Every problem in it: `settings/toml`, `settings/key-unknown`, `settings/key-missing`, `settings/type`,
    /// `settings/word`, `settings/value`, `settings/use-in-registry`.
    pub fn parse(file: &str, text: &str) -> Result<Config, Vec<Diagnostic>> {
        let settings = SettingsFile::new(file, text);
        let config = settings
            .parse()
            .and_then(|document| read(settings.root(&document)));
        settings.finish(config)
    }
}

fn read(root: TableReader<'_>) -> Option<Config> {
    no_use(&root);
    let name = root.string("name");
    if name.is_none() {
        root.missing("name", "add a line like `name = \"shop\"` at the top");
    }
    let policy = root.table("policy").map(policy).unwrap_or_default();
    let generate = targets(&root);
    root.done();
    Some(Config {
        name: name?,
        policy,
        generate,
    })
}

fn targets(root: &TableReader<'_>) -> Targets {
    let table = root.table("generate");
    table.map(|table| Targets::read(&table)).unwrap_or_default()
}

/// A registry holds its own schemas, and uses those of nobody.
fn no_use(root: &TableReader<'_>) {
    if let Some(place) = root.present("use") {
        let message = "a registry holds its own schemas: it can't use those of another";
        let problem = Diagnostic::error(ErrorId("settings/use-in-registry"), message);
        let help = "remove `[use]`, or move it to a tidings.toml of its own, outside the registry";
        root.report(problem.at(place).help(help));
    }
}

fn policy(table: TableReader<'_>) -> Policy {
    let words = [("auto", Promotion::Auto), ("manual", Promotion::Manual)];
    let promotion = table.word("promotion", &words).unwrap_or_default();
    let words = [
        ("wire", FailOn::Wire),
        ("source", FailOn::Source),
        ("style", FailOn::Style),
    ];
    let fail_on = table.word("fail_on", &words).unwrap_or_default();
    table.done();
    Policy { promotion, fail_on }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_at_its_place() {
        let text = "nam = \"shop\"\n[policy]\npromotion = \"always\"\n[generate.ts]\nout = 3\n";
        let problems = Config::parse("tidings.toml", text).expect_err("it is broken");
        let told: Vec<String> = problems
            .iter()
            .map(|p| format!("{} {}", p.id, p.place.as_ref().expect("a place")))
            .collect();
        for expected in [
            "settings/key-missing tidings.toml:1:1",
            "settings/key-unknown tidings.toml:1:1",
            "settings/word tidings.toml:3:13",
            "settings/type tidings.toml:5:7",
        ] {
            assert!(
                told.contains(&expected.to_owned()),
                "{expected} in {told:#?}"
            );
        }
        let unknown = problems
            .iter()
            .find(|p| p.id.0 == "settings/key-unknown")
            .expect("reported");
        assert_eq!(unknown.help.as_deref(), Some("did you mean `name`?"));
    }

    #[test]
    fn broken_toml_is_one_problem_with_a_place() {
        let problems = Config::parse("tidings.toml", "name = \"shop\n").expect_err("it is broken");
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].id.0, "settings/toml");
        assert!(problems[0].place.is_some());
    }
}
