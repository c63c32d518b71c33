//! A raw name from a schema, cut into the words of an identifier.

use std::fmt::Write;

/// The lower-case ASCII words of a raw name, whatever script and signs it holds.
///
/// Words end at every sign and at every change of case. A sign that leads the name is a word of its
/// own (`+1` and `-1`, `$schema` and `schema` stay apart). A character outside ASCII is written as
/// its code point: the compilers would take most of them, but Rust's lints against look-alike
/// scripts cannot be switched off from inside a module.
///
/// # Example
/// `HTTPServerID` gives `http server id`, `tcp-A` gives `tcp a`, `$schema` gives `dollar schema`.
pub(crate) fn words(raw: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let signs = raw
        .chars()
        .take_while(|c| leading_sign(*c).is_some())
        .count();
    words.extend(
        raw.chars()
            .take(signs)
            .filter_map(leading_sign)
            .map(str::to_owned),
    );
    let rest: Vec<char> = raw.chars().skip(signs).collect();
    for (i, &c) in rest.iter().enumerate() {
        let starts = c.is_ascii_uppercase() && starts_word(&rest, i);
        if starts || !is_word(c) {
            flush(&mut word, &mut words);
        }
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if is_word(c) {
            // Writing to a String cannot fail.
            let _ = write!(word, "u{:x}", u32::from(c));
        }
    }
    flush(&mut word, &mut words);
    words
}

/// Signs that tell names apart when they lead: spelled, never dropped.
fn leading_sign(c: char) -> Option<&'static str> {
    Some(match c {
        '$' => "dollar",
        '@' => "at",
        '+' => "plus",
        '-' => "minus",
        '#' => "hash",
        '*' => "star",
        '!' => "not",
        '~' => "tilde",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '%' => "percent",
        '&' => "and",
        _ => return None,
    })
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && !c.is_whitespace())
}

/// An upper-case letter starts a word after anything but upper case, and at the end of an acronym.
fn starts_word(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    let after = chars.get(at + 1);
    match before {
        Some(b) if b.is_ascii_uppercase() => after.is_some_and(char::is_ascii_lowercase),
        Some(_) => true,
        None => false,
    }
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    fn check(raw: &str, expected: &str) {
        assert_eq!(words(raw).join(" "), expected, "words of {raw:?}");
    }

    #[test]
    fn case_and_signs_end_words() {
        check("order.placed", "order placed");
        check("HTTPServerID", "http server id");
        check("userId", "user id");
        check("tcp-A", "tcp a");
        check("tcpA", "tcp a");
        check("last4", "last4");
        check("page_id2", "page id2");
    }

    #[test]
    fn a_leading_sign_is_a_word() {
        check("$schema", "dollar schema");
        check("+1", "plus 1");
        check("-1", "minus 1");
        check("@type", "at type");
    }

    #[test]
    fn other_scripts_are_spelled_by_code_point() {
        check("имя", "u438u43cu44f");
        check("naïve", "nauefve");
        check("🙂", "u1f642");
    }

    #[test]
    fn a_name_of_blanks_has_no_words() {
        check("", "");
        check(" _ ", "");
    }
}
