//! Where something is written: file, line, column, bytes, JSON pointer.

use std::ops::Range;
use std::sync::Arc;

/// A place in a source file, both as people see it and as tools address it.
///
/// ```
/// use tidings_model::{Alone, Schema};
/// let draft = Schema::parse("a.json", "{\n  \"type\": \"object\"\n}").unwrap();
/// let schema = draft.check(&Alone).unwrap();
/// assert_eq!(schema.node(schema.root()).place.to_string(), "a.json:1:1");
/// assert_eq!(schema.keyword_place(schema.root(), "type").to_string(), "a.json:2:3");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Place {
    /// The file as the registry names it, with forward slashes: `events/order.placed/1.json`.
    #[serde(serialize_with = "as_text")]
    pub file: Arc<str>,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1 in code points.
    pub column: u32,
    /// The bytes of the file that are meant.
    pub span: Range<usize>,
    /// The JSON pointer (or, for TOML, the dotted key) inside the file.
    #[serde(serialize_with = "as_text")]
    pub pointer: Arc<str>,
}

fn as_text<S: serde::Serializer>(file: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(file)
}

impl Ord for Place {
    fn cmp(&self, other: &Place) -> std::cmp::Ordering {
        let key = |place: &Place| {
            (
                place.file.clone(),
                place.span.start,
                place.span.end,
                place.pointer.clone(),
                place.line,
            )
        };
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Place) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Place {
    /// The beginning of a file, for problems that concern it as a whole.
    pub fn start_of(file: &str) -> Place {
        Place {
            file: Arc::from(file),
            line: 1,
            column: 1,
            span: 0..0,
            pointer: Arc::default(),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Distance between two checkpoints of [`SourceText`], in bytes.
const STEP: usize = 512;

/// A source file that turns byte offsets into lines and columns quickly, also in files of one long line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    file: Arc<str>,
    text: String,
    lines: Vec<usize>,
    code_points: Vec<usize>,
}

impl SourceText {
    /// Indexes the text of a file.
    pub fn new(file: &str, text: &str) -> SourceText {
        let mut lines = vec![0];
        let mut code_points = Vec::with_capacity(text.len() / STEP + 1);
        let mut seen = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % STEP == 0 {
                code_points.push(seen);
            }
            if byte & 0xC0 != 0x80 {
                seen += 1;
            }
            if byte == b'\n' {
                lines.push(at + 1);
            }
        }
        SourceText {
            file: Arc::from(file),
            text: text.to_owned(),
            lines,
            code_points,
        }
    }

    /// The name of the file.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The text of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place of a span; the pointer is what addresses it inside the document.
    pub fn place(&self, span: Range<usize>, pointer: impl Into<Arc<str>>) -> Place {
        let start = span.start.min(self.text.len());
        let line = self.lines.partition_point(|&begin| begin <= start).max(1) - 1;
        let column = self.code_points_before(start) - self.code_points_before(self.lines[line]) + 1;
        Place {
            file: self.file.clone(),
            line: narrow(line + 1),
            column: narrow(column),
            span,
            pointer: pointer.into(),
        }
    }

    fn code_points_before(&self, offset: usize) -> usize {
        let block = (offset / STEP).min(self.code_points.len().saturating_sub(1));
        let before = self.code_points.get(block).copied().unwrap_or(0);
        let rest = &self.text.as_bytes()[(block * STEP).min(offset)..offset];
        before + rest.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Adds one reference token to a JSON pointer, escaped.
///
/// ```
/// assert_eq!(tidings_model::child_pointer("/a", "b/c~d"), "/a/b~1c~0d");
/// ```
pub fn child_pointer(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

/// The unescaped reference tokens of a JSON pointer; none where the text is not a pointer.
pub fn pointer_tokens(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let tokens = pointer.strip_prefix('/')?;
    Some(
        tokens
            .split('/')
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
            .collect(),
    )
}
