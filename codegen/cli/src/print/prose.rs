//! Sentences that quote what users wrote, made safe for Markdown and HTML.

/// A sentence as Markdown: what stands between backticks is code, and nothing else is read as markup.
///
/// Sentences quote schemas: a member may be named `<img>`, `*`, or `@everyone`.
pub fn markdown(text: &str) -> String {
    parts(text)
        .map(|part| match part {
            Part::Words(words) => escaped(words),
            Part::Code(code) => self::code(code),
        })
        .collect()
}

/// A sentence as HTML, for a line that Markdown does not look into.
pub fn html(text: &str) -> String {
    parts(text)
        .map(|part| match part {
            Part::Words(words) => unlinked(&entities(words)),
            Part::Code(code) => format!("<code>{}</code>", entities(&flat(code))),
        })
        .collect()
}

/// A text as a code span, whatever it holds.
pub fn code(text: &str) -> String {
    let text = flat(text);
    let longest = text
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let edge = text.starts_with('`') || text.ends_with('`');
    let space = if edge { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// At most so many characters, with a sign that more was there.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A fragment as a sentence begins.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().collect::<String>() + letters.as_str(),
        None => String::new(),
    }
}

enum Part<'t> {
    Words(&'t str),
    Code(&'t str),
}

/// Words and code in turn; a backtick without a partner is a word.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = Some(text);
    let mut inside = false;
    std::iter::from_fn(move || {
        let now = rest?;
        let closes = now.find('`');
        let part = match closes {
            Some(at) => {
                rest = Some(&now[at + 1..]);
                let part = &now[..at];
                if inside {
                    Part::Code(part)
                } else {
                    Part::Words(part)
                }
            }
            None => {
                rest = None;
                Part::Words(now)
            }
        };
        inside = !inside;
        Some(part)
    })
}

/// One line, without control characters.
fn flat(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

fn escaped(text: &str) -> String {
    let mut marked = String::new();
    for letter in flat(text).chars() {
        match letter {
            '<' => marked.push_str("&lt;"),
            '>' => marked.push_str("&gt;"),
            '&' => marked.push_str("&amp;"),
            '\\' | '*' | '_' | '[' | ']' | '~' | '|' => marked.extend(['\\', letter]),
            letter => marked.push(letter),
        }
    }
    unlinked(&marked)
}

fn entities(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Neither calls a person nor links an issue: a mark of no width stands between.
fn unlinked(text: &str) -> String {
    text.replace('@', "@\u{200b}").replace('#', "#\u{200b}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_never_markup() {
        assert_eq!(markdown("`a_b` may be <b>*"), "`a_b` may be &lt;b&gt;\\*");
        assert_eq!(markdown("one ` alone"), "one  alone");
        assert_eq!(
            markdown("now \"@all\" #1"),
            "now \"@\u{200b}all\" #\u{200b}1"
        );
        assert_eq!(
            html("`<b>` & <i>"),
            "<code>&lt;b&gt;</code> &amp; &lt;i&gt;"
        );
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a\n`"), "`` `a ` ``");
    }

    #[test]
    fn words_are_listed_as_people_do() {
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(&words), "a, b and c");
        assert_eq!(list(&words[..2]), "a and b");
        assert_eq!(capital("éa"), "Éa");
        assert_eq!(cut("äöü", 2), "äö…");
    }
}
