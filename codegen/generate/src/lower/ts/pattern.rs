//! ECMA-262 patterns as schemas write them, to literals of JavaScript's Unicode mode.
//!
//! Validators take more than the `u` flag does: an escaped hyphen, a lone brace, a class escape beside
//! a hyphen. What has one meaning is rewritten to it; what JavaScript cannot say is refused here, since
//! a literal that does not parse would break the whole module.

use std::collections::BTreeSet;
use std::fmt::Write;

/// The pattern as a literal, `/^[0-9]{4}$/u`, or why JavaScript has no such pattern.
pub(crate) fn literal(pattern: &str) -> Result<String, String> {
    if pattern.is_empty() {
        return Ok("/(?:)/u".to_owned());
    }
    let mut scan = Scan {
        chars: pattern.chars().collect(),
        at: 0,
        out: String::new(),
        ..Scan::default()
    };
    scan.run()?;
    Ok(format!("/{}/u", scan.out))
}

#[derive(Default)]
struct Scan {
    chars: Vec<char>,
    at: usize,
    out: String,
    /// For each open group, whether a quantifier may follow it.
    groups: Vec<bool>,
    captures: u32,
    names: BTreeSet<String>,
    used_names: BTreeSet<String>,
    used_numbers: u32,
    /// Whether the last thing read may be repeated.
    repeatable: bool,
}

impl Scan {
    fn run(&mut self) -> Result<(), String> {
        while let Some(c) = self.next() {
            match c {
                '\\' => self.escape(false).map(|_| self.repeatable = true)?,
                '[' => self.class()?,
                '(' => self.group()?,
                ')' => self.close()?,
                '|' | '^' | '$' => {
                    self.out.push(c);
                    self.repeatable = false;
                }
                '*' | '+' | '?' => self.quantifier(&c.to_string())?,
                '{' => self.brace()?,
                '}' | ']' | '/' => {
                    self.out.extend(['\\', c]);
                    self.repeatable = true;
                }
                // JavaScript's dot stops at three more line ends than the server's and the checker's does.
                '.' => {
                    self.out.push_str("[^\\n]");
                    self.repeatable = true;
                }
                c => {
                    self.plain(c);
                    self.repeatable = true;
                }
            }
        }
        self.finish()
    }

