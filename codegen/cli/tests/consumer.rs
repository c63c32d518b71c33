//! Repositories that use the registry of another: fetch, generate, upgrade.

mod scratch;

use scratch::Scratch;

/// A registry with one published release of `orders`, committed.
fn registry() -> Scratch {
    Scratch::initialised()
}

/// Publishes version 2 of `order.placed`, with a member more and one less.
fn publish_second(registry: &Scratch) {
    registry
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    let path = "schemas/events/order.placed/2.json";
    let note = "\"note\": { \"description\": \"What the customer wrote.\", \"type\": \"string\", \"maxLength\": 280 }";
    let gift = "\"gift\": { \"description\": \"Wrap it.\", \"type\": \"boolean\" }";
    registry.edit(path, note, gift);
    registry.tidings(&["publish"]).exits(0);
    registry.commit("order.placed 2");
}

/// The id of a release, as the lock has it.
fn release(registry: &Scratch, number: u32) -> String {
    let lock = registry.read("schemas/tidings.lock");
    let start = format!("release orders {number} ");
    let line = lock
        .lines()
        .find(|line| line.starts_with(&start))
        .expect("it is published");
    format!("orders@{number}-{}", &line[start.len()..start.len() + 12])
}

fn settings(from: &str, release: &str) -> String {
    let pin = if release.is_empty() {
        String::new()
    } else {
        format!("release = \"{release}\"\n")
    };
    format!("[use]\nfrom = \"{from}\"\n{pin}\n[generate.ts]\nout = \"src/streams\"\n")
}

fn consumer(from: &str, release: &str) -> Scratch {
    let web = Scratch::new();
    web.write("package.json", "{}\n");
    web.write("tidings.toml", &settings(from, release));
    web
}

fn git_url(registry: &Scratch, revision: &str) -> String {
    format!("git+file://{}#{revision}", registry.path().display())
}

#[test]
fn a_bundle_is_the_registry_in_one_file() {
    let registry = registry();
    registry.tidings(&["generate"]).exits(0);
    registry
        .tidings(&["bundle", "--out", "build/shop.json"])
        .exits(0)
        .says("written");
    let text = registry.read("build/shop.json");
    assert_eq!(text, registry.read("server/src/contracts/bundle.json"));
    let bundle = tidings_contract::Bundle::parse(&text).expect("it verifies");
    assert_eq!(bundle.name, "shop");
    registry
        .tidings(&["bundle", "--out", "build/shop.json"])
        .exits(0)
        .says("nothing changed");
    assert_eq!(registry.tidings(&["bundle"]).exits(0).out, text);
}

#[test]
fn every_kind_of_place_gives_the_same_bundle() {
    let registry = registry();
    let pin = release(&registry, 1);
    let whole = registry.tidings(&["bundle"]).exits(0).out;
    let commit = registry.git(&["rev-parse", "HEAD"]);
    let root = registry.path().display().to_string();
    registry.git(&["tag", "v1"]);
    publish_second(&registry);
    registry.git(&["checkout", "--quiet", "v1"]);
    registry.write("shop.json", &whole);
    let places = [
        root.clone(),
        format!("{root}/schemas"),
        format!("{root}/shop.json"),
        git_url(&registry, "v1"),
        git_url(&registry, commit.trim()),
        git_url(&registry, &commit[..9]),
        git_url(&registry, "v1:schemas"),
    ];
    for place in places {
        let web = consumer(&place, &pin);
        web.tidings(&["fetch"])
            .exits(0)
            .says("tidings.bundle.json: written")
            .says(&format!("{pin}, the newest"));
        assert_eq!(web.read("tidings.bundle.json"), whole, "{place}");
        web.tidings(&["fetch"]).exits(0).says("nothing changed");
        web.tidings(&["generate"]).exits(0);
        web.tidings(&["generate", "--check"]).exits(0);
    }
    // The newer release is on the branch, and the pin stays where it is.
    let web = consumer(&git_url(&registry, "main"), &pin);
    web.tidings(&["fetch"])
        .exits(0)
        .says("tidings upgrade orders");
}

