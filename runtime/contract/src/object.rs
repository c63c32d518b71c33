//! What derived conversions of structs are made of: one call per member, so that derived code
//! stays small and cheap to compile.

use crate::containers::object;
use crate::exact::{equal, equal_but_zeros, has_minus_zero};
use crate::literal::Literal;
use crate::members::Members;
use crate::node::Is;
use crate::payload::Payload;
use crate::refusal::Refusal;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How one field of a derived type stands in an object: its name, and the conversions of its type.
///
/// The derive makes one constant per field, in which the compiler proves once that the type carries
/// what the schema says; what uses the constant needs no proof and can fail in no second way.
///
/// ```
/// use tidings_contract::{Member, ObjectReader, ObjectWriter, Str};
/// const ID: Member<i64> = Member::required("id");
/// const NOTE: Member<Option<String>> = Member::optional("note");
/// let mut object = ObjectWriter::new();
/// object.member(ID, &7)?;
/// object.member(NOTE, &None)?;
/// let value = object.done();
/// assert_eq!(value.to_string(), r#"{"id":7}"#);
/// let mut object = ObjectReader::new(value)?;
/// assert_eq!((object.member(ID)?, object.member(NOTE)?), (7, None));
/// # Ok::<(), tidings_contract::Refusal>(())
/// ```
#[derive(Debug)]
pub struct Member<T> {
    name: &'static str,
    to: fn(&T) -> Result<Option<Value>, Refusal>,
    from: fn(Option<Value>) -> Result<Option<T>, Refusal>,
}

impl<T> Member<T> {
    /// The value alone, whatever holds it.
    ///
    /// # Errors
    /// The refusal of the type's own conversion.
    pub fn to_value(&self, value: &T) -> Result<Value, Refusal> {
        (self.to)(value).map(Option::unwrap_or_default)
    }

    /// Reads a value that no object holds.
    ///
    /// # Errors
    /// The refusal of the type's own conversion.
    pub fn from_value(&self, value: Value) -> Result<T, Refusal> {
        (self.from)(Some(value)).and_then(|value| value.ok_or_else(|| missing(self.name)))
    }
}

impl<T: Payload> Member<T> {
    /// A member that must be there; `None` is null.
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            to: |value| value.to_value().map(Some),
            from: |value| value.map(T::from_value).transpose(),
        }
    }

    /// A member that may be absent; `None` is absent.
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            to: T::to_member,
            from: T::from_member,
        }
    }

    /// [`Member::required`] of a type that carries the node `N`.
    pub const fn required_as<N>(name: &'static str) -> Self
    where
        T: Is<N>,
    {
        Self::required(name)
    }

    /// [`Member::optional`] of a type that carries the node `N`.
    pub const fn optional_as<N>(name: &'static str) -> Self
    where
        T: Is<N>,
    {
        Self::optional(name)
    }
}

/// Writes an object member by member.
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

    /// Writes a member, unless it is absent.
    ///
    /// # Errors
    /// The value's refusal, below the member.
    pub fn member<T>(&mut self, member: Member<T>, value: &T) -> Result<(), Refusal> {
        if let Some(value) = (member.to)(value).map_err(|refusal| refusal.below(member.name))? {
            self.0.insert(member.name.into(), value);
        }
        Ok(())
    }

    /// Writes undeclared members, and the `-0` of declared ones that still have the value that was read.
    ///
    /// # Errors
    /// A refusal at a member that was written before: it has a field of its own.
    pub fn rest(&mut self, members: &Members) -> Result<(), Refusal> {
        for (name, value) in members.iter() {
            if self.0.insert(name.into(), value.clone()).is_some() {
                return Err(Refusal::new("this member has a field of its own").below(name));
            }
        }
        for (name, exact) in members.exact() {
            if let Some(written) = self.0.get_mut(name)
                && equal_but_zeros(written, exact)
            {
                *written = exact.clone();
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
#[derive(Debug)]
pub struct ObjectReader {
    members: Map<String, Value>,
    /// Declared members that their types hold without the sign of a zero.
    exact: BTreeMap<&'static str, Value>,
}

impl ObjectReader {
    /// Reads an object.
    ///
    /// # Errors
    /// A refusal of any other value.
    pub fn new(value: Value) -> Result<Self, Refusal> {
        Ok(Self {
            members: object(value)?,
            exact: BTreeMap::new(),
        })
    }

    /// Passes over a member that has no field.
    pub fn skip(&mut self, name: &'static str) {
        if let Some(value) = self.members.remove(name)
            && has_minus_zero(&value)
        {
            self.exact.insert(name, value);
        }
    }

    /// Reads a member.
    ///
    /// # Errors
    /// The value's refusal, below the member; a refusal of the object where it must not be absent.
    pub fn member<T>(&mut self, member: Member<T>) -> Result<T, Refusal> {
        let value = self.members.remove(member.name);
        let signed = value
            .as_ref()
            .filter(|value| has_minus_zero(value))
            .cloned();
        let read = (member.from)(value)
            .map_err(|refusal| refusal.below(member.name))?
            .ok_or_else(|| missing(member.name))?;
        if let Some(signed) = signed
            && !(member.to)(&read)?.is_some_and(|held| equal(&held, &signed))
        {
            self.exact.insert(member.name, signed);
        }
        Ok(read)
    }

    /// The members that were not read.
    pub fn rest(self) -> Members {
        let members: Members = self.members.into_iter().collect();
        members.with_exact(self.exact)
    }
}

fn missing(name: &str) -> Refusal {
    Refusal::new(format!("member `{name}` is missing"))
}
