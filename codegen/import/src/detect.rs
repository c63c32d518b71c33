//! Telling a document's dialect by its claim and its words.

use serde_json::Value;

use crate::convert::{Embedded, Targets};
use crate::dialect::Dialect;
use crate::draft::Draft;
use crate::pointer::member;

impl Dialect {
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
