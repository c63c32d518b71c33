//! The keywords of a node, one table each.

use super::plain::plain;
use super::{Shapes, Unsupported};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use tidings_model::{Checked, Node, NodeId, ObjectKeywords, Schema};

impl Shapes {
    pub(super) fn keywords(
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
        all.extend(self.negations(schema, node)?);
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

    /// `not`, and `if` with its branches.
    fn negations(
        &mut self,
        schema: &Schema<Checked>,
        node: &Node,
    ) -> Result<Vec<TokenStream>, Unsupported> {
        let mut all = Vec::new();
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
        Ok(all)
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
        let mut fields = self.named_members(schema, &node.object)?;
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

    /// `properties`, `dependentSchemas` and `patternProperties`.
    fn named_members(
        &mut self,
        schema: &Schema<Checked>,
        object: &ObjectKeywords,
    ) -> Result<Vec<TokenStream>, Unsupported> {
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
        Ok(fields)
    }
}
