//! What derived conversions of structs are made of: one call per member, so that derived code
//! stays small and cheap to compile.

use crate::literal::Literal;
use crate::members::Members;
use crate::payload::{Payload, object};
use crate::refusal::Refusal;
use serde_json::{Map, Value};

/// Writes an object member by member.
///
/// ```
/// use tidings_contract::ObjectWriter;
/// let mut object = ObjectWriter::new();
/// object.member("id", &7_i64)?;
/// object.optional("note", &None::<String>)?;
/// assert_eq!(object.done().to_string(), r#"{"id":7}"#);
/// # Ok::<(), tidings_contract::Refusal>(())
/// ```
#[derive(Debug, Default)]
pub struct ObjectWriter(Map<String, Value>);

impl ObjectWriter {
    /// An object without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a member whose value the schema fixes.
    pub fn constant(&mut self, name: &str, value: &Literal) {
        self.0.insert(name.into(), value.to_value());
    }

    /// Writes a member.
    ///
    /// # Errors
    /// The value's refusal, below the member.
    pub fn member<T: Payload>(&mut self, name: &str, value: &T) -> Result<(), Refusal> {
        let value = value.to_value().map_err(|refusal| refusal.below(name))?;
        self.0.insert(name.into(), value);
        Ok(())
    }

    /// Writes a member, unless it is absent.
    ///
    /// # Errors
    /// The value's refusal, below the member.
    pub fn optional<T: Payload>(&mut self, name: &str, value: &Option<T>) -> Result<(), Refusal> {
        value
            .as_ref()
            .map_or(Ok(()), |value| self.member(name, value))
    }

    /// Writes undeclared members.
    ///
    /// # Errors
    /// A refusal at a member that was written before: it has a field of its own.
    pub fn rest(&mut self, members: &Members) -> Result<(), Refusal> {
        for (name, value) in members.iter() {
            if self.0.insert(name.into(), value.clone()).is_some() {
                return Err(Refusal::new("this member has a field of its own").below(name));
            }
        }
        Ok(())
    }

    /// The object.
    pub fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// Reads an object member by member.
///
/// ```
/// use tidings_contract::ObjectReader;
/// let value: serde_json::Value = serde_json::from_str(r#"{"id":7,"extra":1}"#).unwrap();
/// let mut object = ObjectReader::new(value)?;
/// assert_eq!(object.member::<i64>("id")?, 7);
/// assert_eq!(object.optional::<String>("note")?, None);
/// assert_eq!(object.rest().len(), 1);
/// # Ok::<(), tidings_contract::Refusal>(())
/// ```
#[derive(Debug)]
pub struct ObjectReader(Map<String, Value>);

impl ObjectReader {
    /// Reads an object.
    ///
    /// # Errors
    /// A refusal of any other value.
    pub fn new(value: Value) -> Result<Self, Refusal> {
        object(value).map(Self)
    }

    /// Passes over a member that has no field.
    pub fn skip(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Reads a member that must be there.
    ///
    /// # Errors
    /// A refusal of the object when it is absent, else the value's, below the member.
    pub fn member<T: Payload>(&mut self, name: &str) -> Result<T, Refusal> {
        self.optional(name)?
            .ok_or_else(|| Refusal::new(format!("member `{name}` is missing")))
    }

    /// Reads a member that may be absent.
    ///
    /// # Errors
    /// The value's refusal, below the member.
    pub fn optional<T: Payload>(&mut self, name: &str) -> Result<Option<T>, Refusal> {
        match self.0.remove(name) {
            Some(value) => T::from_value(value)
                .map(Some)
                .map_err(|refusal| refusal.below(name)),
            None => Ok(None),
        }
    }

    /// The members that were not read.
    pub fn rest(self) -> Members {
        self.0.into_iter().collect()
    }
}
