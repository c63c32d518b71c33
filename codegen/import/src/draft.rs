//! The drafts of JSON Schema, in their order.

/// A published draft of JSON Schema, oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Draft {
    /// Draft 4. (Its `integer` refuses 1.0; from draft 6 on, and here, 1.0 is an integer.)
    Draft04,
    /// Draft 6.
    Draft06,
    /// Draft 7.
    Draft07,
    /// Draft 2019-09.
    Draft201909,
    /// Draft 2020-12.
    Draft202012,
}

impl Draft {
    /// The draft that a `$schema` URI names, with http or https, with or without a fragment.
    pub fn of_uri(uri: &str) -> Option<Draft> {
        let bare = uri
            .trim_start_matches("https://")
            .trim_start_matches("http://");
        let bare = bare.split('#').next().unwrap_or_default();
        let bare = bare.strip_prefix("json-schema.org/")?.trim_end_matches('/');
        match bare.strip_suffix("/schema").unwrap_or(bare) {
            "draft-04" => Some(Draft::Draft04),
            "draft-05" | "draft-06" => Some(Draft::Draft06),
            "draft-07" => Some(Draft::Draft07),
            "draft/2019-09" => Some(Draft::Draft201909),
            "draft/2020-12" => Some(Draft::Draft202012),
            _ => None,
        }
    }

    /// The name as messages print it.
    pub fn name(self) -> &'static str {
        match self {
            Draft::Draft04 => "draft-04",
            Draft::Draft06 => "draft-06",
            Draft::Draft07 => "draft-07",
            Draft::Draft201909 => "2019-09",
            Draft::Draft202012 => "2020-12",
        }
    }
}
