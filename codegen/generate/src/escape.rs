//! Raw schema text, made harmless for the place where it is printed.

use std::fmt::Write;

/// A TypeScript string literal in double quotes.
pub(crate) fn js_string(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() + 2);
    out.push('"');
    for c in raw.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Invisible characters are spelled, so that a reviewer sees them.
            c if c.is_control() || is_invisible(c) => {
                let mut units = [0u16; 2];
                for unit in c.encode_utf16(&mut units) {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A Rust string literal.
pub(crate) fn rust_string(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() + 2);
    out.push('"');
    for c in raw.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || is_invisible(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Lines of a description for `///`: nothing in them is a doctest, a link, or markup.
///
/// Leading blanks would make an indented code block, which `cargo test` would run.
pub(crate) fn rust_doc(text: &str) -> Vec<String> {
    doc_lines(text).map(|line| rust_doc_line(&line)).collect()
}

fn rust_doc_line(line: &str) -> String {
    let ticks = line.matches('`').count();
    let spans = ticks.is_multiple_of(2) && !line.contains("``");
    let mut out = String::with_capacity(line.len());
    let mut in_code = false;
    for c in line.chars() {
        let code = spans && (in_code || c == '`');
        in_code ^= spans && c == '`';
        if !code && matches!(c, '[' | ']' | '<' | '>' | '`' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Lines of a description for JSDoc: nothing in them ends the comment or starts a tag.
pub(crate) fn js_doc(text: &str) -> Vec<String> {
    doc_lines(text)
        .map(|line| line.replace("*/", "*\\/"))
        .map(|line| {
            if line.starts_with('@') {
                format!("\\{line}")
            } else {
                line
            }
        })
        .collect()
}

/// Trimmed lines without blank ones at either end, and never two blank ones in a row.
fn doc_lines(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut blank = true;
    let lines: Vec<String> = text
        .split(['\n', '\r', '\u{2028}', '\u{2029}'])
        .map(|line| {
            line.chars()
                .filter(|c| !c.is_control() && !is_invisible(*c))
                .collect::<String>()
        })
        .map(|line| line.trim().to_owned())
        .filter(|line| {
            let keep = !(blank && line.is_empty());
            blank = line.is_empty();
            keep
        })
        .collect();
    let end = lines
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(0, |i| i + 1);
    lines.into_iter().take(end)
}

/// Characters that change how source reads without being seen: separators, marks of direction, the byte-order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_hold_any_text() {
        assert_eq!(js_string("a\"\\\u{2028}\u{0}"), r#""a\"\\\u2028\u0000""#);
        assert_eq!(rust_string("a\"\\\u{202e}"), r#""a\"\\\u{202e}""#);
        assert_eq!(js_string("名前"), "\"名前\"");
    }

    #[test]
    fn docs_hold_no_code_and_no_markup() {
        assert_eq!(
            rust_doc("    let x = [1];\n\n\n<b>`[x]`</b>\n"),
            ["let x = \\[1\\];", "", "\\<b\\>`[x]`\\</b\\>"]
        );
        assert_eq!(rust_doc("```\nfn main() {}"), ["\\`\\`\\`", "fn main() {}"]);
        assert_eq!(
            js_doc("ends */ here\n@param no"),
            ["ends *\\/ here", "\\@param no"]
        );
        assert!(rust_doc(" \n \n").is_empty());
    }
}
