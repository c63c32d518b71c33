//! The corpora: real schemas must read the same before and after, and pass the model.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tidings_import::{Dialect, Effect, convert};

fn corpora() -> Option<PathBuf> {
    let named = std::env::var_os("TIDINGS_CORPORA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let path = named.unwrap_or(beside);
    if path.join("events").is_dir() {
        return Some(path);
    }
    eprintln!("skipped: corpora absent");
    None
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the corpus can be listed") {
        let path = entry.expect("the corpus can be listed").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "json") {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("the corpus can be read");
    serde_json::from_str(&text).expect("the corpus is JSON")
}

fn draft(dialect: Dialect) -> jsonschema::Draft {
    use tidings_import::Draft;
    match dialect.draft {
        Draft::Draft04 => jsonschema::Draft::Draft4,
        Draft::Draft06 => jsonschema::Draft::Draft6,
        Draft::Draft07 => jsonschema::Draft::Draft7,
        Draft::Draft201909 => jsonschema::Draft::Draft201909,
        Draft::Draft202012 => jsonschema::Draft::Draft202012,
    }
}

fn validator(document: &Value, draft: jsonschema::Draft) -> Result<jsonschema::Validator, String> {
    let mut document = document.clone();
    if let Some(members) = document.as_object_mut() {
        members.remove("$schema");
    }
    jsonschema::options()
        .with_draft(draft)
        .should_validate_formats(false)
        .build(&document)
        .map_err(|error| error.to_string())
}

fn holds_whole_double(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            number.is_f64() && number.as_f64().is_some_and(|n| n.fract() == 0.0)
        }
        Value::Array(items) => items.iter().any(holds_whole_double),
        Value::Object(members) => members.values().any(holds_whole_double),
        _ => false,
    }
}

/// Small damages to a value: every member removed, replaced by null, by a wrong type, every leaf changed.
fn damages(value: &Value) -> Vec<Value> {
    let mut found = vec![
        json!(null),
        json!(-1),
        json!("~"),
        json!([]),
        json!({}),
        json!(1.5),
    ];
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                let mut without = members.clone();
                without.remove(name);
                found.push(Value::Object(without));
                for damaged in damages(inner) {
                    let mut with = members.clone();
                    with.insert(name.clone(), damaged);
                    found.push(Value::Object(with));
                }
            }
            let mut more = members.clone();
            more.insert("undeclared".to_owned(), json!(1));
            found.push(Value::Object(more));
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                for damaged in damages(inner) {
                    let mut with = items.clone();
                    with[index] = damaged;
                    found.push(Value::Array(with));
                }
            }
            found.push(json!([items, items]));
        }
        Value::String(text) => found.push(json!(format!("{text}{text}"))),
        _ => {}
    }
    found
}

#[test]
fn every_event_schema_converts_and_compiles() {
    let Some(corpora) = corpora() else { return };
    let mut found = Vec::new();
    files(&corpora.join("events"), &mut found);
    let mut compiled = 0;
    for path in &found {
        let document = read(path);
        let dialect = Dialect::detect(&document);
        let converted = convert(&document, dialect);
        if let Some(note) = converted.refusals().next() {
            panic!("{}: {note}", path.display());
        }
        let valid = jsonschema::meta::is_valid(&converted.document);
        assert!(valid, "{} is no 2020-12 schema", path.display());
        let built = validator(&converted.document, jsonschema::Draft::Draft202012);
        built.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        compiled += 1;
    }
    assert!(compiled > 0 && compiled == found.len());
}

#[test]
fn instances_and_their_damages_validate_equally() {
    let Some(corpora) = corpora() else { return };
    let lines = fs::read_to_string(corpora.join("events/instances.jsonl")).expect("readable");
    let (mut equal, mut accepted) = (0, 0);
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        let path = corpora
            .join("events")
            .join(line["schema"].as_str().expect("a path"));
        let document = read(&path);
        let dialect = Dialect::detect(&document);
        let before = validator(&document, draft(dialect)).expect("the source compiles");
        let converted = convert(&document, dialect).document;
        let after = validator(&converted, jsonschema::Draft::Draft202012).expect("compiles");
        for value in std::iter::once(line["value"].clone()).chain(damages(&line["value"])) {
            let expected = before.is_valid(&value);
            let found = after.is_valid(&value);
            assert_eq!(expected, found, "{} on {value}", path.display());
            equal += 1;
            accepted += usize::from(found);
        }
    }
    assert!(accepted > 0 && equal > accepted, "both verdicts must occur");
}

