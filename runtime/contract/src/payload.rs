use crate::integer::Integer;
use crate::number::Number;
use crate::refusal::Refusal;
use serde_json::Value;
use std::borrow::Cow;

/// A type that converts to and from a JSON value: the shape of its data, not the rules upon it.
///
/// Derived for structs and enums; here for the types that fields have. Bounds, patterns and
/// undeclared members are judged by [`crate::Shape`], before reading and before emitting.
///
/// ```
/// use tidings_contract::Payload;
/// let value = vec![Some(1_i64), None].to_value()?;
/// assert_eq!(value.to_string(), "[1,null]");
/// assert_eq!(Vec::<Option<i64>>::from_value(value)?, [Some(1), None]);
/// # Ok::<(), tidings_contract::Refusal>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a payload",
    note = "derive `tidings::Payload` (or `tidings::Event`) for it, and name its place in the registry"
)]
pub trait Payload: Sized {
    /// The value as JSON.
    ///
    /// # Errors
    /// A refusal at the place of what JSON can't carry, such as a double that is not finite.
    fn to_value(&self) -> Result<Value, Refusal>;

    /// Reads a JSON value.
    ///
    /// # Errors
    /// A refusal at the place that has another shape.
    fn from_value(value: Value) -> Result<Self, Refusal>;

    /// The value as a member of an object; none where the member is absent, which `None` means.
    ///
    /// # Errors
    /// As [`Payload::to_value`].
    fn to_member(&self) -> Result<Option<Value>, Refusal> {
        self.to_value().map(Some)
    }

    /// Reads a member of an object, which may be absent; none where it must not be.
    ///
    /// # Errors
    /// As [`Payload::from_value`].
    fn from_member(value: Option<Value>) -> Result<Option<Self>, Refusal> {
        value.map(Self::from_value).transpose()
    }
}

impl Payload for Value {
    fn to_value(&self) -> Result<Value, Refusal> {
        Ok(self.clone())
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        Ok(value)
    }
}

impl Payload for () {
    fn to_value(&self) -> Result<Value, Refusal> {
        Ok(Value::Null)
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        if value.is_null() {
            Ok(())
        } else {
            Err(Refusal::wanted("null", &value))
        }
    }
}

impl Payload for bool {
    fn to_value(&self) -> Result<Value, Refusal> {
        Ok(Value::Bool(*self))
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        value
            .as_bool()
            .ok_or_else(|| Refusal::wanted("a boolean", &value))
    }
}

macro_rules! text {
    ($($type:ty)*) => {$(
        impl Payload for $type {
            fn to_value(&self) -> Result<Value, Refusal> {
                Ok(Value::String(String::from(self.clone())))
            }

            fn from_value(value: Value) -> Result<Self, Refusal> {
                match value {
                    Value::String(text) => Ok(text.into()),
                    other => Err(Refusal::wanted("a string", &other)),
                }
            }
        }
    )*};
}
text!(String Box<str> Cow<'static, str>);

impl Payload for Number {
    fn to_value(&self) -> Result<Value, Refusal> {
        self.to_json()
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        match &value {
            Value::Number(number) => Ok(number.into()),
            other => Err(Refusal::wanted("a number", other)),
        }
    }
}

impl Payload for Integer {
    fn to_value(&self) -> Result<Value, Refusal> {
        Number::from(*self).to_json()
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        Number::from_value(value)?.try_into()
    }
}

/// Reads a double, and refuses an integer that it would round.
impl Payload for f64 {
    fn to_value(&self) -> Result<Value, Refusal> {
        Number::from(*self).to_json()
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        let number = Number::from_value(value)?;
        match number.as_f64() {
            double if Number::from(double) == number => Ok(double),
            _ => Err(Refusal::new(format!(
                "{number} is not a double; read it as `Number`"
            ))),
        }
    }
}

macro_rules! int {
    ($($int:ty)*) => {$(
        impl Payload for $int {
            fn to_value(&self) -> Result<Value, Refusal> {
                Ok(Value::from(*self))
            }

            fn from_value(value: Value) -> Result<Self, Refusal> {
                let integer = Integer::from_value(value)?;
                let narrow = integer.as_i64().and_then(|n| n.try_into().ok());
                narrow.or_else(|| integer.as_u64().and_then(|n| n.try_into().ok())).ok_or_else(|| {
                    Refusal::new(format!("{integer} does not fit {}", stringify!($int)))
                })
            }
        }
    )*};
}
int!(i8 i16 i32 i64 u8 u16 u32 u64);

impl<T: Payload> Payload for Box<T> {
    fn to_value(&self) -> Result<Value, Refusal> {
        (**self).to_value()
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        T::from_value(value).map(Self::new)
    }
}

/// `None` is null as a value and absent as an optional member, so `Option<Option<T>>` tells all three.
impl<T: Payload> Payload for Option<T> {
    fn to_value(&self) -> Result<Value, Refusal> {
        self.as_ref().map_or(Ok(Value::Null), T::to_value)
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        if value.is_null() {
            Ok(None)
        } else {
            T::from_value(value).map(Some)
        }
    }

    fn to_member(&self) -> Result<Option<Value>, Refusal> {
        self.as_ref().map(T::to_value).transpose()
    }

    fn from_member(value: Option<Value>) -> Result<Option<Self>, Refusal> {
        value.map(T::from_value).transpose().map(Some)
    }
}
