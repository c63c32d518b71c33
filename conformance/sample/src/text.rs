//! Texts: those that a pattern finds, and those that are merely awkward.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::random::Random;

const ALPHABET: [char; 12] = [
    'a', 'Z', '0', '-', '"', '\\', '\n', 'é', '日', '😀', '\u{2028}', ' ',
];

/// Repetitions without a limit are drawn this much longer than they must be, at most.
const MORE: u32 = 5;

/// A pattern, read once.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Hir);

impl Pattern {
    /// Reads an ECMA pattern; nothing where it can't be drawn from (look-around, back-references).
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        let translated = jsonschema_regex::to_rust_regex(pattern).ok()?;
        regex_syntax::parse(&translated).ok().map(Self)
    }

    /// A text that the pattern probably finds something in; now and then with something around it.
    pub(crate) fn draw(&self, random: &mut Random) -> String {
        let mut text = String::new();
        draw(&self.0, random, &mut text);
        match random.below(8) {
            0 => text + &any(random, 0, 3),
            1 => any(random, 0, 3) + &text,
            _ => text,
        }
    }
}

fn draw(hir: &Hir, random: &mut Random, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            if let Some(range) = random.pick(class.ranges()) {
                let (low, high) = (u32::from(range.start()), u32::from(range.end()));
                let width = (high - low).min(0x2000) as usize;
                let code = low + random.below(width + 1) as u32;
                text.push(char::from_u32(code).unwrap_or(range.start()));
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            if let Some(range) = random.pick(class.ranges()) {
                text.push(char::from(range.start()));
            }
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            let most = most.min(repetition.min.saturating_add(MORE));
            let times = repetition.min + random.below((most - repetition.min + 1) as usize) as u32;
            for _ in 0..times.min(4096) {
                draw(&repetition.sub, random, text);
            }
        }
        HirKind::Capture(capture) => draw(&capture.sub, random, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| draw(part, random, text)),
        HirKind::Alternation(parts) => {
            if let Some(part) = random.pick(parts) {
                draw(part, random, text);
            }
        }
    }
}

/// Any text of a length in code points.
pub(crate) fn any(random: &mut Random, least: usize, most: usize) -> String {
    let length = match random.below(4) {
        0 => least,
        1 => most,
        _ => least + random.below(most.saturating_sub(least) + 1),
    };
    (0..length).filter_map(|_| random.pick(&ALPHABET)).collect()
}