#[test]
fn what_is_pinned_does_not_change_when_the_registry_goes_on() {
    let registry = registry();
    let web = consumer(&git_url(&registry, "main"), &release(&registry, 1));
    web.tidings(&["fetch"]).exits(0);
    web.tidings(&["generate"]).exits(0);
    let before = web.read("src/streams/orders.ts");
    registry
        .tidings(&["new", "event", "news.told", "--stream", "orders"])
        .exits(0);
    registry.commit("a draft");
    publish_second(&registry);
    web.tidings(&["fetch"]).exits(0).says("written");
    web.tidings(&["generate", "--check"]).exits(0);
    assert_eq!(web.read("src/streams/orders.ts"), before);
}

#[test]
fn an_upgrade_tells_what_changes_before_it_writes() {
    let registry = registry();
    let (url, first) = (git_url(&registry, "main"), release(&registry, 1));
    let web = consumer(&url, &first);
    web.edit("tidings.toml", "[use]", "# ours\n[use]");
    web.tidings(&["fetch"]).exits(0);
    web.tidings(&["upgrade", "orders"])
        .exits(0)
        .says("is pinned already");
    publish_second(&registry);
    let second = release(&registry, 2);
    let run = web.tidings(&["upgrade", "orders"]).exits(0);
    for line in [
        format!("{first} to {second}\n").as_str(),
        "  order.placed moves from version 1 to 2\n",
        "  OrderPlaced.gift is a new optional member: boolean\n",
        "! OrderPlaced.note is gone\n",
        "3 changes; 1 of them, marked !, may keep your code from compiling\n",
        "run `tidings generate`",
    ] {
        assert!(run.out.contains(line), "{line:?} in\n{}", run.out);
    }
    assert_eq!(
        web.read("tidings.toml"),
        settings(&url, &second).replace("[use]", "# ours\n[use]")
    );
    web.tidings(&["generate"]).exits(0);
    assert!(web.read("src/streams/orders.ts").contains(&second));
    // And back, which may break code that relied on what the newer one promised.
    let run = web
        .tidings(&["upgrade", "orders", "--to", "orders@1"])
        .exits(0);
    let run = run
        .says("! OrderPlaced.gift is gone")
        .says("  OrderPlaced.note is a new optional member: string");
    run.says("1 of them, marked !");
    assert!(web.read("tidings.toml").contains(&first));
}

#[test]
fn the_first_pin_is_made_by_an_upgrade() {
    let registry = registry();
    let web = consumer(&git_url(&registry, "main"), "");
    web.tidings(&["fetch"])
        .exits(0)
        .says("no release is pinned yet")
        .says("orders");
    web.tidings(&["generate"])
        .exits(3)
        .says("cli/no-pin")
        .says("tidings upgrade <stream>");
    web.tidings(&["upgrade"]).exits(3).says("cli/usage");
    web.tidings(&["upgrade", "orders"]).exits(0).says("pinned");
    web.tidings(&["generate"]).exits(0);
    assert!(web.read("tidings.toml").contains(&release(&registry, 1)));
}

/// A run that fails writes nothing.
#[track_caller]
fn refused(web: &Scratch, arguments: &[&str], id: &str, says: &[&str]) {
    let before = web.files();
    let run = web
        .tidings(arguments)
        .exits(3)
        .says(&format!("error[{id}]"))
        .says("help:");
    says.iter().fold(run, |run, text| run.says(text));
    assert_eq!(web.files(), before, "{id}");
}

