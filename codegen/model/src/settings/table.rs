use std::cell::RefCell;
use std::time::Duration;

use toml_edit::{Document, Item, TableLike, Value};

use super::date::Date;
use super::duration::parse_duration;
use crate::diagnostic::{Diagnostic, ErrorId};
use crate::place::{Place, SourceText};
use crate::suggest;

/// A value of a settings file and the place where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// One settings file while it is read: its text, and what was found wrong so far.
pub(super) struct SettingsFile {
    source: SourceText,
    problems: RefCell<Vec<Diagnostic>>,
}

impl SettingsFile {
    pub(super) fn new(file: &str, text: &str) -> SettingsFile {
        SettingsFile {
            source: SourceText::new(file, text),
            problems: RefCell::default(),
        }
    }

    pub(super) fn parse(&self) -> Option<Document<String>> {
        match Document::parse(self.source.text().to_owned()) {
            Ok(document) => Some(document),
            Err(error) => {
                let message = error
                    .message()
                    .lines()
                    .next()
                    .unwrap_or("it can't be read")
                    .to_owned();
                let place = self.source.place(error.span().unwrap_or(0..0), "");
                self.report(Diagnostic::error(ErrorId("settings/toml"), message).at(place));
                None
            }
        }
    }

    pub(super) fn root<'a>(&'a self, document: &'a Document<String>) -> TableReader<'a> {
        let place = self.source.place(0..0, "");
        TableReader {
            file: self,
            table: document.as_table(),
            key: String::new(),
            place,
            known: RefCell::default(),
        }
    }

    pub(super) fn report(&self, problem: Diagnostic) {
        self.problems.borrow_mut().push(problem);
    }

    /// What was read, or everything that is wrong with it.
    pub(super) fn finish<T>(self, read: Option<T>) -> Result<T, Vec<Diagnostic>> {
        let problems = self.problems.into_inner();
        match read {
            Some(read) if problems.is_empty() => Ok(read),
            _ => Err(problems),
        }
    }
}

/// One table while it is read. Keys that nobody asked for are unknown, and reported by [`TableReader::done`].
pub(super) struct TableReader<'a> {
    file: &'a SettingsFile,
    table: &'a dyn TableLike,
    key: String,
    place: Place,
    known: RefCell<Vec<&'static str>>,
}

impl<'a> TableReader<'a> {
    /// Where the table begins.
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    pub(super) fn report(&self, problem: Diagnostic) {
        self.file.report(problem);
    }

    fn dotted(&self, key: &str) -> String {
        let bare = key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        let key = if bare {
            key.to_owned()
        } else {
            format!("\"{key}\"")
        };
        if self.key.is_empty() {
            key
        } else {
            format!("{}.{key}", self.key)
        }
    }

    fn place_of(&self, key: &str) -> Place {
        let (found, item) = match self.table.get_key_value(key) {
            Some((found, item)) => (found.span(), item.span()),
            None => (None, None),
        };
        let span = item.or(found).unwrap_or_else(|| self.place.span.clone());
        self.file.source.place(span, self.dotted(key))
    }

    fn place_of_key(&self, key: &str) -> Place {
        let span = self.table.key(key).and_then(toml_edit::Key::span);
        match span {
            Some(span) => self.file.source.place(span, self.dotted(key)),
            None => self.place_of(key),
        }
    }

