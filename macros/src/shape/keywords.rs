//! The keywords of a node, as one row.

use super::{Unsupported, Walk};
use serde_json::{Map, Value, json};
use tidings_model::json::is_deep_constant;
use tidings_model::{Node, NodeId, ObjectKeywords, Types};

impl Walk<'_> {
    pub(super) fn keywords(&mut self, node: &Node) -> Result<Vec<Value>, Unsupported> {
        match node.always {
            Some(true) => return Ok(Vec::new()),
            Some(false) => return Ok(vec![json!(["never"])]),
            None => {}
        }
        let mut all = plain(node)?;
        if let Some(source) = &node.string.pattern {
            let search = self.shapes.search(source)?;
            all.push(json!(["p", source, search]));
        }
        all.extend(self.array(node)?);
        all.extend(self.object(node)?);
        for (keyword, nodes) in [
            ("all", &node.all_of),
            ("any", &node.any_of),
            ("one", &node.one_of),
        ] {
            if !nodes.is_empty() {
                all.push(json!([keyword, self.all(nodes)?]));
            }
        }
        all.extend(self.negations(node)?);
        if let Some(reference) = node.reference {
            all.push(json!(["ref", self.node(reference)?]));
        }
        if node.object.unevaluated.is_none() && node.array.unevaluated.is_none() {
            return Ok(all);
        }
        let members = self.option(node.object.unevaluated)?;
        let items = self.option(node.array.unevaluated)?;
        let of = self.shapes.row(all);
        Ok(vec![json!(["rest", of, members, items])])
    }

    /// `not`, and `if` with its branches.
    fn negations(&mut self, node: &Node) -> Result<Vec<Value>, Unsupported> {
        let mut all = Vec::new();
        if let Some(not) = node.not {
            all.push(json!(["not", self.node(not)?]));
        }
        if let Some(condition) = node.condition {
            let test = self.node(condition.test)?;
            let mut branch = |node: Option<NodeId>| match node {
                Some(node) => self.node(node),
                None => Ok(super::place(self.shapes.row(Vec::new()))),
            };
            let (then, otherwise) = (branch(condition.then)?, branch(condition.otherwise)?);
            all.push(json!(["if", test, then, otherwise]));
        }
        Ok(all)
    }

    fn array(&mut self, node: &Node) -> Result<Option<Value>, Unsupported> {
        let array = &node.array;
        let mut fields = Map::new();
        if !array.prefix.is_empty() {
            fields.insert("p".into(), json!(self.all(&array.prefix)?));
        }
        if let Some(rest) = self.option(array.items)? {
            fields.insert("rest".into(), rest.into());
        }
        if let Some(contains) = array.contains {
            let (min, max) = (
                array.min_contains.unwrap_or(1),
                array.max_contains.unwrap_or(u64::MAX),
            );
            fields.insert("c".into(), json!([self.node(contains)?, min, max]));
        }
        bounds(&mut fields, array.min, array.max);
        if array.unique {
            fields.insert("u".into(), true.into());
        }
        Ok((!fields.is_empty()).then(|| json!(["a", fields])))
    }

    fn object(&mut self, node: &Node) -> Result<Option<Value>, Unsupported> {
        let object = &node.object;
        let mut fields = self.named_members(object)?;
        if !object.required.is_empty() {
            fields.insert("r".into(), json!(object.required));
        }
        for (keyword, node) in [("rest", object.additional), ("names", object.names)] {
            if let Some(row) = self.option(node)? {
                fields.insert(keyword.into(), row.into());
            }
        }
        bounds(&mut fields, object.min, object.max);
        if !object.dependent_required.is_empty() {
            let needs = object.dependent_required.iter();
            let needs: Vec<Value> = needs
                .flat_map(|(name, needed)| [json!(name), json!(needed)])
                .collect();
            fields.insert("needs".into(), needs.into());
        }
        Ok((!fields.is_empty()).then(|| json!(["o", fields])))
    }

    /// `properties`, `dependentSchemas` and `patternProperties`.
    fn named_members(
        &mut self,
        object: &ObjectKeywords,
    ) -> Result<Map<String, Value>, Unsupported> {
        let mut fields = Map::new();
        for (keyword, named) in [("m", &object.properties), ("d", &object.dependent_schemas)] {
            let mut pairs: Vec<Value> = Vec::new();
            for (name, node) in named {
                pairs.extend([json!(name), self.node(*node)?.into()]);
            }
            if !pairs.is_empty() {
                fields.insert(keyword.into(), pairs.into());
            }
        }
        let mut patterns: Vec<Value> = Vec::new();
        for (source, node) in &object.patterns {
            let search = self.shapes.search(source)?;
            patterns.extend([search.into(), self.node(*node)?.into()]);
        }
        if !patterns.is_empty() {
            fields.insert("p".into(), patterns.into());
        }
        Ok(fields)
    }
}

fn bounds(fields: &mut Map<String, Value>, min: Option<u64>, max: Option<u64>) {
    fields.extend(min.map(|min| ("min".into(), min.into())));
    fields.extend(max.map(|max| ("max".into(), max.into())));
}

/// The keywords that hold no other schema.
fn plain(node: &Node) -> Result<Vec<Value>, Unsupported> {
    let mut all = Vec::new();
    all.extend(node.types.map(|types| json!(["t", bits(types)])));
    for values in [
        node.values.as_deref(),
        node.constant.as_ref().map(std::slice::from_ref),
    ]
    .into_iter()
    .flatten()
    {
        if values.iter().any(is_deep_constant) {
            return Err(Unsupported::Deep);
        }
        all.push(json!(["v", values]));
    }
    let number = &node.number;
    for (keyword, bound) in [
        ("min", &number.minimum),
        ("max", &number.maximum),
        ("above", &number.exclusive_minimum),
        ("below", &number.exclusive_maximum),
        ("mult", &number.multiple_of),
    ] {
        all.extend(bound.as_ref().map(|bound| json!([keyword, bound])));
    }
    all.extend(node.string.min.map(|min| json!(["short", min])));
    all.extend(node.string.max.map(|max| json!(["long", max])));
    Ok(all)
}

/// The contract's bits: null 1, boolean 2, integer 4, number 8, string 16, array 32, object 64.
pub(crate) fn bits(types: Types) -> u8 {
    const BITS: [(Types, u8); 7] = [
        (Types::NULL, 1),
        (Types::BOOLEAN, 2),
        (Types::INTEGER, 4),
        (Types::NUMBER, 8),
        (Types::STRING, 16),
        (Types::ARRAY, 32),
        (Types::OBJECT, 64),
    ];
    BITS.iter()
        .filter(|(single, _)| types.contains(*single))
        .map(|(_, bit)| bit)
        .sum()
}
