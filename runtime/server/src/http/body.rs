use crate::session::live::Live;
use crate::stream::reader::Reader;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The body of an answer to a request for a stream: `text/event-stream`, or a few words where the
/// stream cannot be served. Usable with anything that takes an [`http_body::Body`].
pub struct StreamBody(Kind);

enum Kind {
    /// All of it at once.
    Whole(Option<Bytes>),
    Reader(Box<Reader>),
    Live(Box<Live>),
}

impl StreamBody {
    pub(crate) fn empty() -> Self {
        StreamBody(Kind::Whole(None))
    }

    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        StreamBody(Kind::Whole(Some(bytes.into())))
    }

    pub(crate) fn reader(reader: Reader) -> Self {
        StreamBody(Kind::Reader(Box::new(reader)))
    }

    pub(crate) fn live(live: Live) -> Self {
        StreamBody(Kind::Live(Box::new(live)))
    }
}

impl Body for StreamBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = match &mut self.0 {
            Kind::Whole(bytes) => Poll::Ready(bytes.take()),
            Kind::Reader(reader) => reader.poll_next(task),
            Kind::Live(live) => live.poll_next(task),
        };
        next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Kind::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Kind::Reader(_) | Kind::Live(_) => SizeHint::default(),
        }
    }
}

impl fmt::Debug for StreamBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamBody")
    }
}
