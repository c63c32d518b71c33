//! Catalogues through the program: the markdown target, packs of a team's own, and `tidings docs`.

mod scratch;

use scratch::Scratch;

/// A registry that writes a catalogue too.
fn with_markdown() -> Scratch {
    let repository = Scratch::initialised();
    let settings = repository.read("schemas/tidings.toml");
    repository.write(
        "schemas/tidings.toml",
        &format!("{settings}\n[generate.markdown]\nout = \"../docs/events\"\n"),
    );
    repository
}

#[test]
fn the_markdown_target_is_generated_checked_and_cleaned_like_the_others() {
    let repository = with_markdown();
    repository
        .tidings(&["generate"])
        .exits(0)
        .says("docs/events: ");
    let first = repository.files();
    assert!(first["docs/events/events/order.placed.md"].contains("# order.placed"));
    repository
        .tidings(&["generate"])
        .exits(0)
        .says("docs/events: 4 files, nothing changed");
    assert_eq!(repository.files(), first);
    repository.edit("docs/events/README.md", "# shop", "# shed");
    let run = repository.tidings(&["generate", "--check"]).exits(1);
    run.says("README.md: edited by hand")
        .says("- # shed")
        .says("+ # shop");
    repository.write("docs/events/events/notes.md", "Ours.\n");
    repository
        .tidings(&["new", "event", "order.paid", "--stream", "orders"])
        .exits(0);
    repository.tidings(&["generate"]).exits(0);
    assert!(
        repository
            .read("docs/events/README.md")
            .contains("order.paid")
    );
    repository.git(&["checkout", "--quiet", "--", "schemas/streams"]);
    std::fs::remove_dir_all(repository.file("schemas/events/order.paid")).expect("removed");
    repository.tidings(&["generate"]).exits(0).says("1 removed");
    assert!(
        repository.file("docs/events/events/notes.md").is_file(),
        "what is not ours stays"
    );
}

#[test]
fn a_pack_of_ones_own_lies_beside_the_settings() {
    let repository = Scratch::initialised();
    let settings = repository.read("schemas/tidings.toml");
    let with =
        |pack: &str| format!("{settings}\n[generate.wiki]\nout = \"../wiki\"\npack = \"{pack}\"\n");
    repository.write("schemas/tidings.toml", &with("packs/wiki"));
    let refused = |id: &str| {
        let before = repository.files();
        let run = repository
            .tidings(&["generate"])
            .exits(3)
            .says(&format!("error[{id}]"))
            .says("help:");
        assert_eq!(repository.files(), before);
        run
    };
    refused("cli/pack-missing").says("tidings.toml:");
    let manifest = "escape = \"markdown\"\ncomment = \"[//]: # \"\n[page.\"{event}.md\"]\ntemplate = \"event.tera\"\n";
    repository.write("schemas/packs/wiki/pack.toml", manifest);
    refused("generate/pack-incomplete").says("schemas/packs/wiki/pack.toml:4:12");
    repository.write("schemas/packs/wiki/event.tera", "{{ event.naem }}");
    refused("generate/pack-template").says("event.tera");
    repository.write("schemas/packs/wiki/event.tera", "= {{ event.name }}\n");
    repository
        .tidings(&["generate"])
        .exits(0)
        .says("wiki: 1 files, 1 written");
    assert!(
        repository
            .read("wiki/order.placed.md")
            .ends_with("= order.placed\n")
    );
    repository.tidings(&["generate", "--check"]).exits(0);
    // A pack says nothing about contracts: the gate passes it over, and no bundle carries it.
    repository.tidings(&["check"]).exits(0);
    assert!(
        !repository
            .tidings(&["bundle"])
            .exits(0)
            .out
            .contains("pack.toml")
    );
    for outside in ["../packs", "/etc", "events", "packs/../events"] {
        repository.write("schemas/tidings.toml", &with(outside));
        refused("settings/value");
    }
}

#[cfg(unix)]
#[test]
fn a_pack_holds_no_links() {
    let repository = Scratch::initialised();
    let settings = repository.read("schemas/tidings.toml");
    repository.write("secret.txt", "secret");
    repository.write(
        "schemas/tidings.toml",
        &format!("{settings}\n[generate.wiki]\nout = \"../wiki\"\npack = \"packs/wiki\"\n"),
    );
    repository.write(
        "schemas/packs/wiki/pack.toml",
        "escape = \"plain\"\ncomment = \"# \"\n[page.a]\ntemplate = \"a.tera\"\n",
    );
    std::os::unix::fs::symlink(
        repository.file("secret.txt"),
        repository.file("schemas/packs/wiki/a.tera"),
    )
    .expect("linked");
    repository
        .tidings(&["generate"])
        .exits(3)
        .says("cli/pack-unreadable")
        .says("a.tera");
    assert!(!repository.file("wiki").exists());
}

#[test]
fn docs_are_one_file_that_is_written_once() {
    let repository = Scratch::initialised();
    repository
        .tidings(&["docs"])
        .exits(0)
        .says("events.html: written");
    let html = repository.read("events.html");
    assert!(html.contains("<!doctype html>") && html.contains("id=\"event-order.placed-1\""));
    repository
        .tidings(&["docs"])
        .exits(0)
        .says("nothing changed");
    repository.write("mine.html", "<p>mine</p>\n");
    let run = repository.tidings(&["docs", "--out", "mine.html"]).exits(3);
    run.says("cli/not-ours").says("--out FILE");
    assert_eq!(repository.read("mine.html"), "<p>mine</p>\n");
}

#[test]
fn dev_does_nothing_where_nothing_changed() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let repository = with_markdown();
    let mut child = repository
        .command(&["dev"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut until = |text: &str| {
        let mut seen = Vec::new();
        for line in lines.by_ref().map(|line| line.expect("UTF-8")) {
            seen.push(line);
            if seen.last().is_some_and(|line| line.contains(text)) {
                return seen;
            }
        }
        panic!("dev ended before it said {text:?}: {seen:?}");
    };
    until("files changed");
    let stream = repository.read("schemas/streams/orders.toml");
    let written = |path: &str| {
        std::fs::metadata(repository.file(path))
            .and_then(|about| about.modified())
            .expect("it is there")
    };
    let before = written("docs/events/README.md");
    // Replaced whole, so that no half of it is ever seen.
    let replace = |text: &str| {
        repository.write("next.toml", text);
        let target = repository.file("schemas/streams/orders.toml");
        std::fs::rename(repository.file("next.toml"), target).expect("replaced");
    };
    // Written as it was, several times: no round begins. The next real change is the next that is told.
    for _ in 0..3 {
        replace(&stream);
    }
    replace(&stream.replace("The life of every order", "All that becomes of an order"));
    let seen = until("changed");
    let rounds = seen
        .iter()
        .filter(|line| line.starts_with("generated: "))
        .count();
    assert_eq!(rounds, 1, "{seen:?}");
    assert!(
        !seen.iter().any(|line| line.contains("nothing changed")),
        "{seen:?}"
    );
    assert!(written("docs/events/README.md") > before);
    assert!(
        repository
            .read("docs/events/README.md")
            .contains("All that becomes of an order")
    );
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}
