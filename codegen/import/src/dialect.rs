//! Which reading of JSON Schema a document was written for.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::convert::{Embedded, Targets};
use crate::pointer::member;

/// A published draft of JSON Schema, oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Draft {
    /// Draft 4. (Its `integer` refuses 1.0; from draft 6 on, and here, 1.0 is an integer.)
    Draft04,
    /// Draft 6.
    Draft06,
    /// Draft 7.
    Draft07,
    /// Draft 2019-09.
    Draft201909,
    /// Draft 2020-12.
    Draft202012,
}

/// A draft, and whether the words that OpenAPI adds (`nullable`, `discriminator`, `example`) are read.
///
/// ```
/// use tidings_import::Dialect;
/// assert_eq!("draft-07".parse(), Ok(Dialect::DRAFT_07));
/// assert_eq!(Dialect::OPENAPI_30.to_string(), "openapi-3.0");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// The draft that says which keywords assert, and whether siblings of `$ref` do.
    pub draft: Draft,
    /// Whether OpenAPI's words are read.
    pub openapi: bool,
}

const fn dialect(draft: Draft, openapi: bool) -> Dialect {
    Dialect { draft, openapi }
}

impl Dialect {
    /// Draft 4.
    pub const DRAFT_04: Dialect = dialect(Draft::Draft04, false);
    /// Draft 6.
    pub const DRAFT_06: Dialect = dialect(Draft::Draft06, false);
    /// Draft 7.
    pub const DRAFT_07: Dialect = dialect(Draft::Draft07, false);
    /// Draft 2019-09.
    pub const DRAFT_2019_09: Dialect = dialect(Draft::Draft201909, false);
    /// Draft 2020-12.
    pub const DRAFT_2020_12: Dialect = dialect(Draft::Draft202012, false);
    /// Schema objects of OpenAPI 3.0.
    pub const OPENAPI_30: Dialect = dialect(Draft::Draft04, true);
    /// Schema objects of OpenAPI 3.1, also where words of 3.0 live on in them.
    pub const OPENAPI_31: Dialect = dialect(Draft::Draft202012, true);

    /// All dialects that have a name, in the order in which help lists them.
    pub const NAMED: [(&'static str, Dialect); 7] = [
        ("draft-04", Dialect::DRAFT_04),
        ("draft-06", Dialect::DRAFT_06),
        ("draft-07", Dialect::DRAFT_07),
        ("2019-09", Dialect::DRAFT_2019_09),
        ("2020-12", Dialect::DRAFT_2020_12),
        ("openapi-3.0", Dialect::OPENAPI_30),
        ("openapi-3.1", Dialect::OPENAPI_31),
    ];

    /// The dialect that a document was most likely written for.
    ///
    /// `$schema` is a hint that the document's own words can outweigh: real files claim 2020-12 and
    /// hold `nullable`. Without a claim the words decide; a document without either reads the same in
    /// all drafts and is taken as 2020-12.
    ///
    /// ```
    /// use serde_json::json;
    /// use tidings_import::Dialect;
    /// let claimed = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string", "nullable": true});
    /// assert_eq!(Dialect::detect(&claimed), Dialect::OPENAPI_31);
    /// assert_eq!(Dialect::detect(&json!({"minimum": 1, "exclusiveMinimum": true})), Dialect::DRAFT_04);
    /// ```
    pub fn detect(document: &Value) -> Dialect {
        let mut signs = Signs::default();
        // Schemas that only a reference reaches (`#/components/schemas/X`) count too.
        let targets = Targets::index(document, Dialect::OPENAPI_31, &Embedded::default());
        let schemas = targets.schemas.keys().filter_map(|at| document.pointer(at));
        schemas.for_each(|schema| signs.read(schema));
        let text = |word: &str| member(document, word).and_then(Value::as_str);
        match text("openapi") {
            Some(version) if version.starts_with("3.0") => return Dialect::OPENAPI_30,
            Some(version) if version.starts_with("3.") => return Dialect::OPENAPI_31,
            _ => {}
        }
        let claim = text("$schema").and_then(Draft::of_uri);
        let draft = match claim {
            // Array-form items assert nothing in 2020-12, so a file that relies on them is older than it says.
            Some(Draft::Draft202012) if signs.tuple_items && !signs.since_2020 => {
                Draft::Draft201909
            }
            Some(claim) => claim,
            None => signs.draft(document),
        };
        Dialect {
            draft,
            openapi: signs.openapi,
        }
    }
}

impl Draft {
    /// The draft that a `$schema` URI names, with http or https, with or without a fragment.
    pub fn of_uri(uri: &str) -> Option<Draft> {
        let bare = uri
            .trim_start_matches("https://")
            .trim_start_matches("http://");
        let bare = bare.split('#').next().unwrap_or_default();
        let bare = bare.strip_prefix("json-schema.org/")?.trim_end_matches('/');
        match bare.strip_suffix("/schema").unwrap_or(bare) {
            "draft-04" => Some(Draft::Draft04),
            "draft-05" | "draft-06" => Some(Draft::Draft06),
            "draft-07" => Some(Draft::Draft07),
            "draft/2019-09" => Some(Draft::Draft201909),
            "draft/2020-12" => Some(Draft::Draft202012),
            _ => None,
        }
    }

