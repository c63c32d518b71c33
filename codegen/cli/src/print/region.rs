//! The region of a place as SARIF counts it: lines and columns from 1, columns in UTF-16 code units.

use serde_json::{Value, json};
use tidings_model::Place;

/// The region, with its end where the text is at hand.
pub fn region(place: &Place, text: Option<&str>) -> Value {
    let held = text.and_then(|text| Some((text, text.get(place.span.clone())?)));
    match held {
        Some((text, inside)) if !inside.is_empty() => {
            let (start, end) = (place.span.start, place.span.end);
            let (line, column) = position(text, start);
            let (end_line, end_column) = position(text, end);
            json!({"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column})
        }
        _ => json!({"startLine": place.line.max(1)}),
    }
}

/// Line and column of an offset that lies between two characters.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (
        before.matches('\n').count() + 1,
        line.encode_utf16().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf16_code_units() {
        let text = "{\n  \"𝄞é\": \"x\"\n}";
        let start = text.find("\"x\"").expect("it is there");
        let mut place = Place::start_of("a.json");
        (place.line, place.span) = (2, start..start + 3);
        assert_eq!(
            region(&place, Some(text)),
            json!({"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 13})
        );
        assert_eq!(region(&place, None), json!({"startLine": 2}));
        // A text that is no longer the one that was judged.
        assert_eq!(region(&place, Some("{}")), json!({"startLine": 2}));
    }
}
