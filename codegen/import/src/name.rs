//! Names from elsewhere → names of the grammar.

use tidings_contract::EventName;

/// The event name that a foreign name maps to: `change-prop/retry` → `change_prop.retry`,
/// `ResponseMCPCallFailed` → `response_mcp_call_failed`.
///
/// ```
/// use tidings_import::event_name;
/// assert_eq!(event_name("change-prop/retry").unwrap().as_str(), "change_prop.retry");
/// assert_eq!(event_name("OrderPlacedV2").unwrap().as_str(), "order_placed_v2");
/// assert!(event_name("tidings/gap").is_err());
/// assert!(event_name("größe").is_err());
/// ```
///
/// # Errors
/// A fragment that says why no name can be made of it.
pub fn event_name(source: &str) -> Result<EventName, String> {
    let segments = source.split(['/', '\\', '.', ':', '#']);
    let mut written = Vec::new();
    for segment in segments.filter(|segment| !segment.is_empty()) {
        written.push(snake_case(segment)?);
    }
    let name = written.join(".");
    EventName::new(name).map_err(|error| error.to_string())
}

/// One segment in `[a-z][a-z0-9_]*`.
fn snake_case(segment: &str) -> Result<String, String> {
    if let Some(odd) = segment
        .chars()
        .find(|letter| !letter.is_ascii() || letter.is_ascii_control())
    {
        return Err(format!("{odd:?} has no place in an event name"));
    }
    let letters: Vec<char> = segment.chars().collect();
    let mut written = String::new();
    for (index, &letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            if !written.is_empty() && !written.ends_with('_') {
                written.push('_');
            }
            continue;
        }
        let before = index.checked_sub(1).and_then(|index| letters.get(index));
        let after = letters.get(index + 1);
        let lower = |letter: Option<&char>| letter.is_some_and(char::is_ascii_lowercase);
        // A new word begins at `aB`, at `1B`, and at the last capital of `ABc`.
        let begins = letter.is_ascii_uppercase()
            && (lower(before)
                || before.is_some_and(char::is_ascii_digit) && lower(after)
                || before.is_some_and(char::is_ascii_uppercase) && lower(after));
        if begins && !written.is_empty() && !written.ends_with('_') {
            written.push('_');
        }
        written.push(letter.to_ascii_lowercase());
    }
    let written = written.trim_end_matches('_');
    match written.chars().next() {
        None => Err(format!("`{segment}` holds no letter or digit")),
        Some(first) if first.is_ascii_digit() => Ok(format!("n{written}")),
        Some(_) => Ok(written.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_habit_of_writing() {
        for (source, expected) in [
            ("page/links-change", "page.links_change"),
            (
                "RealtimeServerEventMCPListToolsFailed",
                "realtime_server_event_mcp_list_tools_failed",
            ),
            ("HTMLParserError", "html_parser_error"),
            ("com.acme/OrderPlaced", "com.acme.order_placed"),
            ("3d/view", "n3d.view"),
            ("S3Upload", "s3_upload"),
            ("_private--x_", "private_x"),
            ("ORDER_PLACED", "order_placed"),
            ("order:placed", "order.placed"),
        ] {
            let name = event_name(source).expect("it can be mapped");
            assert_eq!(name.as_str(), expected, "{source}");
        }
        for source in ["", "///", "--", "名前", "a\nb"] {
            assert!(event_name(source).is_err(), "{source:?}");
        }
    }
}