    /// The name as messages print it.
    pub fn name(self) -> &'static str {
        match self {
            Draft::Draft04 => "draft-04",
            Draft::Draft06 => "draft-06",
            Draft::Draft07 => "draft-07",
            Draft::Draft201909 => "2019-09",
            Draft::Draft202012 => "2020-12",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Dialect::NAMED.iter().find(|(_, named)| named == self) {
            Some((name, _)) => f.write_str(name),
            None => write!(f, "{} with OpenAPI words", self.draft.name()),
        }
    }
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(name: &str) -> Result<Dialect, String> {
        let found = Dialect::NAMED.iter().find(|(known, _)| *known == name);
        found.map(|(_, dialect)| *dialect).ok_or_else(|| {
            let names: Vec<&str> = Dialect::NAMED.iter().map(|(known, _)| *known).collect();
            format!(
                "`{name}` is no dialect; known ones are {}",
                names.join(", ")
            )
        })
    }
}

/// Words that only one reading makes sense of.
#[derive(Debug, Default)]
struct Signs {
    openapi: bool,
    boolean_bounds: bool,
    plain_id: bool,
    tuple_items: bool,
    until_07: bool,
    since_06: bool,
    since_2019: bool,
    since_2020: bool,
}

impl Signs {
    /// Takes in the words of one schema, not of those below it.
    fn read(&mut self, schema: &Value) {
        let Some(members) = schema.as_object() else {
            return;
        };
        for (word, value) in members {
            match word.as_str() {
                "nullable" => self.openapi |= value.is_boolean(),
                "discriminator" => self.openapi |= member(value, "propertyName").is_some(),
                "exclusiveMinimum" | "exclusiveMaximum" => {
                    self.boolean_bounds |= value.is_boolean();
                }
                "id" => self.plain_id |= value.as_str().is_some_and(|id| id.contains("://")),
                "items" => self.tuple_items |= value.is_array(),
                "dependencies" => self.until_07 = true,
                "const" | "if" | "examples" | "contains" | "propertyNames" => self.since_06 = true,
                "type" => self.since_06 |= value.as_str() == Some("null"),
                "dependentRequired"
                | "dependentSchemas"
                | "unevaluatedProperties"
                | "unevaluatedItems"
                | "$defs"
                | "$anchor"
                | "$recursiveRef"
                | "minContains" => {
                    self.since_2019 = true;
                }
                "prefixItems" | "$dynamicRef" | "$dynamicAnchor" => self.since_2020 = true,
                _ => {}
            }
        }
    }

    fn draft(&self, document: &Value) -> Draft {
        if self.since_2020 {
            return Draft::Draft202012;
        }
        if self.boolean_bounds || (self.plain_id && member(document, "$id").is_none()) {
            return Draft::Draft04;
        }
        match (
            self.since_2019,
            self.tuple_items || self.until_07,
            self.openapi,
        ) {
            (true, true, _) => Draft::Draft201909,
            (true, false, _) => Draft::Draft202012,
            (false, true, _) => Draft::Draft07,
            (false, false, true) if !self.since_06 => Draft::Draft04,
            (false, false, false) if member(document, "definitions").is_some() => Draft::Draft07,
            (false, false, _) => Draft::Draft202012,
        }
    }
}
