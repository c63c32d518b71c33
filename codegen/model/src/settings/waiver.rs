use std::collections::BTreeMap;

use tidings_contract::Digest;

use super::date::Date;
use super::table::{SettingsFile, TableReader, Written};
use crate::diagnostic::{Diagnostic, ErrorId};

/// `waivers/<name>.toml`: an approved break.
///
/// ```
/// let text = r#"
/// fingerprint = "9f3c41ab12cd"
/// owners = ["@orders"]
/// reason = "No client of orders@1 is left."
/// until = 2027-01-31
/// [schemas]
/// "events/order.placed/2.json" = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
/// "#;
/// let waiver = tidings_model::Waiver::parse("waivers/a.toml", text).unwrap();
/// assert_eq!(waiver.until.value.to_string(), "2027-01-31");
/// assert_eq!(waiver.schemas.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The file, relative to the registry.
    pub file: String,
    /// `fingerprint`: of the finding that it covers, twelve hexadecimal digits.
    pub fingerprint: Written<String>,
    /// `owners`: who approved it; at least one.
    pub owners: Vec<String>,
    /// `reason`
    pub reason: String,
    /// `until`: the last day on which it holds.
    pub until: Written<Date>,
    /// `[schemas]`: what every file that the finding is about meant when it was approved.
    pub schemas: BTreeMap<String, Digest>,
}

impl Waiver {
    /// Reads the file.
    ///
    /// # Errors
    /// Every problem in it, with the codes of [`Config::parse`](crate::Config::parse) and `settings/value`.
    pub fn parse(file: &str, text: &str) -> Result<Waiver, Vec<Diagnostic>> {
        let settings = SettingsFile::new(file, text);
        let waiver = settings
            .parse()
            .and_then(|document| read(file, settings.root(&document)));
        settings.finish(waiver)
    }
}

fn read(file: &str, root: TableReader<'_>) -> Option<Waiver> {
    const WRITTEN: &str = "`tidings waive <fingerprint>` writes the whole file";
    let fingerprint = root.string("fingerprint");
    let reason = root.string("reason");
    let owners = root.strings("owners");
    let until = root.date("until");
    let schemas = root.table("schemas").map(|table| digests(&table));
    for (key, present) in [
        ("fingerprint", fingerprint.is_some()),
        ("reason", reason.is_some()),
        ("owners", owners.is_some()),
        ("until", until.is_some()),
        ("schemas", schemas.is_some()),
    ] {
        if !present && !root.holds(key) {
            root.missing(key, WRITTEN);
        }
    }
    let wrong = |place, message: &str, help: &str| {
        let problem = Diagnostic::error(ErrorId("settings/value"), message);
        root.report(problem.at(place).help(help));
    };
    if let Some(written) = fingerprint
        .as_ref()
        .filter(|text| !is_fingerprint(&text.value))
    {
        let message = format!("`{}` is no fingerprint", written.value);
        wrong(
            written.place.clone(),
            &message,
            "copy the twelve hexadecimal digits that `tidings check` shows",
        );
    }
    if let Some(written) = reason.as_ref().filter(|text| text.value.trim().is_empty()) {
        wrong(
            written.place.clone(),
            "the reason is empty",
            "say in a sentence why the break is acceptable",
        );
    }
    let unnamed = |owners: &Vec<Written<String>>| {
        owners.is_empty() || owners.iter().any(|owner| owner.value.trim().is_empty())
    };
    if owners.as_ref().is_some_and(unnamed) {
        let place = root.present("owners").unwrap_or_else(|| root.place());
        wrong(
            place,
            "an owner has no name, or there is none",
            "name who approved it: `owners = [\"@orders\"]`",
        );
    }
    root.done();
    Some(Waiver {
        file: file.to_owned(),
        fingerprint: fingerprint?,
        owners: owners?.into_iter().map(|owner| owner.value).collect(),
        reason: reason?.value,
        until: until?,
        schemas: schemas?,
    })
}

fn is_fingerprint(text: &str) -> bool {
    text.len() == 12
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn digests(table: &TableReader<'_>) -> BTreeMap<String, Digest> {
    let mut digests = BTreeMap::new();
    for (path, text) in table.named_strings() {
        match text.value.parse::<Digest>() {
            Ok(digest) => drop(digests.insert(path, digest)),
            Err(error) => table.report(
                Diagnostic::error(ErrorId("settings/value"), error.to_string())
                    .at(text.place)
                    .help("`tidings waive` writes the digests; remove the file and run it again"),
            ),
        }
    }
    digests
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "fingerprint = \"9f3c41ab12cd\"\nowners = [\"@orders\"]\nreason = \"r\"\nuntil = 2027-01-31\n[schemas]\n";

    #[test]
    fn every_key_is_needed_and_read_at_its_place() {
        assert!(Waiver::parse("waivers/a.toml", WHOLE).is_ok());
        let cases = [
            (
                "fingerprint = \"9f3c41ab12cd\"\n",
                "",
                "settings/key-missing",
            ),
            ("owners = [\"@orders\"]\n", "", "settings/key-missing"),
            ("reason = \"r\"\n", "", "settings/key-missing"),
            ("until = 2027-01-31\n", "", "settings/key-missing"),
            ("[schemas]\n", "", "settings/key-missing"),
            ("9f3c41ab12cd", "9F3C41AB12CD", "settings/value"),
            ("9f3c41ab12cd", "9f3c41", "settings/value"),
            ("[\"@orders\"]", "[]", "settings/value"),
            ("[\"@orders\"]", "[\" \"]", "settings/value"),
            ("\"r\"", "\" \"", "settings/value"),
            ("\"r\"", "3", "settings/type"),
            ("2027-01-31", "\"2027-01-31\"", "settings/type"),
            ("2027-01-31", "2027-01-31T10:00:00Z", "settings/type"),
            ("2027-01-31", "10:00:00", "settings/type"),
            ("[schemas]", "[schemas]\na = 3", "settings/type"),
            ("[schemas]", "[schemas]\na = \"12\"", "settings/value"),
            ("reason", "reson", "settings/key-unknown"),
        ];
        for (from, to, id) in cases {
            let text = WHOLE.replacen(from, to, 1);
            let problems = Waiver::parse("waivers/a.toml", &text).expect_err(&text);
            let found = problems.iter().find(|problem| problem.id.0 == id);
            assert!(
                found.is_some_and(|problem| problem.place.is_some()),
                "{text}: {problems:?}"
            );
        }
    }
}
