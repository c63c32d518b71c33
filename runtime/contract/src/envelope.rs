use crate::object::{Member, ObjectReader};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::io::Write as _;

/// How a payload is wrapped for the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Envelope {
    /// `{"v":2,"time":1763700000123,"traceparent":"00-…-01","data":{…}}`
    #[default]
    Compact,
    /// The payload alone.
    Bare,
}

/// What an envelope says about a payload.
///
/// ```
/// use tidings_contract::{Envelope, EnvelopeWriter};
/// let writer = EnvelopeWriter { version: 2, time_ms: 1763700000123, traceparent: None };
/// let mut out = Vec::new();
/// writer.write(Envelope::Compact, br#"{"id":1}"#, &mut out);
/// assert_eq!(out, br#"{"v":2,"time":1763700000123,"data":{"id":1}}"#);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnvelopeWriter<'a> {
    /// The version as which the payload is to be read.
    pub version: u32,
    /// The time of emission, in milliseconds since the Unix epoch.
    pub time_ms: u64,
    /// The W3C trace context, where there is one.
    pub traceparent: Option<&'a str>,
}

impl EnvelopeWriter<'_> {
    /// Appends the payload, which is one JSON text, in its envelope.
    pub fn write(&self, envelope: Envelope, payload: &[u8], out: &mut Vec<u8>) {
        if envelope == Envelope::Bare {
            return out.extend_from_slice(payload);
        }
        out.reserve(payload.len() + 128);
        out.extend_from_slice(b"{\"v\":");
        decimal(u64::from(self.version), out);
        out.extend_from_slice(b",\"time\":");
        decimal(self.time_ms, out);
        if let Some(traceparent) = self.traceparent {
            out.extend_from_slice(b",\"traceparent\":");
            // It came in a header: escaped, so that no header can break out of the string.
            out.extend_from_slice(serde_json::Value::from(traceparent).to_string().as_bytes());
        }
        out.extend_from_slice(b",\"data\":");
        out.extend_from_slice(payload);
        out.push(b'}');
    }
}

fn decimal(n: u64, out: &mut Vec<u8>) {
    // Writing to a Vec has no way to fail.
    let _ = write!(out, "{n}");
}

/// A compact envelope that was read back: for tests, probes and tools on this side of the wire.
///
/// ```
/// use tidings_contract::CompactEnvelope;
/// let read = CompactEnvelope::read(br#"{"v":2,"time":5,"data":{"id":1}}"#)?;
/// assert_eq!((read.version, read.time_ms, read.traceparent), (2, 5, None));
/// # Ok::<(), tidings_contract::Refusal>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CompactEnvelope {
    /// The version as which the payload is to be read.
    pub version: u32,
    /// The time of emission, in milliseconds since the Unix epoch.
    pub time_ms: u64,
    /// The W3C trace context, where there is one.
    pub traceparent: Option<String>,
    /// The payload.
    pub data: serde_json::Value,
}

impl CompactEnvelope {
    /// Reads an envelope.
    ///
    /// # Errors
    /// A refusal at the member that is missing or of another type.
    pub fn read(text: &[u8]) -> Result<Self, Refusal> {
        let mut object = ObjectReader::new(crate::read::read_json(text)?)?;
        Ok(Self {
            version: object.member(Member::required("v"))?,
            time_ms: object.member(Member::required("time"))?,
            traceparent: object.member(Member::optional("traceparent"))?,
            data: object.member(Member::required("data"))?,
        })
    }
}