#[test]
fn labelled_pairs_convert_without_changing_their_witnesses() {
    let Some(corpora) = corpora() else { return };
    let lines = fs::read_to_string(corpora.join("compat/pairs.jsonl")).expect("readable");
    let (mut compared, mut consts) = (0, 0);
    for line in lines.lines() {
        let pair: Value = serde_json::from_str(line).expect("a line is JSON");
        let name = pair["dialect"].as_str().expect("a dialect");
        let dialect: Dialect = name.parse().expect("a known dialect");
        for side in ["old", "new"] {
            let converted = convert(&pair[side], dialect);
            // A draft-04 file that holds `const` means what draft 6 says of it; numbers as bounds are the same in both.
            let meant = converted
                .notes
                .iter()
                .any(|note| note.id == "import/const-meant");
            let read_as = match meant {
                true => jsonschema::Draft::Draft6,
                false => draft(dialect),
            };
            consts += usize::from(meant);
            let Ok(before) = validator(&pair[side], read_as) else {
                continue;
            };
            if converted.refusals().next().is_some() {
                continue;
            }
            let after = validator(&converted.document, jsonschema::Draft::Draft202012)
                .unwrap_or_else(|error| panic!("{} {side}: {error}", pair["id"]));
            let mut values = damages(&json!({"a": [1, "x", {"b": null}], "name": "n", "age": 3}));
            for witness in ["witness_backward", "witness_forward"] {
                let instance = pair[witness]["instance"].clone();
                values.extend(damages(&instance));
                values.push(instance);
            }
            for value in values {
                // Draft 4 alone calls 1.0 no integer; tidings reads numbers by their value in every dialect.
                if dialect == Dialect::DRAFT_04 && holds_whole_double(&value) {
                    continue;
                }
                let expected = before.is_valid(&value);
                assert_eq!(
                    expected,
                    after.is_valid(&value),
                    "{} {side} on {value}\n{}",
                    pair["id"],
                    converted.document
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 1000 && consts > 10);
}

#[test]
fn notes_of_the_corpora_are_few_kinds() {
    let Some(corpora) = corpora() else { return };
    let mut found = Vec::new();
    files(&corpora.join("events"), &mut found);
    let mut misspelt = 0;
    for path in &found {
        let document = read(path);
        for note in convert(&document, Dialect::detect(&document)).notes {
            misspelt += usize::from(note.message.contains("did the author mean `maxLength`"));
            assert_ne!(note.effect, Effect::Refused, "{}: {note}", path.display());
        }
    }
    assert!(misspelt > 0, "mexLength must be told");
}

/// A corpus, imported; None where it is absent.
fn imported(corpora: &Path, corpus: &str) -> Option<(usize, tidings_import::Imported)> {
    use tidings_contract::StreamName;
    use tidings_import::{Options, Source, import};
    let folder = corpora.join("events").join(corpus);
    if !folder.is_dir() {
        eprintln!("skipped: corpus {corpus} absent");
        return None;
    }
    let mut found = Vec::new();
    files(&folder, &mut found);
    let source = |path: &PathBuf| {
        let below = path.strip_prefix(&folder).expect("below");
        Source {
            path: below.to_string_lossy().into_owned(),
            text: fs::read_to_string(path).expect("readable"),
        }
    };
    let sources: Vec<Source> = found.iter().map(source).collect();
    let stream = StreamName::new(corpus.replace('-', "_")).expect("a stream name");
    let imported = import(&sources, &Options::new(stream))
        .unwrap_or_else(|problems| panic!("{corpus}: {}", lines(&problems)));
    Some((sources.len(), imported))
}

fn lines(problems: &[tidings_model::Diagnostic]) -> String {
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    told.join("\n")
}

/// Imports a corpus whole, and loads what that gave as a registry of drafts: nothing in it is left to decide.
fn loads(corpus: &str) {
    use tidings_registry::{Memory, load};
    let Some(corpora) = corpora() else { return };
    let Some((sources, imported)) = imported(&corpora, corpus) else {
        return;
    };
    let versions: usize = imported
        .events
        .iter()
        .map(|event| event.versions.len())
        .sum();
    assert_eq!(versions, sources);
    assert_eq!(imported.files.len(), sources + 1);
    let settings = (
        "tidings.toml".to_owned(),
        "name = \"imported\"\n".to_owned(),
    );
    let files = imported.files.into_iter().chain([settings]);
    let loaded = load(&Memory::new("an import", files), None);
    let errors = loaded
        .problems
        .into_iter()
        .filter(|problem| problem.is_error());
    let errors: Vec<_> = errors.collect();
    assert!(errors.is_empty(), "{corpus}: {}", lines(&errors));
    assert!(loaded.registry.is_some());
}

#[test]
fn wikimedia_primary_loads_as_a_registry() {
    loads("wikimedia-primary");
}

#[test]
fn wikimedia_secondary_loads_as_a_registry() {
    loads("wikimedia-secondary");
}

#[test]
fn openai_stream_events_load_as_a_registry() {
    loads("openai-stream-events");
}

#[test]
fn open_writers_can_write_every_valid_instance() {
    use tidings_contract::StreamName;
    use tidings_import::{Options, Source, import};
    use tidings_model::{Alone, Schema};
    let Some(corpora) = corpora() else { return };
    let lines = fs::read_to_string(corpora.join("events/instances.jsonl")).expect("readable");
    let (mut closed_refusals, mut written) = (0, 0);
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        let path = corpora
            .join("events")
            .join(line["schema"].as_str().expect("a path"));
        let document = read(&path);
        let as_written = validator(&document, draft(Dialect::detect(&document))).expect("compiles");
        if !as_written.is_valid(&line["value"]) {
            continue;
        }
        let source = Source {
            path: "event/1.json".to_owned(),
            text: fs::read_to_string(&path).expect("readable"),
        };
        let emits = |open: bool| {
            let mut options = Options::new(StreamName::new("s").expect("a stream name"));
            options.open = open;
            let imported =
                import(std::slice::from_ref(&source), &options).expect("it can be imported");
            let text = &imported.files["events/event/1.json"];
            let schema = Schema::parse("events/event/1.json", text).expect("parses");
            let checked = schema.check(&Alone).expect("sound");
            let emit = checked.emit_schema();
            let validator =
                validator(&emit.document, jsonschema::Draft::Draft202012).expect("compiles");
            validator.is_valid(&line["value"])
        };
        assert!(
            emits(true),
            "{}: an open writer refuses {}",
            path.display(),
            line["value"]
        );
        closed_refusals += usize::from(!emits(false));
        written += 1;
    }
    assert!(
        written > closed_refusals && closed_refusals > 0,
        "{closed_refusals} of {written}"
    );
    eprintln!("{closed_refusals} of {written} instances hold undeclared members");
}
