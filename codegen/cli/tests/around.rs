//! What stands around the program: the workflow that `init` writes, and the hooks for pre-commit.

mod scratch;

use std::path::Path;

use scratch::Scratch;

/// The values of a key in a YAML list of flat objects.
fn values(yaml: &str, key: &str) -> Vec<String> {
    let lines = yaml.lines().map(|line| line.trim_start_matches(['-', ' ']));
    lines
        .filter_map(|line| line.strip_prefix(key)?.strip_prefix(':'))
        .map(|value| value.trim().to_owned())
        .collect()
}

#[test]
fn the_hooks_run_what_they_name() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.pre-commit-hooks.yaml");
    let yaml = std::fs::read_to_string(path).expect("it is there");
    let entries = values(&yaml, "entry");
    assert_eq!(values(&yaml, "id").len(), entries.len());
    assert_eq!(entries, ["tidings check", "tidings generate --check"]);
    assert!(
        values(&yaml, "language")
            .iter()
            .all(|language| language == "system")
    );
    assert!(
        values(&yaml, "pass_filenames")
            .iter()
            .all(|value| value == "false")
    );
    let repository = Scratch::initialised();
    let run = |entry: &str| {
        let words: Vec<&str> = entry.split_whitespace().skip(1).collect();
        repository.tidings(&words).code
    };
    // Nothing is generated yet: the second hook says so. After that both pass, until a draft breaks something.
    assert_eq!(
        entries.iter().map(|entry| run(entry)).collect::<Vec<_>>(),
        [0, 1]
    );
    repository.tidings(&["generate"]).exits(0);
    assert_eq!(
        entries.iter().map(|entry| run(entry)).collect::<Vec<_>>(),
        [0, 0]
    );
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository.edit(
        "schemas/events/order.placed/2.json",
        "\"web\", \"shop\"",
        "\"web\", \"fax\", \"shop\"",
    );
    assert_eq!(run(&entries[0]), 1);
}

/// The script of one step of the workflow.
fn script(workflow: &str, step: &str) -> String {
    let start = workflow
        .find(&format!("- name: {step}\n"))
        .expect("the step is there");
    let rest = &workflow[start..];
    let run = rest.find("run: |\n").expect("it runs something");
    let lines = rest[run + 7..].lines();
    let lines = lines.take_while(|line| line.starts_with("          "));
    lines
        .map(|line| format!("{}\n", line.trim_start()))
        .collect()
}

#[test]
fn the_workflow_names_what_it_may_do() {
    let repository = Scratch::initialised();
    let workflow = repository.read(".github/workflows/tidings.yml");
    for line in [
        "permissions: {}",
        "contents: read",
        "pull-requests: write",
        "security-events: write",
        "fetch-depth: 0",
        "head.repo.full_name == github.repository",
    ] {
        assert!(workflow.contains(line), "{line} in\n{workflow}");
    }
    assert!(
        !workflow.contains("pull_request_target"),
        "a fork's code gets no token that writes"
    );
    // Nothing that a stranger can write, such as a branch's name, is pasted into a script.
    for line in workflow.lines().filter(|line| line.contains("${{")) {
        let key = line.trim_start().split(':').next().unwrap_or_default();
        assert_ne!(key, "run", "{line}");
        assert!(line.contains(": ${{"), "{line}");
    }
}

/// A stand-in for `gh` that keeps comments in a folder: it knows the three calls that the workflow makes.
const GH: &str = r#"#!/bin/sh
echo "$@" >> "$STORE/calls"
case "$*" in
  *PATCH*|*POST*) for word in "$@"; do case "$word" in body=@*) cp "${word#body=@}" "$STORE/comment";; esac; done ;;
  *) if [ -f "$STORE/comment" ] && [ "$(head -n 1 "$STORE/comment")" = "$marker" ]; then echo 17; fi ;;
esac
"#;

#[cfg(unix)]
#[test]
fn the_comment_is_posted_once_and_edited_in_place_then() {
    use std::os::unix::fs::PermissionsExt;
    let repository = Scratch::initialised();
    let workflow = repository.read(".github/workflows/tidings.yml");
    let store = tempfile::tempdir().expect("a folder");
    let gh = store.path().join("gh");
    std::fs::write(&gh, GH).expect("written");
    std::fs::set_permissions(&gh, std::fs::Permissions::from_mode(0o755)).expect("executable");
    let program = repository.command(&[]).get_program().to_owned();
    let folder = Path::new(&program).parent().expect("a folder").to_owned();
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{}:{path}", store.path().display(), folder.display());
    repository.git(&["update-ref", "refs/remotes/origin/main", "main"]);
    let step = |name: &str| {
        let output = std::process::Command::new("bash")
            .args(["-e", "-c", &script(&workflow, name)])
            .current_dir(repository.path())
            .env("PATH", &path)
            .env("STORE", store.path())
            .env("RUNNER_TEMP", store.path())
            .env("GITHUB_OUTPUT", store.path().join("output"))
            .env("GITHUB_STEP_SUMMARY", store.path().join("summary"))
            .env("GITHUB_REPOSITORY", "acme/shop")
            .env("BASE", "main")
            .env("NUMBER", "7")
            .output()
            .expect("bash starts");
        assert!(
            output.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    let comment = || std::fs::read_to_string(store.path().join("comment")).expect("posted");
    ["Check", "Report", "Comment"].into_iter().for_each(step);
    assert!(comment().contains("safe to merge"));
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository.edit(
        "schemas/events/order.placed/2.json",
        "\"web\", \"shop\"",
        "\"web\", \"fax\", \"shop\"",
    );
    ["Check", "Report", "Comment"].into_iter().for_each(step);
    assert!(comment().contains("not safe to merge"));
    let output = std::fs::read_to_string(store.path().join("output")).expect("written");
    assert_eq!(output, "code=0\ncode=1\n");
    let calls = std::fs::read_to_string(store.path().join("calls")).expect("written");
    let made: Vec<&str> = calls
        .lines()
        .filter(|call| call.contains("--method"))
        .collect();
    assert_eq!(made.len(), 2, "{calls}");
    assert!(
        made[0].contains("POST repos/acme/shop/issues/7/comments"),
        "{calls}"
    );
    assert!(
        made[1].contains("PATCH repos/acme/shop/issues/comments/17"),
        "{calls}"
    );
    assert!(store.path().join("tidings.sarif").exists());
}
