//! Prints a schema's typed nodes as tables of the contract's `Shape`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Number, Value};
use std::collections::BTreeMap;
use tidings_model::{Checked, Node, NodeId, Schema, Types};

/// The tables of one derived type: statics that stand inside a function, beside one another.
pub(crate) struct Shapes {
    /// Keeps the names of several tables in one scope apart.
    prefix: &'static str,
    /// What `$ref`s lead to, each printed once, so that recursion is a cycle of statics.
    shared: BTreeMap<NodeId, Option<TokenStream>>,
    patterns: BTreeMap<String, usize>,
}

/// A pattern that no regular language describes.
#[derive(Debug)]
pub(crate) struct Unsupported(pub(crate) String);

impl Shapes {
    pub(crate) fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            shared: BTreeMap::new(),
            patterns: BTreeMap::new(),
        }
    }

    /// The shape of a node, as a static's initialiser; what it refers to is kept for [`Shapes::statics`].
    pub(crate) fn of(
        &mut self,
        schema: &Schema<Checked>,
        node: NodeId,
    ) -> Result<TokenStream, Unsupported> {
        let keywords = self.keywords(schema, schema.node(node))?;
        Ok(match keywords.as_slice() {
            [] => quote!(__t::Shape::Any),
            [one] => one.clone(),
            all => quote!(__t::Shape::AllOf(&[#(#all),*])),
        })
    }

    /// Everything that the shapes so far refer to.
    pub(crate) fn statics(self) -> TokenStream {
        let prefix = self.prefix;
        let shared = self.shared.into_iter().map(|(node, shape)| {
            let name = name(prefix, node);
            quote!(static #name: __t::Shape = #shape;)
        });
        let patterns = self.patterns.into_iter().map(|(regex, place)| {
            let name = pattern(prefix, place);
            quote!(static #name: __t::Pattern = __t::Pattern::new(#regex);)
        });
        quote!(#(#patterns)* #(#shared)*)
    }

    fn refer(
        &mut self,
        schema: &Schema<Checked>,
        node: NodeId,
    ) -> Result<TokenStream, Unsupported> {
        if let std::collections::btree_map::Entry::Vacant(vacant) = self.shared.entry(node) {
            vacant.insert(None);
            let shape = self.of(schema, node)?;
            self.shared.insert(node, Some(shape));
        }
        let name = name(self.prefix, node);
        Ok(quote!(__t::Shape::Ref(&#name)))
    }

    fn all(
        &mut self,
        schema: &Schema<Checked>,
        nodes: &[NodeId],
    ) -> Result<Vec<TokenStream>, Unsupported> {
        nodes.iter().map(|node| self.of(schema, *node)).collect()
    }

    /// `Some(&shape)` or `None`.
    fn option(
        &mut self,
        schema: &Schema<Checked>,
        node: Option<NodeId>,
    ) -> Result<TokenStream, Unsupported> {
        Ok(match node {
            Some(node) => {
                let shape = self.of(schema, node)?;
                quote!(::core::option::Option::Some(&#shape))
            }
            None => quote!(::core::option::Option::None),
        })
    }

    fn keywords(
        &mut self,
        schema: &Schema<Checked>,
        node: &Node,
    ) -> Result<Vec<TokenStream>, Unsupported> {
        match node.always {
            Some(true) => return Ok(Vec::new()),
            Some(false) => return Ok(vec![quote!(__t::Shape::Never)]),
            None => {}
        }
        let mut all = plain(node);
        if let Some(source) = &node.string.pattern {
            let search = self.search(source)?;
            all.push(quote!(__t::Shape::Pattern(#source, #search)));
        }
        all.extend(self.array(schema, node)?);
        all.extend(self.object(schema, node)?);
        for (keyword, nodes) in [
            ("AllOf", &node.all_of),
            ("AnyOf", &node.any_of),
            ("OneOf", &node.one_of),
        ] {
            if !nodes.is_empty() {
                let keyword = Ident::new(keyword, Span::call_site());
                let branches = self.all(schema, nodes)?;
                all.push(quote!(__t::Shape::#keyword(&[#(#branches),*])));
            }
        }
        if let Some(not) = node.not {
            let not = self.of(schema, not)?;
            all.push(quote!(__t::Shape::Not(&#not)));
        }
        if let Some(condition) = node.condition {
            let mut branch = |node: Option<NodeId>| {
                node.map_or_else(|| Ok(quote!(__t::Shape::Any)), |n| self.of(schema, n))
            };
            let (test, then) = (branch(Some(condition.test))?, branch(condition.then)?);
            let otherwise = branch(condition.otherwise)?;
            all.push(quote!(__t::Shape::If(&#test, &#then, &#otherwise)));
        }
        if let Some(reference) = node.reference {
            all.push(self.refer(schema, reference)?);
        }
        if node.object.unevaluated.is_none() && node.array.unevaluated.is_none() {
            return Ok(all);
        }
        let members = self.option(schema, node.object.unevaluated)?;
        let items = self.option(schema, node.array.unevaluated)?;
        Ok(vec![quote! {
            __t::Shape::Unevaluated { of: &__t::Shape::AllOf(&[#(#all),*]), members: #members, items: #items }
        }])
    }

    fn array(
        &mut self,
        schema: &Schema<Checked>,
        node: &Node,
    ) -> Result<Option<TokenStream>, Unsupported> {
        let array = &node.array;
        let mut fields = Vec::new();
        if !array.prefix.is_empty() {
            let prefix = self.all(schema, &array.prefix)?;
            fields.push(quote!(prefix: &[#(#prefix),*]));
        }
        if array.items.is_some() {
            let rest = self.option(schema, array.items)?;
            fields.push(quote!(rest: #rest));
        }
        if let Some(contains) = array.contains {
            let shape = self.of(schema, contains)?;
            let (min, max) = (
                array.min_contains.unwrap_or(1),
                array.max_contains.unwrap_or(u64::MAX),
            );
            fields.push(quote! {
                contains: ::core::option::Option::Some(__t::Contains { shape: &#shape, min: #min, max: #max })
            });
        }
        fields.extend(array.min.map(|min| quote!(min: #min)));
        fields.extend(array.max.map(|max| quote!(max: #max)));
        fields.extend(array.unique.then(|| quote!(unique: true)));
        Ok((!fields.is_empty()).then(
            || quote!(__t::Shape::Array(__t::ArrayShape { #(#fields,)* ..__t::ArrayShape::ANY })),
        ))
    }

    fn object(
        &mut self,
        schema: &Schema<Checked>,
        node: &Node,
    ) -> Result<Option<TokenStream>, Unsupported> {
        let object = &node.object;
        let mut fields = Vec::new();
        for (keyword, named) in [
            ("members", &object.properties),
            ("dependents", &object.dependent_schemas),
        ] {
            if !named.is_empty() {
                let keyword = Ident::new(keyword, Span::call_site());
                let names = named.iter().map(|(name, _)| name);
                let shapes = self.all(
                    schema,
                    &named.iter().map(|(_, node)| *node).collect::<Vec<_>>(),
                )?;
                fields.push(quote!(#keyword: &[#((#names, #shapes)),*]));
            }
        }
        if !object.patterns.is_empty() {
            let mut patterns = Vec::new();
            for (source, node) in &object.patterns {
                let (search, shape) = (self.search(source)?, self.of(schema, *node)?);
                patterns.push(quote!((#search, #shape)));
            }
            fields.push(quote!(patterns: &[#(#patterns),*]));
        }
        if !object.required.is_empty() {
            let required = &object.required;
            fields.push(quote!(required: &[#(#required),*]));
        }
        for (keyword, node) in [("rest", object.additional), ("names", object.names)] {
            if node.is_some() {
                let (keyword, shape) = (
                    Ident::new(keyword, Span::call_site()),
                    self.option(schema, node)?,
                );
                fields.push(quote!(#keyword: #shape));
            }
        }
        fields.extend(object.min.map(|min| quote!(min: #min)));
        fields.extend(object.max.map(|max| quote!(max: #max)));
        if !object.dependent_required.is_empty() {
            let needs = object
                .dependent_required
                .iter()
                .map(|(name, needed)| quote!((#name, &[#(#needed),*])));
            fields.push(quote!(needs: &[#(#needs),*]));
        }
        Ok((!fields.is_empty()).then(|| quote!(__t::Shape::Object(__t::ObjectShape { #(#fields,)* ..__t::ObjectShape::ANY }))))
    }

    /// The search of a pattern, as a function.
    fn search(&mut self, source: &str) -> Result<TokenStream, Unsupported> {
        let unsupported = || Unsupported(source.to_owned());
        let regex = jsonschema_regex::to_rust_regex(source)
            .map_err(|()| unsupported())?
            .into_owned();
        // Look-around and references back come through the translation as they are.
        regex_syntax::parse(&regex).map_err(|_| unsupported())?;
        let next = self.patterns.len();
        let place = *self.patterns.entry(regex).or_insert(next);
        let name = pattern(self.prefix, place);
        Ok(quote!(|text| #name.matches(text)))
    }
}

fn name(prefix: &str, node: NodeId) -> Ident {
    format_ident!("__T_{prefix}_{}", node.index())
}

fn pattern(prefix: &str, place: usize) -> Ident {
    format_ident!("__T_{prefix}_PATTERN_{place}")
}

/// The keywords that hold no other schema.
fn plain(node: &Node) -> Vec<TokenStream> {
    let mut all = Vec::new();
    if let Some(types) = node.types {
        let bits = bits(types);
        all.push(quote!(__t::Shape::Types(__t::Types::from_bits(#bits))));
    }
    for values in [
        node.values.as_deref(),
        node.constant.as_ref().map(std::slice::from_ref),
    ]
    .into_iter()
    .flatten()
    {
        let values = values.iter().map(literal);
        all.push(quote!(__t::Shape::Values(&[#(#values),*])));
    }
    let number = &node.number;
    for (keyword, bound) in [
        ("Minimum", &number.minimum),
        ("Maximum", &number.maximum),
        ("Above", &number.exclusive_minimum),
        ("Below", &number.exclusive_maximum),
        ("MultipleOf", &number.multiple_of),
    ] {
        if let Some(bound) = bound {
            let (keyword, bound) = (Ident::new(keyword, Span::call_site()), of_number(bound));
            all.push(quote!(__t::Shape::#keyword(#bound)));
        }
    }
    all.extend(
        node.string
            .min
            .map(|min| quote!(__t::Shape::MinLength(#min))),
    );
    all.extend(
        node.string
            .max
            .map(|max| quote!(__t::Shape::MaxLength(#max))),
    );
    all
}

/// The contract's bits: null 1, boolean 2, integer 4, number 8, string 16, array 32, object 64.
fn bits(types: Types) -> u8 {
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

/// A JSON value as the contract's `Literal`.
pub(crate) fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(__t::Literal::Null),
        Value::Bool(truth) => quote!(__t::Literal::Bool(#truth)),
        Value::Number(number) => of_number(number),
        Value::String(text) => quote!(__t::Literal::Str(#text)),
        Value::Array(items) => {
            let items = items.iter().map(literal);
            quote!(__t::Literal::Array(&[#(#items),*]))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = literal(value);
                quote!((#name, #value))
            });
            quote!(__t::Literal::Object(&[#(#members),*]))
        }
    }
}

fn of_number(number: &Number) -> TokenStream {
    match (number.as_i128(), number.as_f64()) {
        (Some(whole), _) => {
            let whole = Literal::i128_unsuffixed(whole);
            quote!(__t::Literal::Int(#whole))
        }
        (None, double) => {
            let double = Literal::f64_suffixed(double.unwrap_or_default());
            quote!(__t::Literal::Double(#double))
        }
    }
}
