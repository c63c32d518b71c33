//! JSON pointers and the URI fragments that carry them.

use fluent_uri::pct_enc::EString;
use fluent_uri::pct_enc::encoder::Fragment;
use serde_json::Value;

/// The pointer of `token` below `at`.
pub(crate) fn child(at: &str, token: &str) -> String {
    format!("{at}/{}", token.replace('~', "~0").replace('/', "~1"))
}

/// The last token of a pointer, unescaped.
pub(crate) fn last(pointer: &str) -> String {
    let token = pointer.rsplit('/').next().unwrap_or_default();
    token.replace("~1", "/").replace("~0", "~")
}

/// A pointer as the fragment of a `$ref`, `#` included.
pub(crate) fn to_fragment(pointer: &str) -> String {
    let mut text = EString::<Fragment>::new();
    text.encode_str::<Fragment>(pointer);
    format!("#{}", text.as_str())
}

/// What a percent-encoded fragment says. Bytes that are not UTF-8 are replaced: they can name nothing.
pub(crate) fn from_fragment(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The member `name` of an object, if `value` is one.
pub(crate) fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.as_object().and_then(|members| members.get(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_carry_odd_names() {
        let pointer = child(&child("", "a/b ~ü"), "c%d");
        assert_eq!(pointer, "/a~1b ~0ü/c%d");
        let fragment = to_fragment(&pointer);
        assert_eq!(fragment, "#/a~1b%20~0%C3%BC/c%25d");
        assert_eq!(from_fragment(&fragment[1..]), pointer);
        assert_eq!(last("/x/a~1b"), "a/b");
    }
}
