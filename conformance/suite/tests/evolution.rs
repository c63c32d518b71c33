//! A new optional member breaks no call site: every event of the example registry gets one, everything is generated
//! again, and the example server and page compile as they stand.

mod compiled;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use compiled::{manifest, read, root, write, write_generated};
use serde_json::{Value, json};
use tidings_generate::Target;
use tidings_registry::{Files, Memory, Registry, load};

fn scratch() -> PathBuf {
    root().join("target/suite/evolution")
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("it has a name");
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else if path.extension().is_some_and(|kind| kind != "png") {
            write(&to.join(name), &read(&path));
        }
    }
}

/// The example registry, where every event has one version more, with one optional member more, and writes it.
fn grown() -> Registry {
    let folder = Files::new(root().join("schemas"));
    let mut source = Memory::copy_of(&folder).expect("the example registry");
    let before = load(&source, None).registry.expect("it is sound");
    for entry in before.events.values() {
        let newest = entry.newest().expect("every event has a version");
        let mut schema: Value = serde_json::from_str(&newest.text).expect("it was read before");
        schema["properties"]["added_later"] =
            json!({"type": "string", "description": "What came later."});
        schema["x-tidings"]["change"] = json!("There is something more to say.");
        let next = newest.number.next().expect("there are more numbers");
        source.write(
            format!("events/{}/{next}.json", entry.name),
            schema.to_string(),
        );
    }
    for stream in before.streams.values() {
        let text = &before.files[&stream.file];
        let raised =
            text.lines().map(
                |line| match line.strip_prefix("write = ").map(str::parse::<u32>) {
                    Some(Ok(number)) => format!("write = {}\n", number + 1),
                    _ => format!("{line}\n"),
                },
            );
        source.write(stream.file.clone(), raised.collect::<String>());
    }
    let loaded = load(&source, None);
    loaded
        .registry
        .unwrap_or_else(|| panic!("{:#?}", loaded.problems))
}

#[track_caller]
fn succeeds(command: &mut Command) {
    let output = command.output().expect("the compiler runs");
    let said = [output.stdout, output.stderr].concat();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&said)
    );
}

#[test]
fn the_server_compiles_unchanged() {
    let (registry, folder) = (grown(), scratch().join("server"));
    copy(
        &root().join("examples/orders-server/src"),
        &folder.join("src"),
    );
    write_generated(&registry, &Target::Rust, &folder.join("src/contracts"));
    // The derive compares the copy with the registry of the workspace, which is the nearest one above.
    for (path, text) in &registry.files {
        write(&scratch().join("schemas").join(path), text);
    }
    let module = read(&folder.join("src/contracts/streams/orders.rs"));
    assert!(
        module.contains("order_placed::v3::OrderPlaced"),
        "the new version is the one that is written"
    );
    write(&folder.join("Cargo.toml"), &manifest());
    write(
        &folder.join("Cargo.lock"),
        &read(&root().join("Cargo.lock")),
    );
    let target = root().join("target");
    succeeds(
        Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--offline", "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(target),
    );
}

#[test]
fn the_page_compiles_unchanged() {
    let Some(compiler) = compiled::compiler() else {
        return;
    };
    let (registry, folder) = (grown(), scratch().join("web"));
    copy(&root().join("examples/orders-web/src"), &folder.join("src"));
    let config = read(&root().join("examples/orders-web/tsconfig.json"));
    write(
        &folder.join("tsconfig.json"),
        &config.replace("\"include\": [\"src\", \"test\"]", "\"include\": [\"src\"]"),
    );
    write_generated(
        &registry,
        &Target::TypeScript {
            releases: Vec::new(),
            hooks: Vec::new(),
        },
        &folder.join("src/contracts"),
    );
    let module = read(&folder.join("src/contracts/orders.ts"));
    assert!(
        module.contains("added_later?: string"),
        "the page reads the new member"
    );
    succeeds(
        Command::new(compiler)
            .arg("-p")
            .arg(folder.join("tsconfig.json")),
    );
}
