//! `#[serde(…)]`: what changes the wire shape is understood, or refused by name; never misread.

use crate::case::Case;
use crate::errors::Errors;
use crate::meta::key;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Token};

/// What serde attributes of a type say that the derive obeys.
#[derive(Default)]
pub(crate) struct Container {
    pub(crate) rename_all: Option<Case>,
    pub(crate) tag: Option<LitStr>,
}

/// Attributes that say nothing about the wire shape.
const HARMLESS: [&str; 6] = [
    "bound",
    "crate",
    "expecting",
    "borrow",
    "transparent",
    "untagged",
];

pub(crate) fn container(attrs: &[Attribute], errors: &mut Errors) -> Container {
    let mut found = Container::default();
    each(attrs, errors, |meta| {
        match key(meta).as_str() {
            "rename_all" => {
                found.rename_all = both(meta)?.map(|rule| Case::written(&rule)).transpose()?
            }
            "tag" => found.tag = Some(meta.value()?.parse()?),
            // serde's own name for the type never reaches JSON.
            "rename" => drop(both(meta)?),
            name if HARMLESS.contains(&name) => skip(meta)?,
            other => return Err(refused(meta, other)),
        }
        Ok(())
    });
    found
}

/// The name that a field or variant has on the wire, where serde says one.
pub(crate) fn part(attrs: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    let mut rename = None;
    each(attrs, errors, |meta| {
        match key(meta).as_str() {
            "rename" => rename = both(meta)?,
            // Absent optional members are left out anyway.
            "skip_serializing_if" => {
                let condition: LitStr = meta.value()?.parse()?;
                if condition.value() != "Option::is_none" {
                    return Err(syn::Error::new(
                        condition.span(),
                        "`#[serde(skip_serializing_if)]` is understood with `Option::is_none` alone: what is left out is for the schema to say",
                    ));
                }
            }
            // Reading an absent optional member gives `None` anyway; required ones must be there.
            "default" if !meta.input.peek(Token![=]) => {}
            name if HARMLESS.contains(&name) => skip(meta)?,
            other => return Err(refused(meta, other)),
        }
        Ok(())
    });
    rename
}

fn each(
    attrs: &[Attribute],
    errors: &mut Errors,
    mut read: impl FnMut(&ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        if let Err(error) = attr.parse_nested_meta(|meta| read(&meta)) {
            errors.add(error);
        }
    }
}

/// `= "x"`, or `(serialize = "x", deserialize = "x")` where both are the same.
fn both(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<LitStr>> {
    if meta.input.peek(Token![=]) {
        return meta.value()?.parse().map(Some);
    }
    let mut names: Vec<LitStr> = Vec::new();
    meta.parse_nested_meta(|side| {
        names.push(side.value()?.parse()?);
        Ok(())
    })?;
    match names.as_slice() {
        [one, two] if one.value() == two.value() => Ok(Some(one.clone())),
        _ => Err(meta.error("a name must be the same for writing and reading")),
    }
}

fn skip(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Lit>()?;
    }
    Ok(())
}

fn refused(meta: &ParseNestedMeta<'_>, name: &str) -> syn::Error {
    let instead = match name {
        "flatten" => "; keep undeclared members in a field with `#[payload(rest)]`",
        "other" => "; name the variant with `#[payload(fallback)]`",
        "skip" | "skip_serializing" | "skip_deserializing" => {
            "; a payload's fields are its members"
        }
        "alias" => "; a version has one name per member",
        _ => "",
    };
    meta.error(format!(
        "`#[serde({name})]` changes the wire shape, which the schema alone decides{instead}"
    ))
}