    fn item(&self, key: &'static str) -> Option<&'a Item> {
        self.known.borrow_mut().push(key);
        self.table.get(key)
    }

    fn wrong(&self, key: &str, item: &Item, wanted: &str) {
        let problem = Diagnostic::error(
            ErrorId("settings/type"),
            format!(
                "`{}` has to be {wanted}; its type here is {}",
                self.dotted(key),
                item.type_name()
            ),
        );
        self.report(problem.at(self.place_of(key)));
    }

    fn typed<T>(
        &self,
        key: &'static str,
        wanted: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Option<Written<T>> {
        let item = self.item(key)?;
        let value = item.as_value().and_then(read);
        if value.is_none() {
            self.wrong(key, item, wanted);
        }
        value.map(|value| Written {
            value,
            place: self.place_of(key),
        })
    }

    /// The place of a key that is there, whatever its value.
    pub(super) fn present(&self, key: &'static str) -> Option<Place> {
        self.item(key).map(|_| self.place_of_key(key))
    }

    pub(super) fn string(&self, key: &'static str) -> Option<Written<String>> {
        self.typed(key, "a text", |value| value.as_str().map(str::to_owned))
    }

    pub(super) fn number(&self, key: &'static str) -> Option<Written<u32>> {
        let wanted = "a whole number from 1 to 4294967295";
        self.typed(key, wanted, |value| {
            value
                .as_integer()
                .and_then(|n| u32::try_from(n).ok())
                .filter(|n| *n > 0)
        })
    }

    pub(super) fn strings(&self, key: &'static str) -> Option<Vec<Written<String>>> {
        let list = self.typed(key, "a list of texts", |value| {
            value
                .as_array()?
                .iter()
                .map(|item| Some((item.as_str()?.to_owned(), item.span())))
                .collect::<Option<Vec<_>>>()
        })?;
        let place = |at: usize, span| match span {
            Some(span) => self
                .file
                .source
                .place(span, format!("{}[{at}]", self.dotted(key))),
            None => list.place.clone(),
        };
        let items = list.value.into_iter().enumerate();
        Some(
            items
                .map(|(at, (value, span))| Written {
                    value,
                    place: place(at, span),
                })
                .collect(),
        )
    }

    /// One text, or a list of them.
    pub(super) fn string_or_strings(&self, key: &'static str) -> Option<Vec<Written<String>>> {
        match self.item(key)?.as_value() {
            Some(Value::Array(_)) => self.strings(key),
            _ => self.string(key).map(|text| vec![text]),
        }
    }

    pub(super) fn duration(&self, key: &'static str) -> Option<Written<Duration>> {
        let text = self.string(key)?;
        let value = parse_duration(&text.value);
        if value.is_none() {
            let problem = Diagnostic::error(
                ErrorId("settings/duration"),
                format!("`{}` is no length of time", text.value),
            );
            self.report(
                problem
                    .at(text.place.clone())
                    .help("write a whole number and ms, s, m, h or d: \"15s\""),
            );
        }
        Some(Written {
            value: value?,
            place: text.place,
        })
    }

    /// A day without a time, as TOML writes it: without quotes.
    pub(super) fn date(&self, key: &'static str) -> Option<Written<Date>> {
        self.typed(key, "a day, without quotes: 2027-01-31", |value| {
            let written = value.as_datetime()?;
            let day = written.date.filter(|_| written.time.is_none())?;
            Date::new(day.year, day.month, day.day)
        })
    }

    /// Whether a key is there, whatever its value.
    pub(super) fn holds(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Every key of a table whose keys are names, with its text.
    pub(super) fn named_strings(&self) -> Vec<(String, Written<String>)> {
        let mut found = Vec::new();
        for (key, item) in self.table.iter() {
            let place = self.place_of(key);
            match item.as_str() {
                Some(text) => found.push((
                    key.to_owned(),
                    Written {
                        value: text.to_owned(),
                        place,
                    },
                )),
                None => self.wrong(key, item, "a text"),
            }
        }
        found
    }

    /// A text that is one of a few words.
    pub(super) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.string(key)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(*value);
        }
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let problem = Diagnostic::error(
            ErrorId("settings/word"),
            format!("`{}` can't be `{}`", self.dotted(key), text.value),
        );
        let listed = names
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(" or ");
        self.report(problem.at(text.place).help(format!("write {listed}")));
        None
    }

    pub(super) fn table(&self, key: &'static str) -> Option<TableReader<'a>> {
        let item = self.item(key)?;
        self.child(key, item)
    }

    fn child(&self, key: &str, item: &'a Item) -> Option<TableReader<'a>> {
        let Some(table) = item.as_table_like() else {
            self.wrong(key, item, "a table");
            return None;
        };
        let place = self.place_of_key(key);
        Some(TableReader {
            file: self.file,
            table,
            key: self.dotted(key),
            place,
            known: RefCell::default(),
        })
    }

    /// Every key of a table whose keys are names, with its table.
    pub(super) fn named_tables(&self) -> Vec<(Written<String>, TableReader<'a>)> {
        let mut found = Vec::new();
        for (key, item) in self.table.iter() {
            let name = Written {
                value: key.to_owned(),
                place: self.place_of_key(key),
            };
            found.extend(self.child(key, item).map(|table| (name, table)));
        }
        found
    }

    /// Refuses keys that are specified, and that no code obeys yet.
    pub(super) fn unsupported(&self, keys: &[&'static str]) {
        for key in keys {
            if self.item(key).is_some() {
                let problem = Diagnostic::error(
                    ErrorId("settings/key-unsupported"),
                    format!("`{}` is not supported yet", self.dotted(key)),
                );
                let problem = problem.at(self.place_of_key(key)).help("remove it").note(
                    "nothing obeys this key in this version of tidings; a rule that is written and not kept is worse than none",
                );
                self.report(problem);
            }
        }
    }

    /// Reports a required key that is absent.
    pub(super) fn missing(&self, key: &str, help: &str) {
        let problem = Diagnostic::error(
            ErrorId("settings/key-missing"),
            format!("`{}` is missing", self.dotted(key)),
        );
        self.report(problem.at(self.place()).help(help));
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn done(self) {
        let known = self.known.borrow();
        for (key, _) in self.table.iter() {
            if known.contains(&key) {
                continue;
            }
            let problem = Diagnostic::error(
                ErrorId("settings/key-unknown"),
                format!("unknown key `{}`", self.dotted(key)),
            );
            let help = match suggest::nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here: {}", known.join(", ")),
            };
            self.report(problem.at(self.place_of_key(key)).help(help));
        }
    }
}
