//! The head of a request, read by hand from a connection.

use std::collections::BTreeMap;

use crate::connection::{Connection, LIMIT};
use crate::scenario::Route;

/// The most header lines of a request.
const HEADERS: usize = 128;

/// A request whose body was read and dropped.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
}

impl Request {
    /// The next request of a connection; none when the client has gone or does not speak HTTP/1.
    pub(crate) async fn read(connection: &Connection) -> Option<Self> {
        loop {
            match connection.received(|held| parse(held)) {
                Ok(Some((request, head))) => {
                    let body = match request.headers.get("content-length") {
                        Some(length) => length.parse().ok().filter(|length| *length <= LIMIT)?,
                        None if request.headers.contains_key("transfer-encoding") => return None,
                        None => 0,
                    };
                    while connection.received(|held| held.len()) < head + body {
                        (connection.receive().await > 0).then_some(())?;
                    }
                    connection.received(|held| drop(held.split_to(head + body)));
                    return Some(request);
                }
                Ok(None) if (1..LIMIT).contains(&connection.receive().await) => {}
                _ => return None,
            }
        }
    }

    /// Whether a browser asks ahead if it may.
    pub(crate) fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.headers.contains_key("access-control-request-method")
    }

    /// The value of a member of the query, percent-encoded as it came.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    /// Where the client stands, by header or query.
    pub(crate) fn cursor(&self) -> Option<&str> {
        let header = self.headers.get("last-event-id").map(String::as_str);
        header.or_else(|| self.query("lastEventId"))
    }

    pub(crate) fn fits(&self, route: &Route) -> bool {
        let path = route.path.as_ref().is_none_or(|path| *path == self.path);
        let headers = route
            .headers
            .iter()
            .all(|(name, value)| self.headers.get(name) == Some(value));
        let query = route
            .query
            .iter()
            .all(|(name, value)| self.query(name) == Some(value));
        path && headers && query
    }
}

/// A whole head and its length, or none yet.
fn parse(held: &[u8]) -> Result<Option<(Request, usize)>, httparse::Error> {
    let mut lines = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Request::new(&mut lines);
    let httparse::Status::Complete(length) = head.parse(held)? else {
        return Ok(None);
    };
    let mut headers = BTreeMap::<String, String>::new();
    for line in head.headers.iter() {
        let value: String = line.value.iter().map(|byte| char::from(*byte)).collect();
        let joined = headers.entry(line.name.to_ascii_lowercase());
        joined
            .and_modify(|first| *first = format!("{first}, {value}"))
            .or_insert(value);
    }
    let (path, query) = head
        .path
        .unwrap_or("/")
        .split_once('?')
        .unwrap_or((head.path.unwrap_or("/"), ""));
    let request = Request {
        method: head.method.unwrap_or("GET").to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
    };
    Ok(Some((request, length)))
}