    fn finish(&self) -> Result<(), String> {
        if !self.groups.is_empty() {
            return Err("a group is not closed".to_owned());
        }
        if self.used_numbers > self.captures {
            return Err(format!("`\\{}` refers to no group", self.used_numbers));
        }
        match self.used_names.difference(&self.names).next() {
            Some(name) => Err(format!("`\\k<{name}>` refers to no group")),
            None => Ok(()),
        }
    }

    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied();
        self.at += usize::from(c.is_some());
        c
    }

    fn looking_at(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(i, c)| self.chars.get(self.at + i) == Some(&c))
    }

    /// Line ends would end the literal; other invisible characters are spelled for the reader.
    fn plain(&mut self, c: char) {
        match c {
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                // Writing to a String cannot fail.
                let _ = write!(self.out, "\\u{{{:x}}}", u32::from(c));
            }
            c => self.out.push(c),
        }
    }

    /// What stands after a backslash. Returns whether it is a class of characters, such as `\d`.
    fn escape(&mut self, in_class: bool) -> Result<bool, String> {
        let c = self.next().ok_or("it ends in a backslash")?;
        match c {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => self.out.extend(['\\', c]),
            'p' | 'P' => return self.property(c).map(|()| true),
            'b' | 'B' | 'f' | 'n' | 'r' | 't' | 'v' => self.out.extend(['\\', c]),
            '0' if !self.chars.get(self.at).is_some_and(char::is_ascii_digit) => {
                self.out.push_str("\\0")
            }
            '1'..='9' if !in_class => self.back_reference(c),
            'c' if self
                .chars
                .get(self.at)
                .is_some_and(char::is_ascii_alphabetic) =>
            {
                self.out.push_str("\\c")
            }
            'x' => return self.hex("\\x", 2).map(|()| false),
            'u' if self.looking_at("{") => return self.braced_hex().map(|()| false),
            'u' => return self.hex("\\u", 4).map(|()| false),
            'k' if !in_class && self.looking_at("<") => {
                return self.name_reference().map(|()| false);
            }
            '-' if in_class => self.out.push_str("\\-"),
            c if "^$\\.*+?()[]{}|/".contains(c) => self.out.extend(['\\', c]),
            c if c.is_alphanumeric() => return Err(format!("`\\{c}` has no meaning in ECMA-262")),
            c => self.plain(c),
        }
        Ok(matches!(c, 'd' | 'D' | 's' | 'S' | 'w' | 'W'))
    }

    fn property(&mut self, c: char) -> Result<(), String> {
        let rest: String = self.chars[self.at..].iter().collect();
        let name = rest
            .strip_prefix('{')
            .and_then(|r| r.split_once('}'))
            .map(|(name, _)| name.to_owned());
        let name = name.filter(|n| {
            !n.is_empty()
                && n.chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_=".contains(c))
        });
        let name = name.ok_or_else(|| format!("`\\{c}` needs a property in braces"))?;
        self.at += name.chars().count() + 2;
        let _ = write!(self.out, "\\{c}{{{name}}}");
        Ok(())
    }

    fn back_reference(&mut self, first: char) {
        let mut digits = first.to_string();
        while let Some(c) = self.chars.get(self.at).filter(|c| c.is_ascii_digit()) {
            digits.push(*c);
            self.at += 1;
        }
        self.used_numbers = self.used_numbers.max(digits.parse().unwrap_or(u32::MAX));
        let _ = write!(self.out, "\\{digits}");
    }

    fn hex(&mut self, prefix: &str, digits: usize) -> Result<(), String> {
        let text: String = self.chars.iter().skip(self.at).take(digits).collect();
        if text.len() != digits || !text.chars().all(|c| c.is_ascii_hexdigit()) {
            return Err(format!("`{prefix}` needs {digits} hexadecimal digits"));
        }
        self.at += digits;
        let _ = write!(self.out, "{prefix}{text}");
        Ok(())
    }

    fn braced_hex(&mut self) -> Result<(), String> {
        let text: String = self.chars[self.at + 1..]
            .iter()
            .take_while(|c| **c != '}')
            .collect();
        let known = u32::from_str_radix(&text, 16).is_ok_and(|n| n <= 0x0010_ffff);
        if !known || self.chars.get(self.at + 1 + text.len()) != Some(&'}') {
            return Err("`\\u{` needs a code point and a closing brace".to_owned());
        }
        self.at += text.len() + 2;
        let _ = write!(self.out, "\\u{{{text}}}");
        Ok(())
    }

    fn name_reference(&mut self) -> Result<(), String> {
        let name = self.name()?;
        let _ = write!(self.out, "\\k<{name}>");
        self.used_names.insert(name);
        Ok(())
    }

    /// `<name>`, of ASCII identifiers only.
    fn name(&mut self) -> Result<String, String> {
        let name: String = self.chars[self.at + 1..]
            .iter()
            .take_while(|c| **c != '>')
            .collect();
        let plain = name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
        let starts = name.chars().next().is_some_and(|c| !c.is_ascii_digit());
        if !plain || !starts || self.chars.get(self.at + 1 + name.len()) != Some(&'>') {
            return Err("a group's name is not an identifier".to_owned());
        }
        self.at += name.len() + 2;
        Ok(name)
    }

    fn group(&mut self) -> Result<(), String> {
        let looks = ["?=", "?!", "?<=", "?<!"]
            .into_iter()
            .find(|text| self.looking_at(text));
        let plain = looks.or_else(|| self.looking_at("?:").then_some("?:"));
        self.out.push('(');
        if let Some(text) = plain {
            self.out.push_str(text);
            self.at += text.len();
        } else if self.looking_at("?<") {
            self.at += 1;
            let name = self.name()?;
            let _ = write!(self.out, "?<{name}>");
            if !self.names.insert(name) {
                return Err("two groups have one name".to_owned());
            }
            self.captures += 1;
        } else if self.looking_at("?") {
            return Err("ECMA-262 has no such kind of group".to_owned());
        } else {
            self.captures += 1;
        }
        self.groups.push(looks.is_none());
        self.repeatable = false;
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        self.repeatable = self
            .groups
            .pop()
            .ok_or("a group is closed that was not opened")?;
        self.out.push(')');
        Ok(())
    }

    fn quantifier(&mut self, text: &str) -> Result<(), String> {
        if !self.repeatable {
            return Err(format!("`{text}` repeats nothing"));
        }
        self.out.push_str(text);
        if self.looking_at("?") {
            self.at += 1;
            self.out.push('?');
        }
        self.repeatable = false;
        Ok(())
    }

    /// A brace is a quantifier, or stands for itself.
    fn brace(&mut self) -> Result<(), String> {
        let rest: String = self.chars[self.at..]
            .iter()
            .take_while(|c| **c != '}')
            .collect();
        let closed = self.chars.get(self.at + rest.chars().count()) == Some(&'}');
        let (low, high) = rest.split_once(',').unwrap_or((&rest, &rest));
        let number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        if !closed || !number(low) || !(high.is_empty() || number(high)) {
            self.out.push_str("\\{");
            self.repeatable = true;
            return Ok(());
        }
        let size = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
        if number(high) && size(low) > size(high) {
            return Err(format!("`{{{rest}}}` is out of order"));
        }
        self.at += rest.len() + 1;
        self.quantifier(&format!("{{{rest}}}"))
    }

    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.looking_at("^") {
            self.at += 1;
            self.out.push('^');
        }
        // What may begin a range: a character, whose code point is known where it is written plainly.
        let mut begin: Option<Option<char>> = None;
        loop {
            let c = self.next().ok_or("a class is not closed")?;
            match c {
                ']' => break,
                '-' if begin.is_some() && self.ranges() => {
                    self.out.push('-');
                    self.range_end(begin.flatten())?;
                    begin = None;
                }
                '-' => {
                    self.out.push_str("\\-");
                    begin = Some(Some('-'));
                }
                '\\' => begin = if self.escape(true)? { None } else { Some(None) },
                c => {
                    self.plain(c);
                    begin = Some(Some(c));
                }
            }
        }
        self.out.push(']');
        self.repeatable = true;
        Ok(())
    }

    /// Whether the hyphen just read stands between two characters: not before the end, nor before `\d`.
    fn ranges(&self) -> bool {
        let class = self.looking_at("\\")
            && self
                .chars
                .get(self.at + 1)
                .is_some_and(|c| "dDsSwWpP".contains(*c));
        !class && !self.looking_at("]") && self.at < self.chars.len()
    }

    fn range_end(&mut self, begin: Option<char>) -> Result<(), String> {
        let c = self.next().ok_or("a class is not closed")?;
        if c == '\\' {
            return self.escape(true).map(|_| ());
        }
        if begin.is_some_and(|b| b > c) {
            return Err("a range of a class is out of order".to_owned());
        }
        self.plain(c);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::literal;

    fn check(pattern: &str, expected: &str) {
        assert_eq!(
            literal(pattern).as_deref(),
            Ok(expected),
            "literal of {pattern}"
        );
    }

    #[test]
    fn ordinary_patterns_stay() {
        for same in [
            "^[0-9]{4}$",
            r"^\d+(?:\.\d{1,2})?$",
            "^(?=a)b|c*?$",
            r"^(?<y>\d)\k<y>\1$",
            r"\p{L}\u{1f600}\x41",
        ] {
            check(same, &format!("/{same}/u"));
        }
    }

    #[test]
    fn what_the_unicode_mode_refuses_is_rewritten() {
        check(r"a\-b\_\@", "/a-b_@/u");
        check(r"[\w-.]", r"/[\w\-.]/u");
        check(r"[a-\d]", r"/[a\-\d]/u");
        check("a{b}", r"/a\{b\}/u");
        check("]/", r"/\]\//u");
        check("[+-]", r"/[+\-]/u");
        check("a\nb", "/a\\nb/u");
    }

    #[test]
    fn a_dot_is_what_it_is_to_the_server() {
        check("^.{1,}$", r"/^[^\n]{1,}$/u");
        check(r"a\.[.]", r"/a\.[.]/u");
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        for wrong in [
            "(", ")", "[a", "*a", "a**", r"\Z", "(?i)a", "(?P<n>a)", r"(a)\2", "[z-a]", "a{3,1}",
            "\\", "(?=a)*",
        ] {
            assert!(literal(wrong).is_err(), "{wrong} should be refused");
        }
    }
}
