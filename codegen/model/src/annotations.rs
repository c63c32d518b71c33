//! `x-tidings`: what a schema says to tidings alone.

use serde_json::Value;

use crate::rare::Absent;

/// The `x-tidings` annotations of one subschema.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct XTidings {
    /// What readers fall back to for unknown enum members or union tags.
    pub fallback: Option<String>,
    /// This enum or union will never grow.
    pub closed: bool,
    /// The member that discriminates a union.
    pub tag: Option<String>,
    /// This writer may add undeclared members.
    pub open: bool,
    /// One sentence: why this version exists.
    pub change: Option<String>,
    /// TypeScript reads this integer as a bigint.
    pub bigint: bool,
    /// The name that the event has elsewhere, where it doesn't follow our grammar.
    pub wire: Option<String>,
    /// The owners, as in CODEOWNERS.
    pub owners: Vec<String>,
}

impl Absent for XTidings {
    const ABSENT: &'static Self = &XTidings {
        fallback: None,
        closed: false,
        tag: None,
        open: false,
        change: None,
        bigint: false,
        wire: None,
        owners: Vec::new(),
    };
}

impl XTidings {
    /// The keys that are understood.
    pub const KEYS: [&'static str; 8] = [
        "bigint", "change", "closed", "fallback", "open", "owners", "tag", "wire",
    ];

    /// Specified, and obeyed by no code yet: refused, since a rule that is written and not kept is worse than none.
    pub const UNSUPPORTED: [&'static str; 3] = ["key", "scope", "sensitive"];

    /// Whether nothing is annotated.
    pub fn is_empty(&self) -> bool {
        *self == XTidings::default()
    }

    /// As JSON, without what is absent.
    pub fn to_value(&self) -> Value {
        let mut map = serde_json::Map::new();
        let flags = [
            ("bigint", self.bigint),
            ("closed", self.closed),
            ("open", self.open),
        ];
        for (name, _) in flags.iter().filter(|(_, set)| *set) {
            map.insert((*name).to_owned(), Value::Bool(true));
        }
        let texts = [
            ("change", &self.change),
            ("fallback", &self.fallback),
            ("tag", &self.tag),
            ("wire", &self.wire),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                map.insert(name.to_owned(), Value::String(text.clone()));
            }
        }
        if !self.owners.is_empty() {
            map.insert("owners".to_owned(), self.owners.clone().into());
        }
        Value::Object(map)
    }
}
