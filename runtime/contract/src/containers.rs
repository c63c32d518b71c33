//! `Payload` for lists, maps and tuples.

use crate::members::Members;
use crate::payload::Payload;
use crate::refusal::Refusal;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

fn items<'a, T: Payload + 'a>(items: impl Iterator<Item = &'a T>) -> Result<Value, Refusal> {
    let place = |(i, item): (usize, &T)| item.to_value().map_err(|e| e.below(&i.to_string()));
    items
        .enumerate()
        .map(place)
        .collect::<Result<Vec<_>, _>>()
        .map(Value::Array)
}

impl<T: Payload> Payload for Vec<T> {
    fn to_value(&self) -> Result<Value, Refusal> {
        items(self.iter())
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        let place = |(i, item)| T::from_value(item).map_err(|e| e.below(&usize::to_string(&i)));
        array(value)?.into_iter().enumerate().map(place).collect()
    }
}

fn array(value: Value) -> Result<Vec<Value>, Refusal> {
    match value {
        Value::Array(items) => Ok(items),
        other => Err(Refusal::wanted("an array", &other)),
    }
}

pub(crate) fn object(value: Value) -> Result<Map<String, Value>, Refusal> {
    match value {
        Value::Object(members) => Ok(members),
        other => Err(Refusal::wanted("an object", &other)),
    }
}

macro_rules! map {
    ($($map:ident),*) => {$(
        impl<T: Payload> Payload for $map<String, T> {
            fn to_value(&self) -> Result<Value, Refusal> {
                let place = |(name, value): (&String, &T)| match value.to_value() {
                    Ok(value) => Ok((name.clone(), value)),
                    Err(refusal) => Err(refusal.below(name)),
                };
                self.iter().map(place).collect::<Result<_, _>>().map(Value::Object)
            }

            fn from_value(value: Value) -> Result<Self, Refusal> {
                let place = |(name, value): (String, Value)| match T::from_value(value) {
                    Ok(value) => Ok((name, value)),
                    Err(refusal) => Err(refusal.below(&name)),
                };
                object(value)?.into_iter().map(place).collect()
            }
        }
    )*};
}
map!(BTreeMap, HashMap);

impl Payload for Members {
    fn to_value(&self) -> Result<Value, Refusal> {
        Ok(Value::Object(
            self.iter()
                .map(|(name, value)| (name.into(), value.clone()))
                .collect(),
        ))
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        Ok(object(value)?.into_iter().collect())
    }
}

macro_rules! tuple {
    ($count:literal $($type:ident $place:tt)*) => {
        impl<$($type: Payload),*> Payload for ($($type,)*) {
            fn to_value(&self) -> Result<Value, Refusal> {
                Ok(Value::Array(vec![$(self.$place.to_value().map_err(|e| e.below(stringify!($place)))?),*]))
            }

            fn from_value(value: Value) -> Result<Self, Refusal> {
                let items: [Value; $count] = array(value)?.try_into().map_err(|items: Vec<Value>| {
                    Refusal::new(format!("an array of {} is not one of {}", items.len(), $count))
                })?;
                let mut items = items.into_iter();
                Ok(($($type::from_value(items.next().unwrap_or_default()).map_err(|e| e.below(stringify!($place)))?,)*))
            }
        }
    };
}
tuple!(1 A 0);
tuple!(2 A 0 B 1);
tuple!(3 A 0 B 1 C 2);
tuple!(4 A 0 B 1 C 2 D 3);
tuple!(5 A 0 B 1 C 2 D 3 E 4);
tuple!(6 A 0 B 1 C 2 D 3 E 4 F 5);
tuple!(7 A 0 B 1 C 2 D 3 E 4 F 5 G 6);
tuple!(8 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
tuple!(9 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
tuple!(10 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
tuple!(11 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
tuple!(12 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
