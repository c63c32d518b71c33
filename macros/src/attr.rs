//! What stands in `#[event(…)]`, `#[payload(…)]` and `#[serde(…)]`.

use crate::case::Case;
use crate::errors::{Errors, did_you_mean};
use crate::meta::key;
use crate::serde_attr;
use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, LitInt, LitStr, Path, Token, parse_quote};

/// Which derive is being expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derive {
    Event,
    Payload,
}

impl Derive {
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Payload => "payload",
        }
    }

    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::Event => r#"#[event("order.placed", version = 2)]"#,
            Self::Payload => r#"#[payload("types/money", version = 1)]"#,
        }
    }
}

/// What a derived type says about itself.
pub(crate) struct TypeAttr {
    pub(crate) name: LitStr,
    pub(crate) version: LitInt,
    pub(crate) at: Option<LitStr>,
    pub(crate) path: Option<LitStr>,
    /// Where derived code finds the contract.
    pub(crate) contract: Path,
    /// Whether constructors and setters are written.
    pub(crate) build: bool,
    pub(crate) rename_all: Option<Case>,
    /// `#[serde(tag = "…")]`, to be compared with the schema.
    pub(crate) serde_tag: Option<LitStr>,
}

#[derive(Default)]
struct Parts {
    name: Option<LitStr>,
    version: Option<LitInt>,
    at: Option<LitStr>,
    path: Option<LitStr>,
    contract: Option<Path>,
    build: bool,
    rename_all: Option<Case>,
}

impl TypeAttr {
    pub(crate) fn read(
        derive: Derive,
        attrs: &[Attribute],
        ident: &syn::Ident,
        errors: &mut Errors,
    ) -> Option<Self> {
        let mut parts = Parts::default();
        let mut found = false;
        for attr in attrs
            .iter()
            .filter(|attr| attr.path().is_ident(derive.attribute()))
        {
            found = true;
            if let Err(error) = attr.parse_args_with(|input: ParseStream<'_>| parts.read(input)) {
                errors.add(error);
                return None;
            }
        }
        let serde = serde_attr::container(attrs, errors);
        let (Some(name), Some(version)) = (parts.name, parts.version) else {
            let lacks = if found {
                "a name and a version"
            } else {
                "its place in the registry"
            };
            errors.on(
                ident,
                format_args!("`{ident}` lacks {lacks}: write {}", derive.example()),
            );
            return None;
        };
        Some(Self {
            name,
            version,
            at: parts.at,
            path: parts.path,
            contract: parts
                .contract
                .unwrap_or_else(|| parse_quote!(::tidings::__contract_v1)),
            build: parts.build,
            rename_all: parts.rename_all.or(serde.rename_all),
            serde_tag: serde.tag,
        })
    }
}

impl Parts {
    fn read(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if input.peek(LitStr) {
            self.name = Some(input.parse()?);
            if input.is_empty() {
                return Ok(());
            }
            input.parse::<Token![,]>()?;
        }
        syn::meta::parser(|meta| self.member(&meta)).parse2(input.parse()?)
    }

    fn member(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        match key(meta).as_str() {
            "version" => self.version = Some(meta.value()?.parse()?),
            "at" => self.at = Some(meta.value()?.parse()?),
            "path" => self.path = Some(meta.value()?.parse()?),
            "crate" => self.contract = Some(meta.value()?.parse::<LitStr>()?.parse()?),
            "build" => self.build = true,
            "rename_all" => self.rename_all = Some(Case::written(&meta.value()?.parse()?)?),
            other => {
                const KNOWN: [&str; 6] = ["version", "at", "path", "crate", "build", "rename_all"];
                return Err(unknown(meta, other, &KNOWN));
            }
        }
        Ok(())
    }
}

/// What a field or a variant says about itself.
#[derive(Default)]
pub(crate) struct PartAttr {
    pub(crate) rename: Option<LitStr>,
    /// `#[payload(rest)]`
    pub(crate) rest: Option<Span>,
    /// `#[payload(fallback)]`
    pub(crate) fallback: Option<Span>,
}

impl PartAttr {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut part = Self::default();
        for attr in attrs {
            let ours = attr.path().is_ident("event") || attr.path().is_ident("payload");
            if ours && let Err(error) = attr.parse_nested_meta(|meta| part.member(&meta)) {
                errors.add(error);
            }
        }
        let serde = serde_attr::part(attrs, errors);
        part.rename = part.rename.or(serde);
        part
    }

    fn member(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        match key(meta).as_str() {
            "rename" => self.rename = Some(meta.value()?.parse()?),
            "rest" => self.rest = Some(meta.path.segments[0].ident.span()),
            "fallback" => self.fallback = Some(meta.path.segments[0].ident.span()),
            other => return Err(unknown(meta, other, &["rename", "rest", "fallback"])),
        }
        Ok(())
    }
}

fn unknown(meta: &ParseNestedMeta<'_>, name: &str, known: &[&'static str]) -> syn::Error {
    let hint = did_you_mean(name, known.iter().copied());
    meta.error(format!(
        "unknown key `{name}`{hint} (known: {})",
        known.join(", ")
    ))
}
