//! The pinned releases in the text of a consumer's tidings.toml; comments and spaces stay.

use tidings_contract::ReleaseId;
use tidings_model::{Diagnostic, ErrorId, Place};
use toml_edit::{Array, DocumentMut, Item, TableLike, Value};

use crate::files::SETTINGS_FILE;

/// The text with a stream's pin moved to a release, or added where there is none.
///
/// # Errors
/// `cli/pin-unwritable`, which a file that was read before never gives.
pub fn moved(text: &str, release: &ReleaseId) -> Result<String, Vec<Diagnostic>> {
    let failed = || {
        let problem = Diagnostic::error(ErrorId("cli/pin-unwritable"), "the pin can't be written");
        let help = format!("write it by hand: `release = \"{release}\"`, or a list of several");
        vec![problem.at(Place::start_of(SETTINGS_FILE)).help(help)]
    };
    let mut document: DocumentMut = text.parse().map_err(|_| failed())?;
    let table = document
        .get_mut("use")
        .and_then(Item::as_table_like_mut)
        .ok_or_else(failed)?;
    set(table, release);
    Ok(document.to_string())
}

fn set(table: &mut dyn TableLike, release: &ReleaseId) {
    match table.get_mut("release").and_then(Item::as_value_mut) {
        Some(Value::Array(list)) => set_in(list, release),
        Some(value) if is_of(value, release) => replace(value, release),
        Some(value) => {
            let mut list = Array::new();
            list.push(value.as_str().unwrap_or_default());
            list.push(release.to_string());
            *value = Value::Array(list);
        }
        None => {
            table.insert("release", toml_edit::value(release.to_string()));
        }
    }
}

fn set_in(list: &mut Array, release: &ReleaseId) {
    if let Some(value) = list.iter_mut().find(|value| is_of(value, release)) {
        replace(value, release);
        return;
    }
    list.push(release.to_string());
}

fn is_of(value: &Value, release: &ReleaseId) -> bool {
    let pinned = value
        .as_str()
        .and_then(|text| text.parse::<ReleaseId>().ok());
    pinned.is_some_and(|pinned| pinned.stream() == release.stream())
}

fn replace(value: &mut Value, release: &ReleaseId) {
    let decor = value.decor().clone();
    *value = Value::from(release.to_string());
    *value.decor_mut() = decor;
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn a_pin_moves_and_nothing_else_does() {
        let release = "orders@3-aaaaaaaaaaaa".parse().expect("an id");
        let cases = [
            (
                "[use] # why\nfrom = \"x\"\nrelease = \"orders@1-bbbbbbbbbbbb\" # now\n",
                "[use] # why\nfrom = \"x\"\nrelease = \"orders@3-aaaaaaaaaaaa\" # now\n",
            ),
            (
                "[use]\nfrom = \"x\"\n",
                "[use]\nfrom = \"x\"\nrelease = \"orders@3-aaaaaaaaaaaa\"\n",
            ),
            (
                "[use]\nrelease = \"news@1-cccccccccccc\"\n",
                "[use]\nrelease = [\"news@1-cccccccccccc\", \"orders@3-aaaaaaaaaaaa\"]\n",
            ),
            (
                "[use]\nrelease = [\n  \"orders@1-bbbbbbbbbbbb\", # a\n  \"news@1-cccccccccccc\",\n]\n",
                "[use]\nrelease = [\n  \"orders@3-aaaaaaaaaaaa\", # a\n  \"news@1-cccccccccccc\",\n]\n",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(moved(text, &release).as_deref(), Ok(expected));
        }
    }
}
