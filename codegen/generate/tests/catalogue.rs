//! Catalogues: what a person reads of a registry, as Markdown, as HTML, and as a team's own templates write it.

mod support;

use std::collections::BTreeMap;

use support::{files_registry, registry_files, shop, shuffled, workspace};
use tidings_generate::{Files, Matrices, Pack, Target, generate, is_edited, is_ours};
use tidings_registry::Registry;

fn written(registry: &Registry, pack: Pack) -> Files {
    let files = generate(registry, &Matrices::new(), &Target::Catalogue(pack));
    files.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn page(registry: &Registry) -> String {
    let files = written(registry, Pack::html());
    assert_eq!(files.len(), 1);
    files.into_values().collect()
}

/// Texts that end whatever they stand in, if nobody takes care.
const HOSTILE: &str = "</code></pre>--><script>alert(1)</script>\" onclick=\"x' | [a](javascript:alert(1)) `|` ``` *b* \u{202e}end {{ name }}";

/// A registry in which every text that a person can write is hostile.
fn hostile() -> Registry {
    let text = serde_json::Value::from(HOSTILE).to_string();
    let schema = format!(
        r#"{{"title": {text}, "description": {text}, "examples": [{{{text}: {text}}}], "deprecated": true,
            "x-tidings": {{"change": {text}, "owners": [{text}], "wire": {text}}},
            "type": "object", "required": [{text}], "properties": {{
              {text}: {{"description": {text}, "const": {text}}},
              "kind": {{"description": {text}, "enum": ["a", {text}], "default": {text}, "x-tidings": {{"fallback": {text}}}}},
              "mark": {{"type": "string", "pattern": {pattern}, "format": {text}}},
              "each": {{"type": "array", "items": {{"type": "string", "enum": [{text}], "x-tidings": {{"closed": true}}}}}},
              "part": {{"type": "object", "description": {text}, "properties": {{{text}: {{"title": {text}, "type": "null"}}}}}}
            }}, "dependentRequired": {{{text}: [{text}]}}}}"#,
        pattern = serde_json::Value::from("^</code>`|`\"'--><b>$")
    );
    let mut files = registry_files(&[("thing.told", &[&schema])]);
    let stream = files.get_mut("streams/shop.toml").expect("it is there");
    let toml = text.replace('\u{202e}', "\\u202e");
    *stream = format!("title = {toml}\nowners = [{toml}]\n{stream}");
    files.insert("tidings.toml".to_owned(), format!("name = {toml}\n"));
    files_registry(&files)
}

/// The tags of a document, each closed in its place; panics where they are not.
fn tags(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").expect("a comment ends").1;
            continue;
        }
        let end = end_of_tag(rest);
        let (tag, after) = rest.split_at(end);
        rest = &after[1..];
        let name = tag
            .trim_matches('/')
            .split([' ', '\n'])
            .next()
            .unwrap_or_default()
            .to_lowercase();
        if tag.starts_with('/') {
            assert_eq!(
                open.pop().as_deref(),
                Some(name.as_str()),
                "closed in its place: {tag}"
            );
            continue;
        }
        *counts.entry(name.clone()).or_insert(0) += 1;
        if name == "style" {
            rest = rest.split_once("</style>").expect("a style ends").1;
        } else if !tag.ends_with('/') && name != "!doctype" {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<String>::new(), "all tags are closed");
    counts
}

fn end_of_tag(rest: &str) -> usize {
    let mut quoted = false;
    let end = rest.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == '>' && !quoted
    });
    end.expect("a tag ends").0
}

/// Every value of an attribute.
fn values<'t>(text: &'t str, attribute: &str) -> Vec<&'t str> {
    let start = format!(" {attribute}=\"");
    let parts = text.split(start.as_str()).skip(1);
    parts
        .map(|part| part.split('"').next().unwrap_or_default())
        .collect()
}

