//! One page per rule, from what the rule says of itself: `tidings explain`, `docs/rules`, and the help in SARIF.

use serde_json::Value;
use tidings_compat::{Direction, Example, Level, RULES, Rule, Shape};

use super::prose::{self, capital};

/// Where a rule's page is on the web.
pub fn address(rule: &Rule) -> String {
    format!(
        "{}/blob/main/docs/rules/{}.md",
        env!("CARGO_PKG_REPOSITORY"),
        stem(rule)
    )
}

/// The name of a rule's page without its ending.
pub fn stem(rule: &Rule) -> &'static str {
    rule.id.rsplit('/').next().unwrap_or(rule.id)
}

/// The page, as Markdown.
pub fn page(rule: &Rule) -> String {
    let mut page = format!(
        "# {}\n\n{}.\n\n",
        rule.id,
        capital(&prose::markdown(rule.summary))
    );
    page.push_str(&format!("- **Who is hit:** {}\n", hit(rule.level)));
    page.push_str(&format!("- **When:** {}\n", when(rule.direction)));
    page.push_str(&format!(
        "- **What it is about:** {}; the edit is of the kind *{}*\n",
        word(&rule.area),
        word(&rule.kind)
    ));
    page.push_str(&format!(
        "\n## What to do\n\n{}.\n",
        capital(&prose::markdown(rule.help))
    ));
    let Some(examples) = rule.examples else {
        page.push_str(
            "\nThis is the rule of last resort: it names a break that no other rule names.\n",
        );
        return page;
    };
    let alike = match examples.near_miss.old == examples.near_miss.new {
        true => "## Looks alike, and is not reported",
        false => "## Looks alike, and is not reported by this rule",
    };
    let shown = [
        ("## Reported", examples.positive),
        ("## Harmless", examples.negative),
        (alike, examples.near_miss),
    ];
    for (title, example) in shown {
        page.push_str(&format!(
            "\n{title}\n\n{}",
            before_and_after(example, examples.shape)
        ));
    }
    page
}

/// The list of all pages, as Markdown.
pub fn index() -> String {
    let mut index = String::from(
        "# Rules of the checker\n\n\
         A rule names a kind of edit and says what to do about it. Whether an edit breaks anybody is decided by proof or by a\n\
         payload that shows the break, never by a rule. `tidings explain RULE` prints the same pages.\n",
    );
    for level in [Level::Wire, Level::Source, Level::Style] {
        index.push_str(&format!("\n## {}\n\n", capital(hit(level))));
        for rule in RULES.iter().filter(|rule| rule.level == level) {
            let summary = prose::markdown(rule.summary);
            index.push_str(&format!("- [{}]({}.md): {summary}\n", rule.id, stem(rule)));
        }
    }
    index
}

fn hit(level: Level) -> &'static str {
    match level {
        Level::Wire => "payloads break: always fails the check (level `wire`)",
        Level::Source => {
            "code that uses the generated types may not compile any more (level `source`)"
        }
        Level::Style => "nobody; it is advice (level `style`)",
    }
}

fn when(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::NewToOld) => {
            "servers write the new version while pages of the older one are still open"
        }
        Some(Direction::OldToNew) => {
            "pages of the new version meet events that were written before it, or after a rollback"
        }
        None => "in either direction, or by one version alone",
    }
}

fn before_and_after(example: Example, shape: Shape) -> String {
    let language = match shape {
        Shape::Schemas | Shape::Request => "json",
        Shape::Stream | Shape::Waiver => "toml",
    };
    let block = |text: &str| format!("```{language}\n{}\n```\n", laid_out(text).trim_end());
    if example.old == example.new {
        return format!("In both versions:\n\n{}", block(example.new));
    }
    let what = match shape {
        Shape::Schemas => "version",
        Shape::Request => "request type",
        Shape::Stream => "stream file",
        Shape::Waiver => "waiver",
    };
    format!(
        "The older {what}:\n\n{}\nThe newer {what}:\n\n{}",
        block(example.old),
        block(example.new)
    )
}

/// JSON over several lines; anything else as it is.
fn laid_out(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => format!("{value:#}"),
        Err(_) => text.to_owned(),
    }
}

/// The word by which reports name a part of a rule.
fn word(part: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(part).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
