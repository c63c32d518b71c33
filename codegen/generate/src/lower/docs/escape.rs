//! Texts of the registry, made harmless for the documents that carry them.

use std::fmt::Write;

use tidings_model::Escape;

use crate::escape::is_invisible;

/// A run of prose, or what stands between backticks in it.
enum Run<'a> {
    Prose(&'a str),
    Code(&'a str),
}

/// One line of prose: white space collapsed, unseen characters dropped, code between backticks kept as code.
pub(super) fn text(escape: Escape, raw: &str) -> String {
    let seen: String = raw
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    if escape == Escape::Plain {
        return line;
    }
    let runs = runs(&line).into_iter().map(|run| match run {
        Run::Prose(prose) => harmless(escape, prose),
        Run::Code(raw) => code(escape, raw),
    });
    runs.collect()
}

/// Paragraphs: texts between blank lines.
pub(super) fn paragraphs(escape: Escape, raw: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in raw.split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        if line.trim().is_empty() {
            paragraphs.push(String::new());
        } else if let Some(last) = paragraphs.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    let texts = paragraphs.iter().map(|paragraph| text(escape, paragraph));
    texts.filter(|text| !text.is_empty()).collect()
}

/// Raw text as inline code.
pub(super) fn code(escape: Escape, raw: &str) -> String {
    let raw = spelled(raw);
    match escape {
        Escape::Plain => raw,
        Escape::Html => format!("<code>{}</code>", harmless(escape, &raw)),
        // Between backticks nothing is escaped, and a cell of a table ends at any bar.
        Escape::Markdown if raw.is_empty() || raw.contains(['`', '|']) || raw.trim() != raw => {
            format!("<code>{}</code>", entities(&raw))
        }
        Escape::Markdown => format!("`{raw}`"),
    }
}

/// A block of JSON: every unseen character is spelled, so that a line of it is only what it looks like.
pub(super) fn block(escape: Escape, json: &str) -> String {
    let spelled: Vec<String> = json.split('\n').map(spelled).collect();
    let text = spelled.join("\n");
    match escape {
        Escape::Html => harmless(escape, &text),
        // A line of printed JSON never begins with a backtick, so no fence ends in it.
        Escape::Markdown | Escape::Plain => text,
    }
}

fn runs(line: &str) -> Vec<Run<'_>> {
    let ticks = line.matches('`').count();
    if ticks % 2 == 1 || line.contains("``") {
        return vec![Run::Prose(line)];
    }
    let parts = line.split('`').enumerate();
    let runs = parts.map(|(at, part)| {
        if at % 2 == 0 {
            Run::Prose(part)
        } else {
            Run::Code(part)
        }
    });
    runs.collect()
}

fn harmless(escape: Escape, raw: &str) -> String {
    match escape {
        Escape::Plain => raw.to_owned(),
        Escape::Html => {
            let mut out = String::with_capacity(raw.len());
            for c in raw.chars() {
                match c {
                    '&' => out.push_str("&amp;"),
                    '<' => out.push_str("&lt;"),
                    '>' => out.push_str("&gt;"),
                    '"' => out.push_str("&quot;"),
                    '\'' => out.push_str("&#39;"),
                    c => out.push(c),
                }
            }
            out
        }
        Escape::Markdown => markdown(raw),
    }
}

/// Characters that mean something in Markdown wherever they stand, and those that do at the beginning of a line. Links
/// that readers make out of bare addresses stay: they show where they lead.
fn markdown(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for (at, c) in raw.char_indices() {
        let mark = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$'
        );
        let leads = at == 0 && matches!(c, '#' | '-' | '+' | '=' | ':');
        let numbers =
            matches!(c, '.' | ')') && at > 0 && raw[..at].bytes().all(|b| b.is_ascii_digit());
        // `![` would be a picture; the bracket is escaped, and that suffices.
        if mark || leads || numbers {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Every character but letters, digits and blanks as an entity.
fn entities(raw: &str) -> String {
    let mut out = String::new();
    for c in raw.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && c != ' ' {
            // Writing to a String cannot fail.
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Control characters and unseen ones as JSON spells them.
fn spelled(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        if c.is_control() || is_invisible(c) {
            let mut units = [0u16; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_only_what_we_write() {
        let told = text(Escape::Markdown, "<b>a|b</b>\n# [x](y) *z* `a|b` 1. `c`");
        assert_eq!(
            told,
            "\\<b\\>a\\|b\\</b\\> # \\[x\\](y) \\*z\\* <code>a&#124;b</code> 1. `c`"
        );
        assert_eq!(text(Escape::Markdown, "# x"), "\\# x");
        assert_eq!(text(Escape::Markdown, "12. x"), "12\\. x");
        assert_eq!(text(Escape::Markdown, "an `odd tick"), "an \\`odd tick");
    }

    #[test]
    fn html_is_only_what_we_write() {
        let told = text(Escape::Html, "<script>\"&'</script> `a<b`\u{202e}");
        assert_eq!(
            told,
            "&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt; <code>a&lt;b</code>"
        );
        assert_eq!(
            block(Escape::Html, "{\n \"\u{202e}<\"}"),
            "{\n &quot;\\u202e&lt;&quot;}"
        );
        assert_eq!(paragraphs(Escape::Html, "a\nb\n\n\nc"), ["a b", "c"]);
    }
}
