//! The naming rules of `rename_all`, as serde names them.

/// A rule that makes wire names of Rust names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    pub(crate) const NAMES: [(&'static str, Self); 8] = [
        ("lowercase", Self::Lower),
        ("UPPERCASE", Self::Upper),
        ("PascalCase", Self::Pascal),
        ("camelCase", Self::Camel),
        ("snake_case", Self::Snake),
        ("SCREAMING_SNAKE_CASE", Self::ScreamingSnake),
        ("kebab-case", Self::Kebab),
        ("SCREAMING-KEBAB-CASE", Self::ScreamingKebab),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, case)| *case)
    }

    /// The wire name of a field, which is written in snake case.
    pub(crate) fn of_field(self, field: &str) -> String {
        let pascal = || field.split('_').map(capital).collect::<String>();
        match self {
            Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Pascal => pascal(),
            Self::Camel => small(&pascal()),
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// The wire name of a variant, which is written in Pascal case.
    pub(crate) fn of_variant(self, variant: &str) -> String {
        let snake = || {
            let mut text = String::new();
            for (i, c) in variant.char_indices() {
                if i > 0 && c.is_uppercase() {
                    text.push('_');
                }
                text.push(c.to_ascii_lowercase());
            }
            text
        };
        match self {
            Self::Lower => variant.to_ascii_lowercase(),
            Self::Upper => variant.to_ascii_uppercase(),
            Self::Pascal => variant.to_owned(),
            Self::Camel => small(variant),
            Self::Snake => snake(),
            Self::ScreamingSnake => snake().to_ascii_uppercase(),
            Self::Kebab => snake().replace('_', "-"),
            Self::ScreamingKebab => snake().to_ascii_uppercase().replace('_', "-"),
        }
    }
}

impl Case {
    /// The rule that an attribute names.
    pub(crate) fn written(rule: &syn::LitStr) -> syn::Result<Case> {
        Case::named(&rule.value()).ok_or_else(|| {
            let names: Vec<&str> = Case::NAMES.iter().map(|(name, _)| *name).collect();
            syn::Error::new(
                rule.span(),
                format!(
                    "unknown rule `{}` (known: {})",
                    rule.value(),
                    names.join(", ")
                ),
            )
        })
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + chars.as_str()
    })
}

fn small(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + chars.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn rules_are_those_of_serde() {
        let field = |name| Case::named(name).map(|case| case.of_field("order_id"));
        let variant = |name| Case::named(name).map(|case| case.of_variant("InTransit"));
        for (rule, as_field, as_variant) in [
            ("lowercase", "order_id", "intransit"),
            ("UPPERCASE", "ORDER_ID", "INTRANSIT"),
            ("PascalCase", "OrderId", "InTransit"),
            ("camelCase", "orderId", "inTransit"),
            ("snake_case", "order_id", "in_transit"),
            ("SCREAMING_SNAKE_CASE", "ORDER_ID", "IN_TRANSIT"),
            ("kebab-case", "order-id", "in-transit"),
            ("SCREAMING-KEBAB-CASE", "ORDER-ID", "IN-TRANSIT"),
        ] {
            assert_eq!(field(rule).as_deref(), Some(as_field), "{rule}");
            assert_eq!(variant(rule).as_deref(), Some(as_variant), "{rule}");
        }
        assert_eq!(Case::named("Snake_Case"), None);
    }
}
