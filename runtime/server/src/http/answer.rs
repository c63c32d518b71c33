//! The responses that a stream gives.

use super::body::StreamBody;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};

const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

pub(crate) type Answer = Response<StreamBody>;

/// An answer instead of the stream that was asked for.
pub(crate) type Refused = Box<Answer>;

/// 200, and frames until the stream ends.
pub(crate) fn stream(body: StreamBody) -> Answer {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, EVENT_STREAM);
    headers.insert(CACHE_CONTROL, NO_STORE);
    // Proxies of the nginx family would otherwise hold events back until a buffer is full.
    headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
    response
}

/// 200, and frames that say why there are no more.
pub(crate) fn farewell(frames: Bytes) -> Refused {
    Box::new(stream(StreamBody::whole(frames)))
}

/// 204: it is over, and nobody need ask again.
pub(crate) fn over() -> Refused {
    let mut response = Box::new(Response::new(StreamBody::empty()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
    response
}

/// A status, and one line that says why.
pub(crate) fn refused(status: StatusCode, why: impl Into<String>) -> Refused {
    let mut text: String = why.into();
    text.push('\n');
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    with_type(status, plain, text)
}

/// A status, and an error as JSON.
pub(crate) fn refused_json(status: StatusCode, error: &serde_json::Value) -> Refused {
    let json = HeaderValue::from_static("application/json");
    with_type(status, json, format!("{error}\n"))
}

/// 413: a request has at most so many bytes.
pub(crate) fn too_large(limit: usize) -> Refused {
    let why = format!("a request has at most {limit} bytes");
    refused(StatusCode::PAYLOAD_TOO_LARGE, why)
}

/// 503: come back in this many seconds.
pub(crate) fn unavailable(seconds: u64) -> Refused {
    let mut response = refused(
        StatusCode::SERVICE_UNAVAILABLE,
        "the stream's log cannot be read now",
    );
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn with_type(status: StatusCode, content_type: HeaderValue, text: String) -> Refused {
    let mut response = Box::new(Response::new(StreamBody::whole(text)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(CACHE_CONTROL, NO_STORE);
    response
}