#[test]
fn releases_that_are_not_there_are_told_with_the_nearest() {
    let registry = registry();
    let (url, pin) = (git_url(&registry, "main"), release(&registry, 1));
    let at = "tidings.toml:3:";
    refused(
        &consumer(&url, "orders@1-000000000000"),
        &["fetch"],
        "cli/release-unknown",
        &[at, &format!("did you mean `{pin}`?")],
    );
    refused(
        &consumer(&url, "orders@9-000000000000"),
        &["fetch"],
        "cli/release-unknown",
        &[at, &pin],
    );
    refused(
        &consumer(&url, "ordrs@1-000000000000"),
        &["fetch"],
        "cli/release-unknown",
        &[at, "did you mean `orders`?"],
    );
    let web = consumer(&url, &pin);
    refused(
        &web,
        &["upgrade", "order"],
        "cli/release-unknown",
        &["did you mean `orders`?"],
    );
    refused(
        &web,
        &["upgrade", "orders", "--to", "7"],
        "cli/release-unknown",
        &[&pin],
    );
    refused(
        &web,
        &["upgrade", "orders", "--to", "news@1"],
        "cli/release-unknown",
        &[&pin],
    );
    refused(
        &consumer(&url, "orders"),
        &["fetch"],
        "settings/value",
        &[at],
    );
}

#[test]
fn a_retired_release_is_told_as_such() {
    let registry = registry();
    let pin = release(&registry, 1);
    let web = consumer(&git_url(&registry, "main"), &pin);
    web.tidings(&["fetch"]).exits(0);
    publish_second(&registry);
    registry.tidings(&["retire", "orders@1"]).exits(0);
    registry.commit("retire orders@1");
    refused(
        &web,
        &["fetch"],
        "cli/release-retired",
        &["tidings.toml:3:", "tidings upgrade orders"],
    );
    refused(
        &web,
        &["upgrade", "orders", "--to", "1"],
        "cli/release-retired",
        &["retired"],
    );
    // What was fetched before still builds; the way out is an upgrade.
    web.tidings(&["generate"]).exits(0);
    web.tidings(&["upgrade", "orders"])
        .exits(0)
        .says("moves from version 1 to 2");
    web.tidings(&["generate"]).exits(0);
}

#[test]
fn the_stored_bundle_is_verified() {
    let registry = registry();
    let web = consumer(&git_url(&registry, "main"), &release(&registry, 1));
    refused(
        &web,
        &["generate"],
        "cli/not-fetched",
        &["tidings.toml:2:", "tidings fetch"],
    );
    web.tidings(&["fetch"]).exits(0);
    let text = web.read("tidings.bundle.json");
    web.edit(
        "tidings.bundle.json",
        "\"heartbeat_ms\": 15000",
        "\"heartbeat_ms\": 1000",
    );
    refused(
        &web,
        &["generate"],
        "contract/bundle-digest",
        &["tidings.bundle.json:1:1", "tidings fetch"],
    );
    web.write("tidings.bundle.json", "{");
    refused(
        &web,
        &["generate", "--check"],
        "contract/bundle-content",
        &["tidings fetch"],
    );
    web.write("tidings.bundle.json", &text);
    web.edit("tidings.toml", "orders@1-", "orders@2-");
    refused(
        &web,
        &["generate"],
        "cli/pin-stale",
        &["tidings.toml:3:", "run `tidings fetch`"],
    );
    let other = consumer(&format!("{}/tidings.bundle.json", web.path().display()), "");
    other.tidings(&["fetch"]).exits(0);
    web.edit(
        "tidings.bundle.json",
        "\"heartbeat_ms\": 15000",
        "\"heartbeat_ms\": 1000",
    );
    refused(
        &other,
        &["fetch"],
        "contract/bundle-digest",
        &["tidings.toml:2:", "tidings bundle"],
    );
}

#[test]
fn places_that_cannot_be_reached_are_told() {
    let registry = registry();
    let pin = release(&registry, 1);
    let at = "tidings.toml:2:";
    let gone = format!("git+file://{}/gone#main", registry.path().display());
    refused(
        &consumer(&gone, &pin),
        &["fetch"],
        "cli/source-unreachable",
        &[at, "git said", "git ls-remote"],
    );
    refused(
        &consumer("../gone", &pin),
        &["fetch"],
        "cli/source-unreachable",
        &[at, "looked for"],
    );
    refused(
        &consumer(&git_url(&registry, "mian"), &pin),
        &["fetch"],
        "cli/revision-unknown",
        &[at, "did you mean `main`?"],
    );
    refused(
        &consumer(&git_url(&registry, "0123456789"), &pin),
        &["fetch"],
        "cli/revision-unknown",
        &[at],
    );
    refused(
        &consumer(&git_url(&registry, "main:web"), &pin),
        &["fetch"],
        "cli/registry-absent",
        &[at, "web/tidings.toml"],
    );
    refused(
        &consumer("git+ext::sh -c id", &pin),
        &["fetch"],
        "settings/location",
        &[at],
    );
    registry.edit("schemas/streams/orders.toml", "heartbeat", "hartbeat");
    registry.commit("broken");
    refused(
        &consumer(&git_url(&registry, "main"), &pin),
        &["fetch"],
        "cli/bundle-unsound",
        &[at, "hartbeat"],
    );
}

