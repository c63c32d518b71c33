//! Approved breaks: written, covering, void, expired, unused.

mod scratch;

use scratch::Scratch;
use serde_json::Value;

const DRAFT: &str = "schemas/events/order.placed/2.json";
const RULE: &str = "compat/enum-grown";

/// A branch whose draft breaks readers: the closed enum grows.
fn broken() -> Scratch {
    let repository = Scratch::initialised();
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository.edit(DRAFT, "\"phone\"]", "\"phone\", \"fax\"]");
    repository
}

fn findings(repository: &Scratch, arguments: &[&str]) -> Vec<Value> {
    let mut all = vec!["check", "--format", "json"];
    all.extend(arguments);
    let run = repository.tidings(&all);
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    report["findings"].as_array().expect("a list").clone()
}

fn finding(repository: &Scratch, rule: &str) -> Value {
    let found = findings(repository, &[]);
    let found = found.into_iter().find(|finding| finding["rule"] == rule);
    found.unwrap_or_else(|| panic!("{rule} is reported"))
}

fn fingerprint(repository: &Scratch) -> String {
    let text = finding(repository, RULE)["fingerprint"].clone();
    text.as_str().expect("a text").to_owned()
}

fn waive(repository: &Scratch, fingerprint: &str) -> scratch::Run {
    repository.tidings(&[
        "waive",
        fingerprint,
        "--owner",
        "@orders",
        "--owner",
        "@web",
        "--reason",
        "No page of release 1 is \"open\".",
        "--until",
        "2999-12-31",
    ])
}

/// The file of the only waiver.
fn file(repository: &Scratch) -> String {
    let files = repository.files();
    let mut waivers = files
        .keys()
        .filter(|path| path.starts_with("schemas/waivers/"));
    let file = waivers.next().expect("a waiver").clone();
    assert_eq!(waivers.next(), None);
    file
}

#[test]
fn a_waived_finding_is_told_and_does_not_fail() {
    let repository = broken();
    repository
        .tidings(&["check"])
        .exits(1)
        .says("tidings waive ");
    let fingerprint = fingerprint(&repository);
    waive(&repository, &fingerprint[..5])
        .exits(0)
        .says("waived until 2999-12-31");
    let name = format!(
        "schemas/waivers/order.placed-enum-grown-{}.toml",
        &fingerprint[..6]
    );
    assert_eq!(file(&repository), name);
    repository.tidings(&["check"]).exits(0).says(RULE);
    let told = finding(&repository, RULE);
    assert_eq!(told["claim"], "breaking");
    assert_eq!(told["failing"], false);
    assert_eq!(
        told["waived"]["owners"],
        serde_json::json!(["@orders", "@web"])
    );
    assert_eq!(
        told["waived"]["reason"],
        "No page of release 1 is \"open\"."
    );
    assert_eq!(told["waived"]["until"], "2999-12-31");
    // What is waived can be published, and stays waived; a bundle knows nothing of waivers.
    repository.tidings(&["publish"]).exits(0);
    repository.tidings(&["check"]).exits(0);
    repository.tidings(&["generate"]).exits(0);
    let before = repository.files();
    std::fs::remove_file(repository.file(&name)).expect("removed");
    repository.tidings(&["generate", "--check"]).exits(0);
    repository.tidings(&["check"]).exits(1);
    waive(&repository, &fingerprint).exits(0);
    assert_eq!(repository.files(), before);
}

#[test]
fn a_waiver_is_void_when_a_schema_means_something_else() {
    let repository = broken();
    let approved = fingerprint(&repository);
    waive(&repository, &approved).exits(0);
    repository.edit(DRAFT, "\"fax\"]", "\"fax\", \"telex\"]");
    assert_eq!(fingerprint(&repository), approved, "it is the same edit");
    repository
        .tidings(&["check"])
        .exits(1)
        .says("compat/waiver-void")
        .says("2.json means something else than when it was approved")
        .says("renew it: `tidings waive");
    // Renewing writes the same file.
    waive(&repository, &approved).exits(0);
    file(&repository);
    repository.tidings(&["check"]).exits(0);
    // Texts are no meaning.
    repository.edit(DRAFT, "What the customer wrote.", "What the customer says.");
    repository.tidings(&["check"]).exits(0);
}

#[test]
fn an_expired_waiver_covers_nothing() {
    let repository = broken();
    waive(&repository, &fingerprint(&repository)).exits(0);
    let file = file(&repository);
    repository.edit(&file, "until = 2999-12-31", "until = 2020-02-29");
    repository
        .tidings(&["check"])
        .exits(1)
        .says("compat/waiver-expired")
        .says("it held until 2020-02-29")
        .says("`tidings retire orders@1`");
    let told = finding(&repository, "compat/waiver-expired");
    assert_eq!(told["place"]["line"], 5);
}

#[test]
fn an_unused_waiver_is_told_and_fails_where_the_policy_says_so() {
    let repository = broken();
    waive(&repository, &fingerprint(&repository)).exits(0);
    repository.edit(DRAFT, "\"phone\", \"fax\"]", "\"phone\"]");
    repository
        .tidings(&["check"])
        .exits(0)
        .says("compat/waiver-unused")
        .says("remove waivers/");
    repository.edit(
        "schemas/tidings.toml",
        "[policy]\n",
        "[policy]\nfail_on = \"style\"\n",
    );
    repository.tidings(&["check"]).exits(1);
    let told = finding(&repository, "compat/waiver-unused");
    let print = told["fingerprint"].as_str().expect("a text").to_owned();
    waive(&repository, &print)
        .exits(3)
        .says("cli/not-waivable")
        .says("it is about a waiver");
}

