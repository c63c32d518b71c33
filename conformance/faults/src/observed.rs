//! What a port saw: connections, requests, and how each reply ended. Times are milliseconds since the port was opened.

use std::collections::BTreeMap;

use serde::Serialize;

/// How many requests are kept; later ones are counted only.
const KEPT: usize = 20_000;

/// What a port saw so far.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Observed {
    /// The time of this report.
    pub now: u64,
    /// Connections that were accepted.
    pub connections: u64,
    /// Requests that a browser sends ahead to ask whether it may; they are answered yes, and are not among `requests`.
    pub preflights: u64,
    /// Replies with status 200 that are under way.
    pub open: u64,
    /// The most of them at one time.
    pub most_open: u64,
    /// Every request, in the order of arrival.
    pub requests: Vec<Seen>,
    /// All requests, those that were not kept too.
    pub count: u64,
    /// What went wrong in the server itself, such as a port that another program took meanwhile.
    pub errors: Vec<String>,
}

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// When it was read.
    pub at: u64,
    /// The connection that it came on; they are counted from 1.
    pub connection: u64,
    /// `GET`.
    pub method: String,
    /// `/stream`.
    pub path: String,
    /// What follows the question mark, as it came.
    pub query: String,
    /// By lower-case name. Several of one name are joined by commas; bytes beyond ASCII are read as Latin-1.
    pub headers: BTreeMap<String, String>,
    /// The route that answered, counted from 1; absent where none did.
    pub route: Option<usize>,
    /// The status that was sent.
    pub status: Option<u16>,
    /// Bytes of the body that were written.
    pub sent: u64,
    /// When the reply ended.
    pub ended: Option<u64>,
    /// How it ended.
    pub how: Option<Ending>,
}

/// How a reply ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ending {
    /// By the script: `end`.
    End,
    /// By the script: `cut`.
    Cut,
    /// By the script: `reset`, or because the port went down.
    Reset,
    /// The client went.
    Client,
    /// The server behind could not be asked, or broke off.
    Upstream,
}

impl Observed {
    /// Notes a request and returns its index, where it is kept.
    pub(crate) fn request(&mut self, seen: Seen) -> Option<usize> {
        self.count += 1;
        let index = self.requests.len();
        (index < KEPT).then(|| {
            self.requests.push(seen);
            index
        })
    }

    pub(crate) fn opened(&mut self) {
        self.open += 1;
        self.most_open = self.most_open.max(self.open);
    }
}