#[test]
fn the_page_names_every_event_and_version_and_every_link_leads_somewhere() {
    let registry = shop();
    let html = page(&registry);
    tags(&html);
    let ids = values(&html, "id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "no id twice");
    for (name, entry) in &registry.events {
        assert!(html.contains(&format!(">{name}</a>")), "{name}");
        for version in entry.versions.keys() {
            assert!(
                ids.contains(&format!("event-{name}-{version}").as_str()),
                "{name} {version}"
            );
        }
    }
    for link in values(&html, "href") {
        let target = link
            .strip_prefix('#')
            .expect("the page needs nothing beside it");
        assert!(ids.contains(&target), "{link}");
    }
    assert!(
        html.contains("The customer may leave a note"),
        "change sentences are there"
    );
    assert!(html.contains("prefers-color-scheme: dark"));
    for outside in ["src=", "url(", "@import", "<script", "<link"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn hostile_texts_are_texts() {
    let registry = hostile();
    let html = page(&registry);
    let found = tags(&html);
    let known = tags(&page(&shop()));
    let new: Vec<_> = found
        .keys()
        .filter(|tag| !known.contains_key(*tag))
        .collect();
    assert!(new.is_empty(), "{new:?}");
    assert_eq!(html.matches("onclick=\"").count(), 0);
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(
        !html.contains('\u{202e}'),
        "nothing turns the direction of what is read"
    );
    for (path, text) in written(&registry, Pack::markdown()) {
        let (head, body) = text.split_once("\n# ").expect("a header, then a title");
        assert!(head.starts_with("<!-- Generated by tidings "), "{path}");
        assert!(!body.contains('\u{202e}'), "{path}");
        for line in outside_fences(body) {
            // What a backslash stands before is only that character.
            let live = line.replace("\\<", "").replace("\\]", "");
            let harmless = !live.contains("<script") && !live.contains("](javascript");
            assert!(harmless, "{path}: {line}");
            if line.starts_with('|') && line.contains("required |") {
                assert_eq!(cells(line), 5, "{path}: {line}");
            }
        }
    }
}

fn outside_fences(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if !inside {
            lines.push(line);
        }
    }
    assert!(!inside, "every fence is closed");
    lines
}

/// Cells of a row: bars that are not escaped, less one.
fn cells(line: &str) -> usize {
    let escaped = line.replace("\\|", "");
    escaped.matches('|').count() - 1
}

#[test]
fn the_same_registry_gives_the_same_catalogue() {
    let schema = r#"{"examples": [{"b": "x", "a": 1}], "type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "integer"}}}"#;
    let turned = shuffled(schema);
    assert_ne!(schema, turned);
    let of =
        |schema: &str| files_registry(&registry_files(&[("a.b", &[schema]), ("c", &[schema])]));
    for pack in [Pack::markdown(), Pack::html()] {
        let first = written(&of(schema), pack.clone());
        assert_eq!(first, written(&of(&turned), pack));
        for text in first.values() {
            assert!(is_ours(text) && !is_edited(text));
            assert!(is_edited(&text.replacen("a.b", "a.c", 1)) || !text.contains("a.b"));
        }
    }
}

#[test]
fn every_link_of_the_markdown_leads_to_a_page() {
    let files = written(&shop(), Pack::markdown());
    assert!(files.contains_key("README.md") && files.contains_key("changelog.md"));
    for (path, text) in &files {
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = match (file, file.strip_prefix("../")) {
                ("", _) => path.clone(),
                (_, Some(up)) => up.to_owned(),
                _ if folder.is_empty() => file.to_owned(),
                _ => format!("{folder}/{file}"),
            };
            let page = files
                .get(&target)
                .unwrap_or_else(|| panic!("{path}: {link}"));
            assert!(
                anchor.is_empty() || page.contains(&format!("id=\"{anchor}\"")),
                "{path}: {link}"
            );
        }
    }
}

#[test]
fn members_are_told_in_words() {
    let files = written(&shop(), Pack::markdown());
    let event = &files["events/order.placed.md"];
    for line in [
        "| `order_id` | `string` | required | 1 to 40 characters | The order's number, as the customer sees it. |",
        "| `lines` | [`OrderPlaced_LinesItem`](#event-order.placed-2-LinesItem)\\[\\] | optional | at most 200 items | The articles, in the order of the basket. |",
        "- an unknown value is read as `other`, which is never sent",
        "- **2** The customer may leave a note, and the order says where it came from.",
        "| owners | @shop/orders |",
    ] {
        assert!(
            event.lines().any(|there| there == line),
            "{line}\nin\n{event}"
        );
    }
    assert!(files["changelog.md"].contains("version 1 to 2. The customer may leave a note"));
}

#[test]
fn what_came_and_went_with_a_version_is_marked() {
    let first = r#"{"type": "object", "properties": {"to": {"type": "object", "properties": {"street": {"type": "string"}}}, "note": {"type": "string"}}}"#;
    let second = r#"{"type": "object", "description": "Sent.\n\nTo a door.", "required": ["kind", "at"], "properties": {"at": {"type": "string"}, "kind": {"const": "parcel"}, "to": {"type": "object", "properties": {"street": {"type": "string"}, "door": {"type": "string"}}}}}"#;
    let registry = files_registry(&registry_files(&[("parcel.sent", &[first, second])]));
    let text = &written(&registry, Pack::markdown())["events/parcel.sent.md"];
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split(" | ").collect()).collect();
    let told: Vec<(&str, &str)> = rows.iter().map(|row| (row[0], row[2])).collect();
    assert_eq!(
        told,
        [
            // What tells a payload apart stands first, then what must be there.
            ("| `kind`", "required, new"),
            ("| `at`", "required, new"),
            ("| `to`", "optional"),
            ("| `door`", "optional, new"),
            ("| `street`", "optional"),
            // Nothing is new in the first version.
            ("| `note`", "optional"),
            ("| `to`", "optional"),
            ("| `street`", "optional"),
        ]
    );
    assert!(text.contains("\n- no longer has `note`\n"), "{text}");
    // The summary stands once, above all versions.
    assert_eq!(text.matches("Sent.").count(), 1, "{text}");
    assert_eq!(text.matches("To a door.").count(), 1, "{text}");
    let html = page(&registry);
    assert_eq!(html.matches(">new</span>").count(), 3);
    assert!(html.contains("no longer has <code>note</code>"));
}

