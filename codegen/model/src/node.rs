//! One subschema as typed keywords.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Number, Value};

use crate::annotations::XTidings;
use crate::place::Place;
use crate::rare::{Absent, Rare};

/// A node of a schema's arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The position of the node in its arena.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A set of JSON types. `integer` is contained in `number` but kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Types(u8);

impl Types {
    /// No type at all.
    pub const NONE: Types = Types(0);
    /// `null`
    pub const NULL: Types = Types(1);
    /// `boolean`
    pub const BOOLEAN: Types = Types(2);
    /// `integer`: 1.0 is one.
    pub const INTEGER: Types = Types(4);
    /// `number`, which includes every integer.
    pub const NUMBER: Types = Types(12);
    /// `string`
    pub const STRING: Types = Types(16);
    /// `array`
    pub const ARRAY: Types = Types(32);
    /// `object`
    pub const OBJECT: Types = Types(64);
    /// Every type.
    pub const ALL: Types = Types(127);

    const NAMES: [(&'static str, Types); 7] = [
        ("null", Types::NULL),
        ("boolean", Types::BOOLEAN),
        ("integer", Types::INTEGER),
        ("number", Types::NUMBER),
        ("string", Types::STRING),
        ("array", Types::ARRAY),
        ("object", Types::OBJECT),
    ];

    /// The names that JSON Schema knows.
    pub fn known() -> impl Iterator<Item = &'static str> {
        Types::NAMES.iter().map(|(name, _)| *name)
    }

    /// The type of that name.
    pub fn named(name: &str) -> Option<Types> {
        Types::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, types)| *types)
    }

    /// The type of a value; a whole number is an `integer`.
    pub fn of(value: &Value) -> Types {
        match value {
            Value::Null => Types::NULL,
            Value::Bool(_) => Types::BOOLEAN,
            Value::Number(number) if is_whole(number) => Types::INTEGER,
            Value::Number(_) => Types::NUMBER,
            Value::String(_) => Types::STRING,
            Value::Array(_) => Types::ARRAY,
            Value::Object(_) => Types::OBJECT,
        }
    }

    /// Whether all of `other` is in this set.
    pub fn contains(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets.
    pub fn union(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// What is in both.
    pub fn intersection(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    /// This set without another. Taking away `integer` alone from `number` is not representable and leaves it.
    pub fn without(self, other: Types) -> Types {
        let rest = self.0 & !other.0;
        Types(if rest & 12 == 8 { rest | 4 } else { rest })
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The single members, in a fixed order; `number` stands for `integer` too.
    pub fn iter(self) -> impl Iterator<Item = Types> {
        Types::NAMES
            .iter()
            .map(|(_, types)| *types)
            .filter(move |types| {
                self.contains(*types) && !(*types == Types::INTEGER && self.contains(Types::NUMBER))
            })
    }

    /// The names of the members, as [`Types::iter`] orders them.
    pub fn names(self) -> Vec<&'static str> {
        self.iter()
            .filter_map(|single| Types::NAMES.iter().find(|(_, types)| *types == single))
            .map(|(name, _)| *name)
            .collect()
    }
}

/// Whether a number is whole: 1.0 is.
pub(crate) fn is_whole(number: &Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Assertions on numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NumberKeywords {
    /// `minimum`
    pub minimum: Option<Number>,
    /// `maximum`
    pub maximum: Option<Number>,
    /// `exclusiveMinimum`
    pub exclusive_minimum: Option<Number>,
    /// `exclusiveMaximum`
    pub exclusive_maximum: Option<Number>,
    /// `multipleOf`, above 0
    pub multiple_of: Option<Number>,
}

impl Absent for NumberKeywords {
    const ABSENT: &'static Self = &NumberKeywords {
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
    };
}

/// Assertions on strings; lengths are in code points.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StringKeywords {
    /// `minLength`
    pub min: Option<u64>,
    /// `maxLength`
    pub max: Option<u64>,
    /// `pattern`, as written (ECMA-262)
    pub pattern: Option<String>,
}

impl Absent for StringKeywords {
    const ABSENT: &'static Self = &StringKeywords {
        min: None,
        max: None,
        pattern: None,
    };
}

/// What arrays hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArrayKeywords {
    /// `prefixItems`
    pub prefix: Vec<NodeId>,
    /// `items`
    pub items: Option<NodeId>,
    /// `contains`
    pub contains: Option<NodeId>,
    /// `minContains`
    pub min_contains: Option<u64>,
    /// `maxContains`
    pub max_contains: Option<u64>,
    /// `minItems`
    pub min: Option<u64>,
    /// `maxItems`
    pub max: Option<u64>,
    /// `uniqueItems: true`
    pub unique: bool,
    /// `unevaluatedItems`
    pub unevaluated: Option<NodeId>,
}

