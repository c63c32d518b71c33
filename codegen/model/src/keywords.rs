//! Which keywords there are, and what stands in them.

/// Known keywords that assert nothing and that no type depends on.
pub(crate) const ANNOTATIONS: [&str; 7] = [
    "$comment",
    "$vocabulary",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
];

/// Keywords that assert something, but that no code here obeys.
pub(crate) const UNSUPPORTED: [&str; 4] = [
    "$dynamicRef",
    "$dynamicAnchor",
    "$recursiveRef",
    "$recursiveAnchor",
];

/// What a keyword holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A subschema.
    Schema,
    /// A list of subschemas.
    Schemas,
    /// Subschemas by name.
    SchemaMap,
    /// A set of names, whose order means nothing.
    Names,
    /// Sets of names by name.
    NamesMap,
    /// Anything else that counts.
    Value,
    /// Something for people.
    Note,
}

/// All keywords of the dialect, with what they hold.
pub(crate) const KEYWORDS: [(&str, Holds); 60] = [
    ("$anchor", Holds::Value),
    ("$comment", Holds::Note),
    ("$defs", Holds::SchemaMap),
    ("$dynamicAnchor", Holds::Value),
    ("$dynamicRef", Holds::Value),
    ("$id", Holds::Note),
    ("$recursiveAnchor", Holds::Value),
    ("$recursiveRef", Holds::Value),
    ("$ref", Holds::Value),
    ("$schema", Holds::Note),
    ("$vocabulary", Holds::Note),
    ("additionalProperties", Holds::Schema),
    ("allOf", Holds::Schemas),
    ("anyOf", Holds::Schemas),
    ("const", Holds::Value),
    ("contains", Holds::Schema),
    ("contentEncoding", Holds::Note),
    ("contentMediaType", Holds::Note),
    ("contentSchema", Holds::Note),
    ("default", Holds::Note),
    ("definitions", Holds::SchemaMap),
    ("dependentRequired", Holds::NamesMap),
    ("dependentSchemas", Holds::SchemaMap),
    ("deprecated", Holds::Note),
    ("description", Holds::Note),
    ("else", Holds::Schema),
    ("enum", Holds::Value),
    ("examples", Holds::Note),
    ("exclusiveMaximum", Holds::Value),
    ("exclusiveMinimum", Holds::Value),
    ("format", Holds::Value),
    ("if", Holds::Schema),
    ("items", Holds::Schema),
    ("maxContains", Holds::Value),
    ("maxItems", Holds::Value),
    ("maxLength", Holds::Value),
    ("maxProperties", Holds::Value),
    ("maximum", Holds::Value),
    ("minContains", Holds::Value),
    ("minItems", Holds::Value),
    ("minLength", Holds::Value),
    ("minProperties", Holds::Value),
    ("minimum", Holds::Value),
    ("multipleOf", Holds::Value),
    ("not", Holds::Schema),
    ("oneOf", Holds::Schemas),
    ("pattern", Holds::Value),
    ("patternProperties", Holds::SchemaMap),
    ("prefixItems", Holds::Schemas),
    ("properties", Holds::SchemaMap),
    ("propertyNames", Holds::Schema),
    ("readOnly", Holds::Note),
    ("required", Holds::Names),
    ("then", Holds::Schema),
    ("title", Holds::Note),
    ("type", Holds::Names),
    ("unevaluatedItems", Holds::Schema),
    ("unevaluatedProperties", Holds::Schema),
    ("uniqueItems", Holds::Value),
    ("writeOnly", Holds::Note),
];

/// What a keyword holds; unknown keywords are for people.
pub(crate) fn holds(name: &str) -> Holds {
    KEYWORDS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(Holds::Note, |(_, holds)| *holds)
}
