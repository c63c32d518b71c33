//! The server behind: the same request, and its answer piece by piece.

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::request::Request;
use crate::scenario::Head;

/// Headers that belong to one connection, or that the server writes itself.
const HOP: [&str; 8] = [
    "connection",
    "content-length",
    "date",
    "host",
    "keep-alive",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// An answer that is under way. Dropping it closes its connection.
pub(crate) struct Upstream {
    pub(crate) head: Head,
    body: Incoming,
    /// Read and not passed on yet.
    held: Bytes,
}

impl Upstream {
    /// Passes a request on, without its body; none where the other server cannot be asked.
    pub(crate) async fn ask(authority: &str, request: &Request) -> Option<Self> {
        let socket = TcpStream::connect(authority).await.ok()?;
        socket.set_nodelay(true).ok()?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(socket))
            .await
            .ok()?;
        tokio::spawn(async move { drop(connection.await) });
        let target = match request.query.is_empty() {
            true => request.path.clone(),
            false => format!("{}?{}", request.path, request.query),
        };
        let mut builder = hyper::Request::builder()
            .method(request.method.as_str())
            .uri(target)
            .header("host", authority);
        for (name, value) in request
            .headers
            .iter()
            .filter(|(name, _)| !HOP.contains(&name.as_str()))
        {
            // Bytes beyond ASCII were read as Latin-1, and go out as the bytes that they were.
            let bytes: Vec<u8> = value.chars().filter_map(|c| u8::try_from(c).ok()).collect();
            builder = builder.header(name, bytes);
        }
        let answer = sender
            .send_request(builder.body(Empty::<Bytes>::new()).ok()?)
            .await
            .ok()?;
        let (parts, body) = answer.into_parts();
        let headers = parts
            .headers
            .iter()
            .filter(|(name, _)| !HOP.contains(&name.as_str()));
        Some(Self {
            head: Head {
                status: parts.status.as_u16(),
                headers: headers
                    .map(|(name, value)| {
                        (
                            name.to_string(),
                            value.as_bytes().iter().map(|b| char::from(*b)).collect(),
                        )
                    })
                    .collect(),
            },
            body,
            held: Bytes::new(),
        })
    }

    /// At most `most` bytes of the body: none at its end, an error where it broke off.
    pub(crate) async fn next(&mut self, most: u64) -> Result<Option<Bytes>, hyper::Error> {
        while self.held.is_empty() {
            match self.body.frame().await.transpose()? {
                Some(frame) => self.held = frame.into_data().unwrap_or_default(),
                None => return Ok(None),
            }
        }
        let length = self
            .held
            .len()
            .min(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(Some(self.held.split_to(length)))
    }
}