#[test]
fn without_git_the_way_out_is_a_bundle() {
    let registry = registry();
    let web = consumer(&git_url(&registry, "main"), &release(&registry, 1));
    let output = web
        .command(&["fetch"])
        .env("PATH", "")
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("error[cli/git-missing]") && told.contains("tidings bundle"),
        "{told}"
    );
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_folder_is_a_registry_or_a_consumer() {
    let registry = registry();
    let url = git_url(&registry, "main");
    let web = consumer(&url, &release(&registry, 1));
    refused(
        &web,
        &["check"],
        "cli/consumer",
        &["run this in the registry"],
    );
    refused(&web, &["publish"], "cli/consumer", &[]);
    refused(&registry, &["fetch"], "cli/no-use", &["[use]"]);
    registry.edit(
        "schemas/tidings.toml",
        "name =",
        "use = { from = \"../x\" }\nname =",
    );
    refused(
        &registry,
        &["check"],
        "cli/use-and-schemas",
        &["tidings.toml:1:1"],
    );
    refused(&registry, &["generate"], "cli/use-and-schemas", &[]);
    let out = settings(&url, &release(&web_registry(), 1)).replace("src/streams", ".");
    web.write("tidings.toml", &out);
    refused(&web, &["fetch"], "cli/release-unknown", &[]);
}

/// Another registry, whose release has another digest.
fn web_registry() -> Scratch {
    let registry = Scratch::new();
    registry.tidings(&["init", "--name", "other"]).exits(0);
    registry.edit(
        "schemas/events/order.placed/1.json",
        "\"minimum\": 0",
        "\"minimum\": 1",
    );
    std::fs::remove_file(registry.file("schemas/tidings.lock")).expect("removed");
    registry.tidings(&["publish"]).exits(0);
    registry
}

#[test]
fn generated_files_need_a_folder_of_their_own() {
    let registry = registry();
    let web = consumer(&git_url(&registry, "main"), &release(&registry, 1));
    web.tidings(&["fetch"]).exits(0);
    for out in [".", "..", "src/.."] {
        web.write(
            "tidings.toml",
            &settings(&git_url(&registry, "main"), &release(&registry, 1))
                .replace("src/streams", out),
        );
        refused(&web, &["generate"], "cli/out-folder", &["tidings.toml:"]);
    }
}

#[test]
fn several_streams_are_pinned_one_by_one() {
    let registry = registry();
    registry.tidings(&["new", "event", "news.told"]).exits(0);
    registry
        .tidings(&["new", "stream", "news", "--event", "news.told"])
        .exits(0);
    registry.tidings(&["publish"]).exits(0);
    registry.commit("news");
    let web = consumer(&git_url(&registry, "main"), &release(&registry, 1));
    web.tidings(&["fetch"]).exits(0);
    web.tidings(&["generate"]).exits(0);
    assert!(
        !web.files().contains_key("src/streams/news.ts"),
        "it is not pinned"
    );
    web.tidings(&["upgrade", "news"]).exits(0);
    assert!(
        web.read("tidings.toml").contains("release = [\"orders@1-"),
        "{}",
        web.read("tidings.toml")
    );
    web.tidings(&["generate"]).exits(0);
    assert!(web.files().contains_key("src/streams/news.ts"));
    web.tidings(&["upgrade"])
        .exits(0)
        .says("orders@1-")
        .says("news@1-");
}
