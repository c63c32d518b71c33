//! What a test asks for: routes, replies, and the steps of a reply, as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ScenarioError;

/// The largest number of steps in one reply, those of repeats included.
const STEPS: usize = 10_000;

/// How one port behaves.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Tried in order; the first that fits a request answers it. A request that fits none is answered 404.
    pub routes: Vec<Route>,
    /// What `entries` sends.
    #[serde(default)]
    pub log: Log,
}

/// A kind of request, and the replies to it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The path; any where it is absent.
    pub path: Option<String>,
    /// Headers that must be there, by lower-case name, with exactly this value.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Members of the query that must be there, percent-encoded as on the wire.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// The nth request that fits gets the nth reply.
    #[serde(default)]
    pub replies: Vec<Vec<Step>>,
    /// What later ones get; the last of `replies` where it is absent.
    pub then: Option<Vec<Step>>,
}

/// Numbered events, sent by `entries` from wherever the request's cursor stands.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Stands before the number in every id.
    pub prefix: String,
    /// The `event:` of every entry.
    pub event: String,
    /// The data of every entry, `{seq}` being its number.
    pub data: String,
    /// How many entries there are at first; `append` adds more.
    pub size: u64,
    /// After which entry a request without a cursor begins.
    pub start: u64,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            prefix: "e1.".to_owned(),
            event: "tick".to_owned(),
            data: "{\"n\":{seq}}".to_owned(),
            size: 0,
            start: 0,
        }
    }
}

impl Log {
    /// The frame of one entry.
    #[must_use]
    pub fn entry(&self, seq: u64) -> String {
        let number = seq.to_string();
        let data = self.data.replace("{seq}", &number);
        format!(
            "id: {}{number}\nevent: {}\ndata: {data}\n\n",
            self.prefix, self.event
        )
    }

    /// The entry that a cursor names, where it is one of this log's.
    #[must_use]
    pub fn position(&self, cursor: &str) -> Option<u64> {
        cursor.strip_prefix(&self.prefix)?.parse().ok()
    }
}

/// One thing that a reply does. Times are milliseconds.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Nothing, for so long.
    Wait(u64),
    /// Status and headers. Without it, the first byte of a body is preceded by 200 and `text/event-stream`.
    Head(Head),
    /// A text of the body.
    Send(String),
    /// Bytes of the body in hexadecimal digits, spaces ignored.
    Bytes(String),
    /// Everything that this reply writes from here on goes in pieces of this size.
    Split(Split),
    /// Entries of the log after the request's cursor.
    Entries(Entries),
    /// The answer of another server to the same request, or the next part of it.
    Proxy(Proxy),
    /// Steps over and over.
    Repeat(Repeat),
    /// The port is closed and every connection reset; it opens again after so long.
    Down(u64),
    /// The body ends as it should. This is also what follows the last step.
    End,
    /// The connection is closed (FIN), whatever was under way.
    Cut,
    /// The connection is reset (RST).
    Reset,
    /// Nothing more, until the client goes.
    Stall,
}

/// The head of an answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// 200 to 599.
    #[serde(default = "ok")]
    pub status: u16,
    /// Sent as they are; `content-type: text/event-stream` and CORS are there unless they say otherwise.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

fn ok() -> u16 {
    200
}

impl Default for Head {
    fn default() -> Self {
        Self {
            status: ok(),
            headers: BTreeMap::new(),
        }
    }
}

/// How what is written is cut.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Split {
    /// Bytes in a piece; 0 is all at once.
    pub size: usize,
    /// The time between two pieces, so that they arrive apart.
    pub pause: u64,
}

/// Which entries are sent.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entries {
    /// So many that the client has seen already come first.
    pub overlap: u64,
    /// At most so many.
    pub count: Option<u64>,
    /// Whether to wait for entries to come, until `count` is reached or the client goes.
    pub live: bool,
    /// The time between two entries.
    pub every: u64,
}

/// What another server answers. The first `proxy` of a reply passes the request on; further ones continue its body.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// `http://127.0.0.1:8080`: the other server. Needed in the first `proxy` of a reply.
    pub to: Option<String>,
    /// Bytes of the body to pass on before the next step; all of them where it is absent.
    pub bytes: Option<u64>,
}

/// Steps over and over.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// How often; until the client goes where it is absent, and then `every` is needed.
    pub times: Option<u64>,
    /// The time after each round.
    #[serde(default)]
    pub every: u64,
    /// What is repeated.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// Reads and checks a scenario.
    ///
    /// # Errors
    /// Says what is wrong, and where: line and column, or route, reply and step.
    ///
    /// ```
    /// use tidings_faults::Scenario;
    /// let error = Scenario::parse(br#"{"routes": [{"replies": [["end", {"wait": 5}]]}]}"#).unwrap_err();
    /// assert_eq!(error.to_string(), "route 1, reply 1, step 2: nothing comes after an end");
    /// ```
    pub fn parse(text: &[u8]) -> Result<Self, ScenarioError> {
        let scenario: Self =
            serde_json::from_slice(text).map_err(|e| ScenarioError::new(e.to_string()))?;
        for (number, route) in scenario.routes.iter().enumerate() {
            route
                .check()
                .map_err(|error| error.within(format!("route {}", number + 1)))?;
        }
        Ok(scenario)
    }
}

