//! A schema is part of what is compiled: a change of it alone runs the check again.

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use tidings_contract::Bundle;

const SCHEMA: &str = r#"{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}}"#;
const RENAMED: &str =
    r#"{"type":"object","required":["idx"],"properties":{"idx":{"type":"string"}}}"#;
const DESCRIBED: &str = r#"{"type":"object","required":["id"],"properties":{"id":{"type":"string","description":"its id"}}}"#;

const TOML: &str = "name = \"again\"\n";

/// A crate outside the workspace, with a registry of its own.
struct Project {
    folder: TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = here.parent().expect("macros lies in the workspace");
        let manifest = format!(
            "[package]\nname = \"again\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
             tidings-contract = {{ path = {:?} }}\ntidings-macros = {{ path = {here:?} }}\n",
            workspace.join("runtime/contract"),
        );
        project.write("Cargo.toml", &manifest);
        // The same versions as the workspace, so that nothing has to be fetched.
        project.write(
            "Cargo.lock",
            &fs::read_to_string(workspace.join("Cargo.lock")).expect("a lock"),
        );
        project.write(
            "src/lib.rs",
            "mod contract { pub use tidings_contract::v1::*; }\n\
             #[derive(tidings_macros::Event)]\n\
             #[event(\"thing.made\", version = 1, crate = \"contract\")]\n\
             pub struct ThingMade { pub id: String }\n",
        );
        project.write("schemas/tidings.toml", TOML);
        project.schema(SCHEMA);
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn schema(&self, text: &str) {
        self.write("schemas/events/thing.made/1.json", text);
    }

    /// The copy of the registry that `tidings generate` puts beside generated code.
    fn copy(&self, text: &str) {
        let mut bundle = Bundle::new("again");
        bundle.files.insert("tidings.toml".into(), TOML.into());
        bundle
            .files
            .insert("events/thing.made/1.json".into(), text.into());
        self.write("src/bundle.json", &bundle.to_text());
    }

    /// What the compiler says: nothing but good, or its errors.
    fn check(&self) -> Result<(), String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rerun-target");
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--color=never"])
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", target)
            .output()
            .expect("cargo runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            Ok(())
        } else {
            Err(errors)
        }
    }

    fn fails_with(&self, text: &str) {
        let errors = self.check().expect_err("the check must fail");
        assert!(errors.contains(text), "{errors}");
    }
}

#[test]
fn a_change_of_a_schema_alone_runs_the_check_again() {
    let project = Project::new();
    assert_eq!(project.check(), Ok(()));
    project.schema(RENAMED);
    project.fails_with("thing.made v1 has no member `id`; did you mean `idx`?");
    project.schema(SCHEMA);
    assert_eq!(project.check(), Ok(()));
    project.schema("{\"type\":");
    project.fails_with("is broken; `tidings check` tells all");
    project.schema(DESCRIBED);
    assert_eq!(project.check(), Ok(()));

    // A generated copy that says the same in other words is as good; a stale one is not.
    project.copy(SCHEMA);
    project.write(
        "src/lib.rs",
        &(fs::read_to_string(project.folder.path().join("src/lib.rs")).expect("text") + "\n"),
    );
    assert_eq!(project.check(), Ok(()));
    project.schema(RENAMED);
    project.fails_with("run `tidings generate`");
    project.copy(RENAMED);
    project.fails_with("did you mean `idx`?");

    // Without the registry, as in another repository, the copy alone does.
    fs::remove_dir_all(project.folder.path().join("schemas")).expect("the registry can go");
    project.copy(SCHEMA);
    assert_eq!(project.check(), Ok(()));
    fs::remove_file(project.folder.path().join("src/bundle.json")).expect("the copy can go");
    project.fails_with("no registry was found; looked at");
}
