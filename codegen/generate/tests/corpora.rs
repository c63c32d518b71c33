//! Every real schema gives Rust and TypeScript, whatever its order of keys.

mod support;

use std::collections::BTreeMap;

use support::{CORPORA, corpora, files_registry, imported, rust, shuffled, ts};

#[test]
fn every_real_schema_is_generated() {
    let Some(corpora) = corpora() else { return };
    for corpus in CORPORA {
        let registry = imported(&corpora, corpus);
        let schemas: usize = registry
            .events
            .values()
            .map(|event| event.versions.len())
            .sum();
        let files = rust(&registry);
        let modules = files
            .keys()
            .filter(|path| path.starts_with("events/") && path.contains("/v"))
            .count();
        assert_eq!(modules, schemas, "{corpus}");
        let empty: Vec<&String> = files
            .iter()
            .filter(|(_, text)| text.lines().count() < 4)
            .map(|(path, _)| path)
            .collect();
        assert!(empty.is_empty(), "{corpus}: {empty:?}");
        let bytes: usize = files
            .iter()
            .filter(|(path, _)| path.ends_with(".rs"))
            .map(|(_, text)| text.len())
            .sum();
        eprintln!(
            "{corpus}: {schemas} schemas, {} bytes of Rust a schema",
            bytes / schemas
        );
    }
}

#[test]
fn real_key_order_is_invisible() {
    let Some(corpora) = corpora() else { return };
    let registry = imported(&corpora, "wikimedia-primary");
    let reordered: BTreeMap<String, String> = registry
        .files
        .iter()
        .map(|(path, text)| {
            (
                path.clone(),
                if path.ends_with(".json") {
                    shuffled(text)
                } else {
                    text.clone()
                },
            )
        })
        .collect();
    let reordered = files_registry(&reordered);
    let (one, two) = (rust(&registry), rust(&reordered));
    let changed: Vec<&String> = one
        .iter()
        .filter(|(path, text)| two.get(*path) != Some(text))
        .map(|(path, _)| path)
        .collect();
    assert!(changed.is_empty() && one.len() == two.len(), "{changed:?}");
    assert_eq!(ts(&registry), ts(&reordered));
}