impl Route {
    fn check(&self) -> Result<(), ScenarioError> {
        if let Some(name) = self
            .headers
            .keys()
            .find(|name| name.chars().any(|c| c.is_ascii_uppercase()))
        {
            return Err(ScenarioError::new(format!(
                "the header `{name}` is written in lower case here"
            )));
        }
        for (number, reply) in self.replies.iter().enumerate() {
            check(reply).map_err(|error| error.within(format!("reply {}", number + 1)))?;
        }
        match &self.then {
            Some(steps) => check(steps).map_err(|error| error.within("then".to_owned())),
            None if self.replies.is_empty() => Err(ScenarioError::new(
                "neither `replies` nor `then` says what to answer",
            )),
            None => Ok(()),
        }
    }
}

/// Whether a reply can be played.
fn check(steps: &[Step]) -> Result<(), ScenarioError> {
    let mut progress = Progress::default();
    progress.steps(steps)
}

/// What a check has seen of a reply so far.
#[derive(Default)]
struct Progress {
    steps: usize,
    answered: bool,
    proxied: bool,
}

impl Progress {
    fn steps(&mut self, steps: &[Step]) -> Result<(), ScenarioError> {
        for (at, step) in steps.iter().enumerate() {
            let here = |error: ScenarioError| error.within(format!("step {}", at + 1));
            self.steps += 1;
            if self.steps > STEPS {
                return Err(here(ScenarioError::new(format!(
                    "a reply has at most {STEPS} steps"
                ))));
            }
            let ended = at > 0
                && matches!(
                    steps[at - 1],
                    Step::End | Step::Cut | Step::Reset | Step::Stall | Step::Down(_)
                );
            if ended {
                return Err(here(ScenarioError::new("nothing comes after an end")));
            }
            self.step(step).map_err(here)?;
        }
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Result<(), ScenarioError> {
        match step {
            Step::Head(head) => {
                check_head(head)?;
                if std::mem::replace(&mut self.answered, true) {
                    return Err(ScenarioError::new("the head was sent already"));
                }
            }
            Step::Proxy(proxy) => {
                if !self.proxied && proxy.to.is_none() {
                    return Err(ScenarioError::new("the first proxy of a reply needs `to`"));
                }
                if let Some(to) = &proxy.to {
                    authority(to)?;
                }
                (self.proxied, self.answered) = (true, true);
            }
            Step::Bytes(digits) => {
                hexadecimal(digits)?;
                self.answered = true;
            }
            Step::Repeat(repeat) => {
                if repeat.times.is_none() && repeat.every == 0 {
                    return Err(ScenarioError::new("a repeat without end needs `every`"));
                }
                self.steps(&repeat.steps)?;
            }
            Step::Send(_) | Step::Entries(_) => self.answered = true,
            Step::Wait(_)
            | Step::Split(_)
            | Step::Down(_)
            | Step::End
            | Step::Cut
            | Step::Reset
            | Step::Stall => {}
        }
        Ok(())
    }
}

fn check_head(head: &Head) -> Result<(), ScenarioError> {
    if !(200..600).contains(&head.status) {
        return Err(ScenarioError::new(format!(
            "the status {} is not one of 200 to 599",
            head.status
        )));
    }
    for (name, value) in &head.headers {
        let named = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if !named || value.contains(['\r', '\n', '\0']) {
            return Err(ScenarioError::new(format!(
                "the header `{name}` cannot be written"
            )));
        }
        if ["transfer-encoding", "content-length"].contains(&name.to_ascii_lowercase().as_str()) {
            return Err(ScenarioError::new(format!(
                "the header `{name}` is the server's own"
            )));
        }
    }
    Ok(())
}

/// `127.0.0.1:8080` of `http://127.0.0.1:8080`.
pub(crate) fn authority(to: &str) -> Result<&str, ScenarioError> {
    let authority = to
        .strip_prefix("http://")
        .map(|rest| rest.trim_end_matches('/'));
    authority
        .filter(|rest| rest.contains(':') && !rest.contains('/'))
        .ok_or_else(|| ScenarioError::new(format!("`{to}` is not of the form http://host:port")))
}

/// The bytes that hexadecimal digits say.
pub(crate) fn hexadecimal(digits: &str) -> Result<Vec<u8>, ScenarioError> {
    let wrong = || ScenarioError::new(format!("`{digits}` is not pairs of hexadecimal digits"));
    let digits: Vec<u8> = digits
        .bytes()
        .filter(|b| !b.is_ascii_whitespace())
        .collect();
    let pairs = digits.chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair)
            .ok()
            .filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    pairs.collect::<Option<_>>().ok_or_else(wrong)
}