fn pack(files: &[(&str, &str)]) -> Result<Pack, Vec<tidings_model::Diagnostic>> {
    Pack::new(
        "packs/wiki",
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect(),
    )
}

const MANIFEST: &str =
    "escape = \"plain\"\ncomment = \"# \"\n[page.\"{event}.txt\"]\ntemplate = \"event.tera\"\n";

#[test]
fn a_team_writes_what_it_likes() {
    let own = pack(&[
        ("pack.toml", MANIFEST),
        (
            "event.tera",
            "{{ event.name }} {{ event.versions | length }}{% include \"end.tera\" %}",
        ),
        ("end.tera", "!"),
    ]);
    let files = written(&shop(), own.expect("it is whole"));
    let text = &files["order.placed.txt"];
    assert!(
        text.starts_with("# Generated by tidings ") && text.ends_with("\norder.placed 2!\n"),
        "{text}"
    );
    assert!(is_ours(text) && !is_edited(text));
}

#[test]
fn what_is_wrong_with_a_pack_is_told() {
    let told = |problems: Vec<tidings_model::Diagnostic>| {
        assert!(
            problems.iter().all(|problem| problem.help.is_some()),
            "{problems:?}"
        );
        problems
            .iter()
            .map(|problem| problem.id.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(pack(&[]).expect_err("empty")),
        ["generate/pack-incomplete"]
    );
    let near = pack(&[("pack.toml", MANIFEST), ("evnt.tera", "")]).expect_err("misspelt");
    assert_eq!(near[0].help.as_deref(), Some("did you mean `evnt.tera`?"));
    assert_eq!(told(near), ["generate/pack-incomplete"]);
    for broken in [
        "{% if %}",
        "{{ event.name",
        "{% include \"event.tera\" %}",
        "{% include \"../../secret\" %}",
    ] {
        let refused = pack(&[("pack.toml", MANIFEST), ("event.tera", broken)]);
        assert_eq!(
            told(refused.expect_err(broken)),
            ["generate/pack-template"],
            "{broken}"
        );
    }
    let unknown =
        pack(&[("pack.toml", MANIFEST), ("event.tera", "{{ event.nme }}")]).expect("it parses");
    let refused = generate(&shop(), &Matrices::new(), &Target::Catalogue(unknown))
        .expect_err("no such member");
    assert!(
        refused
            .iter()
            .all(|problem| problem.id.0 == "generate/pack-template")
    );
    let twice = format!("{MANIFEST}[page.\"order.placed.txt\"]\ntemplate = \"event.tera\"\n");
    let twice = pack(&[("pack.toml", &twice), ("event.tera", "x")]).expect("it parses");
    let refused = generate(&shop(), &Matrices::new(), &Target::Catalogue(twice));
    assert_eq!(
        told(refused.expect_err("two pages, one path")),
        ["generate/pack-page-twice"]
    );
}

#[test]
fn templates_are_short() {
    let packs = workspace().join("codegen/generate/packs");
    let mut seen = 0;
    for pack in std::fs::read_dir(packs).expect("listed") {
        for file in std::fs::read_dir(pack.expect("listed").path()).expect("listed") {
            let path = file.expect("listed").path();
            let lines = std::fs::read_to_string(&path)
                .expect("UTF-8")
                .lines()
                .count();
            assert!(lines <= 60, "{}: {lines}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 10);
}
