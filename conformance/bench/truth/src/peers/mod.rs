//! The same cases put to what typify and quicktype make of a sample of the schemas.

mod quicktype;
mod report;
mod typify;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::contracts::write_changed;

pub use report::Sampled;

/// Prints what the peers do on the sample.
///
/// # Errors
/// When they can't be installed or run; what they refuse or print wrongly is counted.
pub fn run(root: &Path, sample: &[Sampled]) -> anyhow::Result<()> {
    let folder = root.join("target/truth/peers");
    let schemas = folder.join("schemas");
    let _ = fs::remove_dir_all(&schemas);
    for one in sample {
        let mut document: Value = serde_json::from_str(&one.text)?;
        // A title is what either tool names its type by.
        if let Some(keywords) = document.as_object_mut() {
            keywords.insert("title".to_owned(), json!("Root"));
        }
        write_changed(
            &schemas.join(format!("{}.json", one.name)),
            &document.to_string(),
        )?;
    }
    println!(
        "\npeers on {} schemas, sampled by the seed, and the same values but those with -0 or counted apart:",
        sample.len()
    );
    typify::run(root, &folder, sample)?;
    quicktype::run(root, &folder, sample)?;
    for one in sample {
        println!("  {} is {}", one.name, one.path);
    }
    Ok(())
}
