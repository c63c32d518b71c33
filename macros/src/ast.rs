//! A derived type as the derive sees it.

use crate::attr::{Derive, PartAttr, TypeAttr};
use crate::case::Case;
use crate::errors::Errors;
use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Fields, Ident, Type};

pub(crate) struct Input {
    pub(crate) ident: Ident,
    pub(crate) attr: TypeAttr,
    pub(crate) body: Body,
}

pub(crate) enum Body {
    Struct(Vec<Field>),
    /// `struct X(T);`
    Newtype(Box<Type>),
    Enum(Vec<Variant>),
}

pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// The name on the wire.
    pub(crate) name: String,
    /// Where that name is written.
    pub(crate) span: Span,
    /// Whether it keeps undeclared members.
    pub(crate) rest: bool,
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    /// The name on the wire.
    pub(crate) name: String,
    /// Where that name is written.
    pub(crate) span: Span,
    /// What it holds; nothing for a unit variant.
    pub(crate) inner: Option<Type>,
    /// Whether it keeps what the schema does not know.
    pub(crate) fallback: bool,
}

impl Input {
    /// Reads the type; none, with errors, where the derive can make nothing of it.
    pub(crate) fn read(derive: Derive, input: DeriveInput, errors: &mut Errors) -> Option<Self> {
        let attr = TypeAttr::read(derive, &input.attrs, &input.ident, errors);
        if let Some(parameter) = input.generics.params.first() {
            errors.on(parameter, "a payload has one schema, so it has no generic parameters: write one type per schema");
        }
        let rule = attr.as_ref().and_then(|attr| attr.rename_all);
        let body = match input.data {
            Data::Struct(data) => structure(&input.ident, data.fields, rule, errors)?,
            Data::Enum(data) => Body::Enum(
                data.variants
                    .into_iter()
                    .filter_map(|variant| read_variant(variant, rule, errors))
                    .collect(),
            ),
            Data::Union(data) => {
                errors.on(&data.union_token, "a payload is a struct or an enum");
                return None;
            }
        };
        attr.filter(|_| errors.is_empty()).map(|attr| Self {
            ident: input.ident,
            attr,
            body,
        })
    }
}

fn structure(
    ident: &Ident,
    fields: Fields,
    rule: Option<Case>,
    errors: &mut Errors,
) -> Option<Body> {
    match fields {
        Fields::Named(fields) => Some(Body::Struct(
            fields
                .named
                .into_iter()
                .filter_map(|field| read_field(field, rule, errors))
                .collect(),
        )),
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields
            .unnamed
            .into_iter()
            .next()
            .map(|f| Body::Newtype(Box::new(f.ty))),
        Fields::Unnamed(fields) => {
            errors.on(
                &fields.unnamed,
                "a payload struct has named fields, or one field alone: `struct X(T);`",
            );
            None
        }
        Fields::Unit => {
            errors.on(ident, "write `struct X {}` for an object without members");
            None
        }
    }
}

fn read_field(field: syn::Field, rule: Option<Case>, errors: &mut Errors) -> Option<Field> {
    let attr = PartAttr::read(&field.attrs, errors);
    let ident = field.ident?;
    if let Some(span) = attr.fallback {
        errors.at(span, "a fallback is a variant of an enum, not a field");
    }
    let plain = ident.unraw().to_string();
    let (name, span) = match &attr.rename {
        Some(rename) => (rename.value(), rename.span()),
        None => (
            rule.map_or_else(|| plain.clone(), |rule| rule.of_field(&plain)),
            ident.span(),
        ),
    };
    Some(Field {
        ident,
        ty: field.ty,
        name,
        span,
        rest: attr.rest.is_some(),
    })
}

fn read_variant(variant: syn::Variant, rule: Option<Case>, errors: &mut Errors) -> Option<Variant> {
    let attr = PartAttr::read(&variant.attrs, errors);
    let ident = variant.ident;
    if let Some(span) = attr.rest {
        errors.at(
            span,
            "undeclared members are kept by a field of a struct, not by a variant",
        );
    }
    let inner = match variant.fields {
        Fields::Unit => None,
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            fields.unnamed.into_iter().next().map(|f| f.ty)
        }
        fields => {
            errors.on(
                &fields,
                "a variant is a unit, or holds one type: `Card(Card)`",
            );
            return None;
        }
    };
    let plain = ident.unraw().to_string();
    let (name, span) = match &attr.rename {
        Some(rename) => (rename.value(), rename.span()),
        None => (
            rule.map_or_else(|| plain.clone(), |rule| rule.of_variant(&plain)),
            ident.span(),
        ),
    };
    Some(Variant {
        ident,
        name,
        span,
        inner,
        fallback: attr.fallback.is_some(),
    })
}
