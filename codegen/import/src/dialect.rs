//! Which reading of JSON Schema a document was written for.

use std::fmt;
use std::str::FromStr;

use crate::draft::Draft;

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
