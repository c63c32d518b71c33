//! The texts that `init` and `new` start from.

/// A template with its `@key@`s filled in.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = template.to_owned();
    for (key, value) in values {
        text = text.replace(&format!("@{key}@"), value);
    }
    text
}

/// `order.placed` → `Order placed`.
fn title(name: &str) -> String {
    let words = name.replace(['.', '_'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + letters.as_str(),
        None => words,
    }
}

pub fn event(name: &str) -> String {
    fill(
        include_str!("../templates/event.json"),
        &[("title", &title(name))],
    )
}

pub fn shared_type(name: &str) -> String {
    fill(
        include_str!("../templates/type.json"),
        &[("title", &title(name))],
    )
}

/// The event of a fresh registry.
pub fn first_event() -> String {
    include_str!("../templates/first_event.json").to_owned()
}

/// The stream of a fresh registry.
pub fn first_stream() -> String {
    include_str!("../templates/first_stream.toml").to_owned()
}

pub fn stream(name: &str, events: &[(String, u32)]) -> String {
    let path = name.replace('_', "-");
    let mut text = format!("title = \"{}\"\npath = \"/streams/{path}\"\n", title(name));
    text.push_str("kind = \"broadcast\"\nstart = \"now\"\nheartbeat = \"15s\"\nwindow = \"14d\"\n");
    for (event, write) in events {
        text.push_str(&carried(event, *write));
    }
    text
}

/// The table of one event in a stream file.
pub fn carried(event: &str, write: u32) -> String {
    format!("\n[events.\"{event}\"]\nwrite = {write}\n")
}

pub fn settings(name: &str, rust: &str, ts: &str) -> String {
    let values = [("name", name), ("rust", rust), ("ts", ts)];
    fill(include_str!("../templates/tidings.toml"), &values)
}

/// The table of one generated language in tidings.toml.
pub fn target(language: &str, out: &str) -> String {
    let out = toml_edit::Value::from(out);
    format!(
        "\n[generate.{language}]\nout = {}\n",
        out.to_string().trim()
    )
}

pub fn workflow() -> String {
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    fill(include_str!("../templates/workflow.yml"), &version)
}

pub fn code_owners() -> String {
    include_str!("../templates/CODEOWNERS").to_owned()
}
