//! What a request asks for, read from its query and headers without trusting either.

use crate::stream::start::Asked;
use http::request::Parts;
use tidings_contract::ReleaseId;

/// The header in which browsers and clients send the id of the last event they had.
const LAST_EVENT_ID: &str = "last-event-id";

/// A request for a stream.
#[derive(Debug, Default)]
pub(crate) struct Ask {
    last_id: Option<Vec<u8>>,
    release: Option<String>,
    /// The session to be resumed.
    pub session: Option<String>,
}

impl Ask {
    pub fn read(request: &Parts) -> Self {
        let mut ask = Ask::default();
        let query = request.uri.query().unwrap_or_default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "release" => ask.release = Some(value.into_owned()),
                "session" => ask.session = Some(value.into_owned()),
                "lastEventId" => ask.last_id = Some(value.into_owned().into_bytes()),
                _ => {}
            }
        }
        // A native EventSource repeats its URL for ever, so the header knows more than the query.
        let header = request.headers.get(LAST_EVENT_ID);
        if let Some(id) = header.filter(|id| !id.is_empty()) {
            ask.last_id = Some(id.as_bytes().to_vec());
        }
        ask.last_id = ask.last_id.filter(|id| !id.is_empty());
        ask
    }

    /// Where it wants to go on.
    pub fn position(&self) -> Asked {
        Asked::read(self.last_id.as_deref())
    }

    /// Whether it comes back from something that is over for good: a retired release.
    pub fn comes_from_the_end(&self) -> bool {
        self.last_id
            .as_ref()
            .is_some_and(|id| id.ends_with(b"~end"))
    }

    /// Whether it comes back to something: a request that did would start a session's work again.
    pub fn comes_back(&self) -> bool {
        self.last_id.is_some()
    }

    /// The release that the client was generated from; the text itself where it is none.
    pub fn release(&self) -> Option<Result<ReleaseId, &str>> {
        let text = self.release.as_deref()?;
        Some(text.parse().map_err(|_| text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn ask(uri: &str, header: Option<&[u8]>) -> Ask {
        let mut request = Request::get(uri);
        if let Some(id) = header {
            request = request.header(LAST_EVENT_ID, id);
        }
        Ask::read(&request.body(()).expect("a request").into_parts().0)
    }

    #[test]
    fn the_header_comes_before_the_query() {
        let Asked::Cursor(cursor) = ask("/s?lastEventId=a.1", Some(b"a.2")).position() else {
            panic!("a cursor");
        };
        assert_eq!(cursor.seq, 2);
        let Asked::Cursor(cursor) = ask("/s?lastEventId=a.1", Some(b"")).position() else {
            panic!("a cursor");
        };
        assert_eq!(cursor.seq, 1);
        assert_eq!(ask("/s?lastEventId=", None).position(), Asked::Nothing);
    }

    #[test]
    fn whatever_is_sent_is_read() {
        assert_eq!(
            ask("/s?lastEventId=%FF%00&&=&x", None).position(),
            Asked::Foreign
        );
        assert_eq!(ask("/s", Some(b"\xFF\xFE")).position(), Asked::Foreign);
        assert!(ask("/s", Some(b"\xFF~end")).comes_from_the_end());
        assert!(
            ask("/s?release=orders%407-1c2e93ab47d0", None)
                .release()
                .is_some_and(|r| r.is_ok())
        );
        assert!(
            ask("/s?release=%FF", None)
                .release()
                .is_some_and(|r| r.is_err())
        );
        assert!(ask("/s", None).release().is_none());
    }
}