impl Absent for ArrayKeywords {
    const ABSENT: &'static Self = &ArrayKeywords {
        prefix: Vec::new(),
        items: None,
        contains: None,
        min_contains: None,
        max_contains: None,
        min: None,
        max: None,
        unique: false,
        unevaluated: None,
    };
}

/// What objects hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectKeywords {
    /// `properties`, sorted by name
    pub properties: Vec<(String, NodeId)>,
    /// `patternProperties`, sorted by pattern
    pub patterns: Vec<(String, NodeId)>,
    /// `additionalProperties`
    pub additional: Option<NodeId>,
    /// `required`
    pub required: Vec<String>,
    /// `propertyNames`
    pub names: Option<NodeId>,
    /// `minProperties`
    pub min: Option<u64>,
    /// `maxProperties`
    pub max: Option<u64>,
    /// `dependentRequired`
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// `dependentSchemas`
    pub dependent_schemas: Vec<(String, NodeId)>,
    /// `unevaluatedProperties`
    pub unevaluated: Option<NodeId>,
}

impl Absent for ObjectKeywords {
    const ABSENT: &'static Self = &ObjectKeywords {
        properties: Vec::new(),
        patterns: Vec::new(),
        additional: None,
        required: Vec::new(),
        names: None,
        min: None,
        max: None,
        dependent_required: Vec::new(),
        dependent_schemas: Vec::new(),
        unevaluated: None,
    };
}

impl ObjectKeywords {
    /// The schema of a member by name, as `properties` gives it.
    pub fn property(&self, name: &str) -> Option<NodeId> {
        self.properties
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, node)| *node)
    }
}

/// `if` with `then` and `else`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// `if`
    pub test: NodeId,
    /// `then`
    pub then: Option<NodeId>,
    /// `else`
    pub otherwise: Option<NodeId>,
}

/// Annotations for people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text {
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `default`; it fills nothing
    pub default: Option<Value>,
    /// `examples`
    pub examples: Vec<Value>,
    /// `deprecated`
    pub deprecated: bool,
}

impl Absent for Text {
    const ABSENT: &'static Self = &Text {
        title: None,
        description: None,
        default: None,
        examples: Vec::new(),
        deprecated: false,
    };
}

/// A keyword and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    /// Its name.
    pub name: String,
    /// The place of its key.
    pub place: Place,
}

/// One subschema as typed keywords; what it refers to stands in the same arena.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it is written. In a materialised schema this is the place in the original source.
    pub place: Place,
    /// `true` or `false` in place of an object.
    pub always: Option<bool>,
    /// `type`
    pub types: Option<Types>,
    /// `enum`
    pub values: Option<Arc<[Value]>>,
    /// `const`
    pub constant: Option<Value>,
    /// Assertions on numbers.
    pub number: Rare<NumberKeywords>,
    /// Assertions on strings.
    pub string: Rare<StringKeywords>,
    /// Assertions on arrays.
    pub array: Rare<ArrayKeywords>,
    /// Assertions on objects.
    pub object: Rare<ObjectKeywords>,
    /// `allOf`
    pub all_of: Vec<NodeId>,
    /// `anyOf`
    pub any_of: Vec<NodeId>,
    /// `oneOf`
    pub one_of: Vec<NodeId>,
    /// `not`
    pub not: Option<NodeId>,
    /// `if`, `then`, `else`
    pub condition: Option<Condition>,
    /// `$ref`, resolved; always present in a checked schema that has one
    pub reference: Option<NodeId>,
    /// `$ref` as written
    pub reference_text: Option<String>,
    /// `$defs` (and `definitions`, which other dialects use)
    pub defs: Vec<(String, NodeId)>,
    /// `format`
    pub format: Option<String>,
    /// Annotations for people.
    pub text: Rare<Text>,
    /// `x-tidings`
    pub tidings: Rare<XTidings>,
    /// Keywords of the dialect that assert something but that no code here obeys, such as `$dynamicRef`.
    pub unsupported: Vec<Keyword>,
    /// Keywords that the dialect doesn't know: annotations, told as lints.
    pub unknown: Vec<Keyword>,
    /// Where each keyword's key and value are written.
    pub(crate) spans: Arc<[(String, Range<usize>)]>,
    /// `$id`, `$anchor`
    pub(crate) id: Option<String>,
    pub(crate) anchor: Option<String>,
}

