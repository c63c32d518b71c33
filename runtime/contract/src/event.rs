use crate::payload::Payload;
use crate::read::read_json;
use crate::refusal::Refusal;
use crate::shape::Shape;

/// One version of an event, with the checks of its schema: what `#[derive(Event)]` writes.
///
/// ```
/// use tidings_contract::{Event, Literal, Number, Payload, Refusal, Shape};
/// struct Tick(i64);
/// impl Payload for Tick {
///     fn to_value(&self) -> Result<serde_json::Value, Refusal> { self.0.to_value() }
///     fn from_value(value: serde_json::Value) -> Result<Self, Refusal> { i64::from_value(value).map(Self) }
/// }
/// impl Event for Tick {
///     const NAME: &'static str = "tick";
///     const WIRE: &'static str = "tick";
///     const VERSION: u32 = 1;
///     fn emit_shape() -> &'static Shape { &Shape::Minimum(Literal::Int(0)) }
///     fn accept_shape() -> &'static Shape { Self::emit_shape() }
/// }
/// assert_eq!(Tick(3).encode()?, b"3");
/// assert_eq!(Tick(-3).encode().unwrap_err().to_string(), "tick v1 refused: -3 is below minimum 0");
/// # Ok::<(), Refusal>(())
/// ```
pub trait Event: Payload {
    /// The event's name in the registry.
    const NAME: &'static str;
    /// Its name on the wire; the same, unless it was imported from elsewhere.
    const WIRE: &'static str;
    /// The version.
    const VERSION: u32;

    /// What a writer of this version can produce.
    fn emit_shape() -> &'static Shape;

    /// What a reader of this version takes.
    fn accept_shape() -> &'static Shape;

    /// The payload as the JSON text that goes into the log, once the emit shape has accepted it.
    ///
    /// # Errors
    /// The refusal, with the event, the version and the pointer.
    fn encode(&self) -> Result<Vec<u8>, Refusal> {
        let encoded = self.to_value().and_then(|value| {
            Self::emit_shape().check(&value)?;
            serde_json::to_vec(&value).map_err(|e| Refusal::coded(Refusal::SYNTAX, e.to_string()))
        });
        encoded.map_err(|refusal| refusal.of(Self::NAME, Self::VERSION))
    }

    /// Reads a payload, once the accept shape has accepted it.
    ///
    /// # Errors
    /// The refusal, with the event, the version and the pointer.
    fn decode(text: &[u8]) -> Result<Self, Refusal> {
        let decoded = read_json(text).and_then(|value| {
            Self::accept_shape().check(&value)?;
            Self::from_value(value)
        });
        decoded.map_err(|refusal| refusal.of(Self::NAME, Self::VERSION))
    }
}

/// The typed body that starts a session: checked the other way round, the client writes and the
/// server reads. `()` stands for a session that is started without a body.
pub trait Request: Payload {
    /// The name and version of the request's type, as in `ask@1`; empty for `()`.
    const NAME: &'static str;

    /// What a server takes.
    fn accept_shape() -> &'static Shape;

    /// Reads a body, once the accept shape has accepted it.
    ///
    /// # Errors
    /// The refusal, with the pointer.
    fn decode(text: &[u8]) -> Result<Self, Refusal> {
        let value = read_json(text)?;
        Self::accept_shape().check(&value)?;
        Self::from_value(value)
    }
}

impl Request for () {
    const NAME: &'static str = "";

    fn accept_shape() -> &'static Shape {
        &Shape::Any
    }

    fn decode(_: &[u8]) -> Result<Self, Refusal> {
        Ok(())
    }
}

/// A stream of the registry: generated as a unit struct, `Orders`.
pub trait Stream: 'static {
    /// The stream's name.
    const NAME: &'static str;
    /// The parameters of its path; `()` where it has none.
    type Topic: Topic;

    /// The text of the bundle that it was generated from.
    fn bundle() -> &'static str;
}

/// A stream of kind `session`: one request, one run of events, one end.
pub trait SessionStream: Stream {
    /// The body of the request that starts it; `()` where it has none.
    type Request: Request;
}

/// Says that this type is the write version of one of the stream's events. Implemented by the
/// generator alone, so that nothing else can be emitted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be emitted on this stream",
    label = "not the write version of an event of `{S}`",
    note = "only the write version that streams/*.toml names can be emitted; older versions stand in modules (`v1::`)"
)]
pub trait EmitOn<S: Stream>: Event {}

/// The parameters of a stream's path.
///
/// ```
/// use tidings_contract::Topic;
/// assert_eq!(().params(), []);
/// ```
pub trait Topic {
    /// Names and values, in the order of the path.
    fn params(&self) -> Vec<(&'static str, String)>;
}

impl Topic for () {
    fn params(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
