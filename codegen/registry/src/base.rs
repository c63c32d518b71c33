use std::collections::BTreeMap;

use tidings_model::{Diagnostic, ErrorId, Place};

use crate::lock::{LOCK_FILE, Lock};
use crate::source::{Source, SourceError};

/// What was published at the base: its lock, and the texts of its files.
pub(crate) struct Base {
    pub(crate) name: String,
    pub(crate) lock: Lock,
    pub(crate) files: BTreeMap<String, String>,
}

impl Base {
    pub(crate) fn read(source: &dyn Source) -> Result<Base, Box<Diagnostic>> {
        let (files, _) = read_all(source).map_err(|error| Box::new(error.into()))?;
        let lock = files
            .get(LOCK_FILE)
            .map(|text| Lock::parse(text))
            .transpose();
        let name = source.describe();
        match lock {
            Ok(lock) => Ok(Base {
                name,
                lock: lock.unwrap_or_default(),
                files,
            }),
            Err(_) => {
                let problem = Diagnostic::error(
                    ErrorId("registry/base-broken"),
                    format!("the lock of {name} can't be read"),
                );
                Err(Box::new(problem.help(
                    "compare with another revision: `--against <revision>`",
                )))
            }
        }
    }
}

/// Texts by path, and what is wrong with the others.
pub(crate) type Read = (BTreeMap<String, String>, Vec<Diagnostic>);

/// Every file as text, and which are none.
pub(crate) fn read_all(source: &dyn Source) -> Result<Read, SourceError> {
    let mut files = BTreeMap::new();
    let mut problems = Vec::new();
    for path in source.list()? {
        match String::from_utf8(source.read(&path)?) {
            Ok(text) => {
                files.insert(path, text);
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let message = format!("byte {at} of the file is no UTF-8");
                let problem = Diagnostic::error(ErrorId("registry/not-utf8"), message)
                    .at(Place::start_of(&path));
                problems.push(problem.help("save it as UTF-8"));
            }
        }
    }
    Ok((files, problems))
}
