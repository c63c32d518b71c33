//! Prints a schema's typed nodes as tables of the contract's `Shape`.

mod keywords;
mod plain;

pub(crate) use plain::literal;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeMap;
use tidings_model::{Checked, NodeId, Schema};

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