#[test]
fn what_the_policy_fails_on_can_be_waived_and_nothing_else() {
    let repository = broken();
    repository.edit(DRAFT, "\"phone\", \"fax\"]", "\"phone\"]");
    let big = "\"n\": { \"type\": \"integer\", \"minimum\": 0, \"maximum\": 9007199254740993 },";
    repository.edit(DRAFT, "\"note\": {", &format!("{big}\n    \"note\": {{"));
    let rule = "compat/integer-unsafe";
    let advice = finding(&repository, rule);
    let print = advice["fingerprint"].as_str().expect("a text").to_owned();
    waive(&repository, &print)
        .exits(3)
        .says("the gate does not fail on it");
    repository.edit(
        "schemas/tidings.toml",
        "[policy]\n",
        "[policy]\nfail_on = \"style\"\n",
    );
    repository.tidings(&["check"]).exits(1);
    waive(&repository, &print).exits(0);
    assert_eq!(finding(&repository, rule)["failing"], false);
    repository.edit(
        "schemas/tidings.toml",
        "fail_on = \"style\"",
        "fail_on = \"sauce\"",
    );
    repository
        .tidings(&["check"])
        .exits(3)
        .says("settings/word");
}

#[test]
fn a_fingerprint_names_one_finding() {
    let repository = broken();
    let line = repository.read(DRAFT);
    let line = line
        .lines()
        .find(|line| line.trim_start().starts_with("\"total\":"));
    repository.edit(DRAFT, &format!("{}\n", line.expect("declared")), "");
    repository.edit(
        DRAFT,
        "\"order_id\", \"total\", \"channel\"]",
        "\"order_id\", \"channel\"]",
    );
    let failing = findings(&repository, &[]);
    let failing = failing.iter().filter(|finding| finding["failing"] == true);
    let prints: Vec<&str> = failing
        .filter_map(|finding| finding["fingerprint"].as_str())
        .collect();
    assert!(prints.len() > 1, "{prints:?}");
    let run = waive(&repository, "").exits(3).says("cli/finding-unknown");
    for print in &prints {
        assert!(run.err.contains(print), "{}", run.err);
    }
    // A digit that two of sixteen share is found by the pigeonhole; else the first digit already names one.
    let alike = prints
        .iter()
        .any(|print| print.starts_with(&prints[0][..1]) && *print != prints[0]);
    let run = waive(&repository, &prints[0][..1]);
    if alike {
        run.exits(3).says("cli/finding-ambiguous");
    } else {
        run.exits(0);
    }
    waive(&repository, "zzz")
        .exits(3)
        .says("cli/finding-unknown");
}

#[test]
fn wrong_words_write_nothing() {
    let repository = broken();
    let print = fingerprint(&repository);
    let before = repository.files();
    let cases = [
        ("@orders", "because", "2020-01-01", "2020-01-01 is over"),
        ("@orders", "because", "soon", "`soon` is no day"),
        ("@orders", " ", "2999-01-01", "the reason is empty"),
        (" ", "because", "2999-01-01", "an owner has no name"),
    ];
    for (owner, reason, until, said) in cases {
        let arguments = [
            "waive", &print, "--owner", owner, "--reason", reason, "--until", until,
        ];
        repository.tidings(&arguments).exits(3).says(said);
    }
    repository
        .tidings(&[
            "waive",
            &print,
            "--reason",
            "because",
            "--until",
            "2999-01-01",
        ])
        .exits(3);
    assert_eq!(repository.files(), before);
}

#[test]
fn a_changed_published_file_can_not_be_waived() {
    let repository = broken();
    let print = fingerprint(&repository);
    repository.edit(
        "schemas/events/order.placed/1.json",
        "\"maxLength\": 280",
        "\"maxLength\": 290",
    );
    waive(&repository, &print)
        .exits(3)
        .says("registry/published-file-changed")
        .says("cli/not-waivable")
        .says("becomes a new version");
}

#[test]
fn waiver_files_are_read_strictly() {
    let repository = broken();
    waive(&repository, &fingerprint(&repository)).exits(0);
    let file = file(&repository);
    let text = repository.read(&file);
    repository.write("schemas/waivers/copy.toml", &text);
    repository
        .tidings(&["check"])
        .exits(3)
        .says("registry/waiver-twice");
    repository.write(
        "schemas/waivers/copy.toml",
        "fingerprint = \"9F\"\nowner = \"me\"\n",
    );
    repository
        .tidings(&["check"])
        .exits(3)
        .says("settings/value")
        .says("settings/key-missing")
        .says("settings/key-unknown");
    repository.write("schemas/waivers/copy.toml", "");
    std::fs::rename(
        repository.file("schemas/waivers/copy.toml"),
        repository.file("schemas/waivers/copy.json"),
    )
    .expect("renamed");
    repository
        .tidings(&["check"])
        .exits(3)
        .says("registry/stray-file");
}
