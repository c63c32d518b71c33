//! The borders between the rooms: `[workspace.metadata.boundaries]` in the root Cargo.toml says who may depend on whom,
//! and `cargo metadata` says who does. The two are compared here, in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What the table says of one crate.
#[derive(Default)]
struct Border {
    rooms: BTreeSet<String>,
    crates: Option<BTreeSet<String>>,
    never: BTreeSet<String>,
    leaf: bool,
}

/// What cargo says of one package.
struct Package {
    name: String,
    member: bool,
    proc_macro: bool,
    /// Direct dependencies in the manifest, development ones left out.
    direct: BTreeSet<String>,
    /// Package ids that are linked: resolved, neither for development nor for a build script.
    linked: Vec<String>,
}

struct Workspace {
    borders: BTreeMap<String, Border>,
    packages: BTreeMap<String, Package>,
}

fn names(value: Option<&Value>) -> Option<BTreeSet<String>> {
    let list = value?.as_array().expect("a list of crate names");
    let name = |item: &Value| item.as_str().expect("a crate name").to_owned();
    Some(list.iter().map(name).collect())
}

fn border(name: &str, row: &Value) -> Border {
    let row = row.as_object().expect("a row of the table");
    for key in row.keys() {
        let known = ["rooms", "crates", "never", "leaf"].contains(&key.as_str());
        assert!(known, "{name}: the table has no column `{key}`");
    }
    Border {
        rooms: names(row.get("rooms")).expect("every row names its rooms"),
        crates: names(row.get("crates")),
        never: names(row.get("never")).unwrap_or_default(),
        leaf: row.get("leaf").and_then(Value::as_bool).unwrap_or(false),
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key]
        .as_str()
        .expect("cargo metadata is well formed")
        .to_owned()
}

fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key]
        .as_array()
        .expect("cargo metadata is well formed")
}

/// Asks cargo for this host only, so that no other platform's crates need to be there.
fn metadata() -> Value {
    let rustc = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc runs");
    let version = String::from_utf8(rustc.stdout).expect("rustc prints UTF-8");
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("a host");
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            host,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

fn package(id: &str, value: &Value, node: &Value, members: &BTreeSet<String>) -> Package {
    let direct = items(value, "dependencies").iter();
    let linked = items(node, "deps").iter();
    Package {
        name: text(value, "name"),
        member: members.contains(id),
        proc_macro: items(value, "targets")
            .iter()
            .any(|t| items(t, "kind").contains(&"proc-macro".into())),
        direct: direct
            .filter(|d| d["kind"] != "dev")
            .map(|d| text(d, "name"))
            .collect(),
        linked: linked
            .filter(|dep| {
                items(dep, "dep_kinds")
                    .iter()
                    .any(|kind| kind["kind"].is_null())
            })
            .map(|dep| text(dep, "pkg"))
            .collect(),
    }
}

fn workspace() -> Workspace {
    let metadata = metadata();
    let rows = metadata["metadata"]["boundaries"]
        .as_object()
        .expect("[workspace.metadata.boundaries]");
    let members = names(metadata.get("workspace_members")).expect("members");
    let nodes: BTreeMap<String, &Value> = items(&metadata["resolve"], "nodes")
        .iter()
        .map(|node| (text(node, "id"), node))
        .collect();
    let packages = items(&metadata, "packages").iter().filter_map(|value| {
        let id = text(value, "id");
        let node = nodes.get(&id)?;
        Some((id.clone(), package(&id, value, node, &members)))
    });
    Workspace {
        borders: rows
            .iter()
            .map(|(name, row)| (name.clone(), border(name, row)))
            .collect(),
        packages: packages.collect(),
    }
}

impl Workspace {
    fn members(&self) -> impl Iterator<Item = (&String, &Package)> {
        self.packages.iter().filter(|(_, package)| package.member)
    }

    /// Names of all packages that end up in the same binary as `id`, and the way to each.
    fn linked(&self, id: &str) -> BTreeMap<String, String> {
        let mut ways = BTreeMap::new();
        let mut open = vec![(id.to_owned(), self.packages[id].name.clone())];
        while let Some((id, way)) = open.pop() {
            for next in &self.packages[&id].linked {
                let package = &self.packages[next];
                if package.proc_macro || ways.contains_key(&package.name) {
                    continue;
                }
                let way = format!("{way} → {}", package.name);
                ways.insert(package.name.clone(), way.clone());
                open.push((next.clone(), way));
            }
        }
        ways
    }
}

/// Everything that the code does and the table does not allow.
fn violations(workspace: &Workspace) -> Vec<String> {
    let rooms: BTreeSet<&String> = workspace
        .members()
        .map(|(_, package)| &package.name)
        .collect();
    let mut found = Vec::new();
    for (id, package) in workspace.members() {
        let name = &package.name;
        let Some(border) = workspace.borders.get(name) else {
            found.push(format!("{name} has no row in the table"));
            continue;
        };
        for dependency in &package.direct {
            if rooms.contains(dependency) {
                if !border.rooms.contains(dependency) {
                    found.push(format!(
                        "{name} depends on {dependency}, which is not among its rooms"
                    ));
                }
                if workspace
                    .borders
                    .get(dependency)
                    .is_some_and(|border| border.leaf)
                {
                    found.push(format!(
                        "{name} depends on {dependency}, on which nobody may"
                    ));
                }
            } else if border
                .crates
                .as_ref()
                .is_some_and(|crates| !crates.contains(dependency))
            {
                found.push(format!(
                    "{name} depends on {dependency}, which is not among its crates"
                ));
            }
        }
        let ways = workspace.linked(id);
        for never in border.never.iter().filter_map(|never| ways.get(never)) {
            found.push(format!("{name} must never link this: {never}"));
        }
    }
    for name in workspace
        .borders
        .keys()
        .filter(|name| !rooms.contains(name))
    {
        found.push(format!(
            "the table has a row for {name}, which is no crate of the workspace"
        ));
    }
    found
}

#[test]
fn every_room_stays_within_its_borders() {
    let found = violations(&workspace());
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_border_that_is_drawn_tighter_is_noticed() {
    let mut workspace = workspace();
    let border = workspace
        .borders
        .get_mut("tidings")
        .expect("a row for tidings");
    border.rooms.remove("tidings-log");
    border.never.insert("redb".to_owned());
    border.leaf = true;
    workspace.borders.remove("tidings-wire");
    workspace
        .borders
        .insert("tidings-ghost".to_owned(), Border::default());
    let found = violations(&workspace).join("\n");
    for expected in [
        "tidings depends on tidings-log, which is not among its rooms",
        "tidings must never link this: tidings → tidings-log → redb",
        "orders-server depends on tidings, on which nobody may",
        "tidings-wire has no row in the table",
        "the table has a row for tidings-ghost, which is no crate of the workspace",
    ] {
        assert!(
            found.contains(expected),
            "`{expected}` is missing from\n{found}"
        );
    }
}
