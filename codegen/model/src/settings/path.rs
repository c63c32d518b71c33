/// One part of a stream's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Stands as written.
    Literal(String),
    /// A topic parameter: `{user}` takes one segment, percent-encoded on the wire.
    Parameter(String),
}

/// The path of a stream's endpoint, which may hold topic parameters.
///
/// ```
/// use tidings_model::PathTemplate;
/// let path = PathTemplate::parse("/streams/notifications/{user}").unwrap();
/// assert_eq!(path.parameters().collect::<Vec<_>>(), ["user"]);
/// assert!(PathTemplate::parse("streams").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
}

impl PathTemplate {
    /// Reads a path.
    ///
    /// # Errors
    /// One lower-case fragment that says what is wrong.
    pub fn parse(text: &str) -> Result<PathTemplate, String> {
        let Some(rest) = text.strip_prefix('/') else {
            return Err("a path begins with `/`".to_owned());
        };
        let mut segments = Vec::new();
        for part in rest.split('/') {
            let segment = segment(part)?;
            if let Segment::Parameter(name) = &segment
                && segments.contains(&segment)
            {
                return Err(format!("the parameter {{{name}}} stands twice"));
            }
            segments.push(segment);
        }
        Ok(PathTemplate {
            text: text.to_owned(),
            segments,
        })
    }

    /// The path as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The parts between the slashes.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The names of the topic parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Parameter(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }
}

fn segment(part: &str) -> Result<Segment, String> {
    if let Some(name) = part
        .strip_prefix('{')
        .and_then(|part| part.strip_suffix('}'))
    {
        let mut bytes = name.bytes();
        let grammatical = bytes.next().is_some_and(|b| b.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        return if grammatical {
            Ok(Segment::Parameter(name.to_owned()))
        } else {
            Err(format!(
                "`{{{name}}}` is no parameter: its name is a-z, then a-z, 0-9 or _"
            ))
        };
    }
    if part.is_empty() {
        return Err("a path has no empty part and no `/` at its end".to_owned());
    }
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()+,;=:@".contains(&b);
    if !part.bytes().all(unreserved) || part == "." || part == ".." {
        return Err(format!(
            "`{part}` can't stand in a path: write letters, digits, `-`, `.`, `_`, or `{{parameter}}`"
        ));
    }
    Ok(Segment::Literal(part.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_path_is_refused_with_a_reason() {
        for (text, reason) in [
            ("", "begins with"),
            ("/", "empty part"),
            ("/a/", "empty part"),
            ("/a//b", "empty part"),
            ("/a b", "can't stand"),
            ("/{User}", "no parameter"),
            ("/{}", "no parameter"),
            ("/{u}/{u}", "twice"),
            ("/a{u}", "can't stand"),
            ("/..", "can't stand"),
            ("/a?b", "can't stand"),
        ] {
            let error = PathTemplate::parse(text).expect_err(text);
            assert!(error.contains(reason), "{text}: {error}");
        }
        assert!(PathTemplate::parse("/v1/streams/{tenant}/orders.live").is_ok());
    }
}
