//! The write version in a stream file, edited without touching anything else in it.

use tidings_contract::{EventName, VersionNumber};
use tidings_model::{Diagnostic, ErrorId, Place};
use tidings_registry::Entry;
use toml_edit::{DocumentMut, Value};

/// What a stream that begins to carry an event writes: its newest published version, else its first.
pub fn first(entry: &Entry) -> u32 {
    let published = entry.newest_published().map(|version| version.number);
    published.unwrap_or(VersionNumber::FIRST).get()
}

/// The text of a stream file with another number at `keys`; comments and layout stay.
///
/// # Errors
/// `cli/stream-file` where the file does not hold such a number.
pub fn set(file: &str, text: &str, keys: &[&str], number: u32) -> Result<String, Vec<Diagnostic>> {
    let broken = || {
        let message = format!("`{}` can't be set to {number}", keys.join("."));
        let problem = Diagnostic::error(ErrorId("cli/stream-file"), message);
        vec![problem.at(Place::start_of(file)).help("edit it by hand")]
    };
    let mut document: DocumentMut = text.parse().map_err(|_| broken())?;
    let mut item = document.as_item_mut();
    for key in keys {
        item = item
            .as_table_like_mut()
            .and_then(|table| table.get_mut(key))
            .ok_or_else(broken)?;
    }
    let value = item.as_value_mut().ok_or_else(broken)?;
    let decor = value.decor().clone();
    *value = Value::from(i64::from(number));
    *value.decor_mut() = decor;
    Ok(document.to_string())
}

/// The text of a stream file in which `event` is written as `version`.
///
/// # Errors
/// As [`set`].
pub fn set_write(
    file: &str,
    text: &str,
    event: &EventName,
    version: VersionNumber,
) -> Result<String, Vec<Diagnostic>> {
    set(
        file,
        text,
        &["events", event.as_str(), "write"],
        version.get(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_layout_stay() {
        let text = "path = \"/x\"   # where\n\n[events.\"a.b\"]\n  write   =   1 # today\nkey='/id'\n[events]\nc = { write = 4 }\n";
        let event = EventName::new("a.b").expect("a name");
        let two = VersionNumber::new(2).expect("a number");
        let edited = set_write("streams/x.toml", text, &event, two).expect("it can be set");
        assert_eq!(edited, text.replace("=   1 #", "=   2 #"));
        let inline = EventName::new("c").expect("a name");
        let edited = set_write("streams/x.toml", text, &inline, two).expect("it can be set");
        assert_eq!(edited, text.replace("write = 4", "write = 2"));
        let missing = EventName::new("missing").expect("a name");
        assert!(set_write("streams/x.toml", text, &missing, two).is_err());
    }
}
