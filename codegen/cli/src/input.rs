//! Everything that commands read from a folder, as one digest.

use tidings_contract::Digest;
use tidings_model::spread;
use tidings_registry::{Files, Source};

use crate::consumer::BUNDLE_FILE;
use crate::files::{Folder, SETTINGS_FILE};

/// How many files one core reads in a row.
const AT_ONCE: usize = 32;

/// The digest of everything that is read of a registry, or of a consumer; none where something can't be.
pub fn content(folder: &Folder, consumer: bool) -> Option<Digest> {
    let files = folder.source();
    let paths = match consumer {
        false => files.list().ok()?,
        true => {
            let packs = Files::new(folder.file("packs").as_std_path()).list();
            let packs = packs
                .unwrap_or_default()
                .into_iter()
                .map(|path| format!("packs/{path}"));
            let own = [SETTINGS_FILE, BUNDLE_FILE].map(str::to_owned).into_iter();
            own.chain(packs).collect()
        }
    };
    Some(of_files(&paths, |path| files.read(path).ok()))
}

/// The digest of files by their names; one that can't be read counts as what is not there.
pub fn of_files(paths: &[String], read: impl Fn(&str) -> Option<Vec<u8>> + Sync) -> Digest {
    let lines = spread(paths, AT_ONCE, |path| {
        let digest = read(path).map(|bytes| Digest::of(bytes).to_string());
        format!("{path} {}\n", digest.unwrap_or_default())
    });
    Digest::of(lines.concat())
}
