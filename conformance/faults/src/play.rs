//! One reply: its steps, played on a connection.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::sleep;

use crate::connection::Connection;
use crate::observed::Ending;
use crate::request::Request;
use crate::scenario::{Entries, Head, Log, Proxy, Split, Step, authority, hexadecimal};
use crate::shared::Shared;
use crate::upstream::Upstream;

/// A reply that is being played.
pub(crate) struct Play<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) shared: &'a Shared,
    pub(crate) request: &'a Request,
    pub(crate) log: &'a Log,
    /// Where the request stands among those that were noted.
    pub(crate) index: Option<usize>,
    split: Split,
    answered: bool,
    upstream: Option<Upstream>,
    /// The last entry that was sent; none before the first.
    sent: Option<u64>,
}

/// Ends the reply.
type Ended = Result<(), Ending>;

fn gone(_: std::io::Error) -> Ending {
    Ending::Client
}

impl<'a> Play<'a> {
    pub(crate) fn new(
        connection: &'a Connection,
        shared: &'a Shared,
        request: &'a Request,
        log: &'a Log,
        index: Option<usize>,
    ) -> Self {
        Self {
            connection,
            shared,
            request,
            log,
            index,
            split: Split::default(),
            answered: false,
            upstream: None,
            sent: None,
        }
    }

    /// Plays all steps, and ends the body where none of them does.
    pub(crate) async fn run(mut self, steps: &[Step]) -> Ending {
        match self.steps(steps).await {
            Ok(()) => self.end().await.err().unwrap_or(Ending::End),
            Err(Ending::End) => self.end().await.err().unwrap_or(Ending::End),
            Err(ending) => ending,
        }
    }

    fn steps<'b>(
        &'b mut self,
        steps: &'b [Step],
    ) -> Pin<Box<dyn Future<Output = Ended> + Send + 'b>> {
        Box::pin(async move {
            for step in steps {
                self.step(step).await?;
            }
            Ok(())
        })
    }

    async fn step(&mut self, step: &Step) -> Ended {
        match step {
            Step::Wait(time) => sleep(Duration::from_millis(*time)).await,
            Step::Head(head) => self.head(head).await?,
            Step::Send(text) => self.body(text.as_bytes()).await?,
            Step::Bytes(digits) => self.body(&hexadecimal(digits).unwrap_or_default()).await?,
            Step::Split(split) => self.split = *split,
            Step::Entries(entries) => self.entries(*entries).await?,
            Step::Proxy(proxy) => self.proxy(proxy).await?,
            Step::Repeat(repeat) => {
                for _ in 0..repeat.times.unwrap_or(u64::MAX) {
                    self.steps(&repeat.steps).await?;
                    if repeat.every > 0 {
                        sleep(Duration::from_millis(repeat.every)).await;
                    }
                }
            }
            Step::Down(time) => {
                self.shared.down(Duration::from_millis(*time));
                return Err(Ending::Reset);
            }
            Step::End => return Err(Ending::End),
            Step::Cut => return Err(Ending::Cut),
            Step::Reset => return Err(Ending::Reset),
            // Who waits for the client to go runs beside this, and ends it.
            Step::Stall => std::future::pending().await,
        }
        Ok(())
    }

    async fn head(&mut self, head: &Head) -> Ended {
        self.answered = true;
        self.shared.answered(self.index, head.status);
        let mut text = format!("HTTP/1.1 {} {}\r\n", head.status, reason(head.status));
        let says = |name: &str| {
            head.headers
                .keys()
                .any(|key| key.eq_ignore_ascii_case(name))
        };
        for (name, value) in DEFAULTS.iter().filter(|(name, _)| !says(name)) {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut bytes = text.into_bytes();
        for (name, value) in &head.headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend(value.chars().map(|c| u8::try_from(c).unwrap_or(b'?')));
            bytes.extend_from_slice(b"\r\n");
        }
        if has_body(head.status) {
            bytes.extend_from_slice(b"transfer-encoding: chunked\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        self.connection.write(&bytes).await.map_err(gone)
    }

    /// Writes a part of the body, in pieces as `split` says, each a chunk of its own.
    async fn body(&mut self, bytes: &[u8]) -> Ended {
        if !self.answered {
            self.head(&Head::default()).await?;
        }
        let size = match self.split.size {
            0 => bytes.len().max(1),
            size => size,
        };
        for piece in bytes.chunks(size) {
            let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
            chunk.extend_from_slice(piece);
            chunk.extend_from_slice(b"\r\n");
            self.connection.write(&chunk).await.map_err(gone)?;
            self.shared.sent(self.index, piece.len());
            if self.split.size > 0 && self.split.pause > 0 {
                sleep(Duration::from_millis(self.split.pause)).await;
            }
        }
        Ok(())
    }

    async fn entries(&mut self, entries: Entries) -> Ended {
        let stood = self
            .request
            .cursor()
            .and_then(|cursor| self.log.position(cursor));
        let from = self.sent.unwrap_or_else(|| {
            stood.map_or(self.log.start, |seq| seq.saturating_sub(entries.overlap))
        });
        let mut length = self.shared.length();
        let mut next = from + 1;
        if !self.answered {
            self.head(&Head::default()).await?;
        }
        let end = entries
            .count
            .map_or(u64::MAX, |count| from.saturating_add(count));
        while next <= end {
            if next > *length.borrow_and_update() {
                if !entries.live || length.changed().await.is_err() {
                    break;
                }
                continue;
            }
            self.body(self.log.entry(next).as_bytes()).await?;
            self.sent = Some(next);
            next += 1;
            if entries.every > 0 {
                sleep(Duration::from_millis(entries.every)).await;
            }
        }
        Ok(())
    }

    async fn proxy(&mut self, proxy: &Proxy) -> Ended {
        if let (None, Some(to)) = (&self.upstream, &proxy.to) {
            let authority = authority(to).map_err(|_| Ending::Upstream)?;
            let upstream = Upstream::ask(authority, self.request)
                .await
                .ok_or(Ending::Upstream)?;
            self.head(&upstream.head).await?;
            self.upstream = Some(upstream);
        }
        let mut left = proxy.bytes.unwrap_or(u64::MAX);
        while left > 0 {
            let Some(upstream) = &mut self.upstream else {
                break;
            };
            let Some(piece) = upstream.next(left).await.map_err(|_| Ending::Upstream)? else {
                return Err(Ending::End);
            };
            left = left.saturating_sub(piece.len() as u64);
            self.body(&piece).await?;
        }
        Ok(())
    }

    /// Ends the body as it should.
    async fn end(&mut self) -> Ended {
        if !self.answered {
            self.head(&Head::default()).await?;
        }
        match self.shared.status(self.index).is_none_or(has_body) {
            true => self.connection.write(b"0\r\n\r\n").await.map_err(gone),
            false => Ok(()),
        }
    }
}

/// What a head says unless it says otherwise: a stream, for pages of any origin, that no cache keeps.
const DEFAULTS: [(&str, &str); 4] = [
    ("content-type", "text/event-stream"),
    ("cache-control", "no-store"),
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "*"),
];

fn has_body(status: u16) -> bool {
    status != 204 && status != 304
}

fn reason(status: u16) -> &'static str {
    hyper::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Status")
}