/// Visits everything that a node leads to, in a fixed order: shared, or to be changed.
macro_rules! each_link {
    ($node:ident, $object:expr, $array:expr, $visit:expr $(, $mut:tt)?) => {{
        let (object, array, mut visit) = ($object, $array, $visit);
        for (keyword, map) in [
            ("$defs", &$($mut)? $node.defs),
            ("properties", &$($mut)? object.properties),
            ("patternProperties", &$($mut)? object.patterns),
            ("dependentSchemas", &$($mut)? object.dependent_schemas),
        ] {
            for (name, id) in map {
                visit(Step(keyword, Cow::Borrowed(name.as_str())), id);
            }
        }
        for (keyword, list) in [
            ("allOf", &$($mut)? $node.all_of),
            ("anyOf", &$($mut)? $node.any_of),
            ("oneOf", &$($mut)? $node.one_of),
            ("prefixItems", &$($mut)? array.prefix),
        ] {
            for (i, id) in list.into_iter().enumerate() {
                visit(Step(keyword, Cow::Owned(i.to_string())), id);
            }
        }
        for (keyword, one) in [
            ("$ref", &$($mut)? $node.reference),
            ("not", &$($mut)? $node.not),
            ("items", &$($mut)? array.items),
            ("contains", &$($mut)? array.contains),
            ("unevaluatedItems", &$($mut)? array.unevaluated),
            ("additionalProperties", &$($mut)? object.additional),
            ("propertyNames", &$($mut)? object.names),
            ("unevaluatedProperties", &$($mut)? object.unevaluated),
        ] {
            if let Some(id) = one {
                visit(Step(keyword, Cow::Borrowed("")), id);
            }
        }
        if let Some(condition) = &$($mut)? $node.condition {
            visit(Step("if", Cow::Borrowed("")), &$($mut)? condition.test);
            if let Some(id) = &$($mut)? condition.then {
                visit(Step("then", Cow::Borrowed("")), id);
            }
            if let Some(id) = &$($mut)? condition.otherwise {
                visit(Step("else", Cow::Borrowed("")), id);
            }
        }
    }};
}

impl Node {
    /// A subschema without any keyword.
    pub(crate) fn empty(place: Place) -> Node {
        Node {
            place,
            always: None,
            types: None,
            values: None,
            constant: None,
            number: Rare::default(),
            string: Rare::default(),
            array: Rare::default(),
            object: Rare::default(),
            all_of: Vec::new(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            not: None,
            condition: None,
            reference: None,
            reference_text: None,
            defs: Vec::new(),
            format: None,
            text: Rare::default(),
            tidings: Rare::default(),
            unsupported: Vec::new(),
            unknown: Vec::new(),
            spans: Arc::default(),
            id: None,
            anchor: None,
        }
    }

    /// The values of `enum`; none where it is not there.
    pub fn listed(&self) -> impl Iterator<Item = &Value> {
        self.values.iter().flat_map(|values| values.iter())
    }

    /// Whether the node itself asserts something, apart from what its children do.
    pub(crate) fn asserts(&self) -> bool {
        let object = &self.object;
        self.always == Some(false)
            || self.types.is_some()
            || self.values.is_some()
            || self.constant.is_some()
            || *self.number != NumberKeywords::default()
            || *self.string != StringKeywords::default()
            || *self.array != ArrayKeywords::default()
            || self.format.is_some()
            || !object.required.is_empty()
            || !object.dependent_required.is_empty()
            || object.min.is_some()
            || object.max.is_some()
    }

    /// Replaces everything that the node leads to; references included.
    pub(crate) fn map_links(&mut self, map: &mut dyn FnMut(&Step<'_>, NodeId) -> NodeId) {
        let (mut no_object, mut no_array) = Default::default();
        each_link!(
            self,
            self.object.set_mut().unwrap_or(&mut no_object),
            self.array.set_mut().unwrap_or(&mut no_array),
            |step: Step<'_>, id: &mut NodeId| *id = map(&step, *id),
            mut
        );
    }

    /// Everything that a node leads to, with the step that leads there, in a fixed order; `$ref` among it.
    pub(crate) fn links(&self) -> Vec<(Step<'_>, NodeId)> {
        let mut links = Vec::new();
        let push = |step, id: &NodeId| links.push((step, *id));
        each_link!(self, &*self.object, &*self.array, push);
        links
    }

    /// What applies to the same value: references and in-place applicators.
    pub(crate) fn in_place(&self) -> Vec<NodeId> {
        let mut ids: Vec<NodeId> = self.reference.into_iter().collect();
        for list in [&self.all_of, &self.any_of, &self.one_of] {
            ids.extend(list);
        }
        ids.extend(self.not);
        ids.extend(self.object.dependent_schemas.iter().map(|(_, id)| *id));
        if let Some(condition) = self.condition {
            ids.push(condition.test);
            ids.extend(condition.then);
            ids.extend(condition.otherwise);
        }
        ids
    }
}

/// A step from a node to a child: the keyword, and the name or index where it has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step<'a>(pub &'static str, pub Cow<'a, str>);

impl Step<'_> {
    /// Whether a name or index follows the keyword.
    pub(crate) fn is_named(&self) -> bool {
        matches!(
            self.0,
            "$defs"
                | "properties"
                | "patternProperties"
                | "dependentSchemas"
                | "allOf"
                | "anyOf"
                | "oneOf"
                | "prefixItems"
        )
    }
}
