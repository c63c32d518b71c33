use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use tidings_model::{Checked, Diagnostic, Schema};

use crate::direction::Direction;
use crate::formats;
use crate::nonconformance::Deviation;
use crate::nulls;

/// What a type says of itself, for one direction.
pub(crate) struct Described {
    /// Its schema in that direction, integers with their ranges.
    pub(crate) document: Value,
    /// The same, read by the model.
    pub(crate) schema: Schema<Checked>,
}

/// What is believed of a type where its schema is silent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beliefs {
    /// 64 bits are enough for every integer that is read.
    pub(crate) wide_integers: bool,
    /// A member that may be left out is null at times.
    pub(crate) nulls_are_written: bool,
}

impl Described {
    /// Asks a type for its schema.
    pub(crate) fn of<T: JsonSchema>(
        direction: Direction,
        beliefs: Beliefs,
    ) -> Result<Self, Box<Deviation>> {
        let settings = SchemaSettings::draft2020_12();
        let settings = match direction {
            Direction::Writes => settings.for_serialize(),
            Direction::Reads => settings.for_deserialize(),
        };
        let document = settings.into_generator().into_root_schema_for::<T>();
        let mut document = formats::widths(document.to_value(), direction, beliefs.wide_integers);
        if direction == Direction::Writes && !beliefs.nulls_are_written {
            document = nulls::left_out(document);
        }
        match Schema::from_document(&document) {
            Ok(schema) => Ok(Self { document, schema }),
            Err(problems) => Err(unreadable(&problems)),
        }
    }
}

fn unreadable(problems: &[Diagnostic]) -> Box<Deviation> {
    let first = problems.iter().find(|problem| problem.is_error());
    let message = first.map_or_else(String::new, |problem| {
        let place = problem.place.as_ref().map(|place| &*place.pointer);
        match place {
            Some(pointer) if !pointer.is_empty() => format!("{} at {pointer}", problem.message),
            _ => problem.message.clone(),
        }
    });
    Deviation::new(
        "testing/type-unreadable",
        format!("the type's own schema can't be read: {message}"),
    )
    .help(Some(
        "mend its `JsonSchema` implementation, or the `#[schemars(…)]` attributes that change it",
    ))
}
