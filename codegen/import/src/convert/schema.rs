//! The walk over a source document that writes the converted one, schema by schema.

use serde_json::{Map, Value};

use super::keyword;
use super::nullable::{self, Null};
use super::walk::{IGNORED, Rewrite, Walk};
use crate::draft::Draft;
use crate::note::Effect;
use crate::pointer::child;
use crate::vocabulary::{Holds, Role, holds, known, words};

impl Walk<'_> {
    /// Converts the schema that stands at `old` in the source and will stand at `new`.
    pub(crate) fn schema(&mut self, schema: &Value, old: &str, new: &str) -> Value {
        self.stands(old, new);
        let Some(source) = schema.as_object() else {
            return schema.clone();
        };
        let null = nullable::decide(self, source, old);
        let wrapped = format!("{new}/anyOf/0");
        let mut rewrite = Rewrite {
            source,
            old,
            new: if null == Null::Wrap { &wrapped } else { new },
            out: Map::new(),
            ignored: Map::new(),
        };
        for (word, value) in source {
            self.word(&mut rewrite, word, value);
        }
        let Rewrite {
            mut out, ignored, ..
        } = rewrite;
        if !ignored.is_empty() {
            out.insert(IGNORED.to_owned(), Value::Object(ignored));
        }
        Value::Object(nullable::apply(null, out))
    }

    fn word(&mut self, rewrite: &mut Rewrite<'_>, word: &str, value: &Value) {
        if self.beside_reference(rewrite, word, value) || self.before_its_time(rewrite, word, value)
        {
            return;
        }
        match word {
            "$ref" => self.reference(rewrite, value),
            "$schema" => {}
            "id" | "$id" => keyword::identifier(self, rewrite, word, value),
            "exclusiveMinimum" | "exclusiveMaximum" | "minimum" | "maximum" => {
                keyword::bound(self, rewrite, word, value);
            }
            "items" | "additionalItems" => keyword::items(self, rewrite, word, value),
            "dependencies" => keyword::dependencies(self, rewrite, value),
            "definitions" | "$defs" => keyword::definitions(self, rewrite, word, value),
            "$anchor" => keyword::anchor(self, rewrite, value),
            "$dynamicRef" => keyword::dynamic_reference(self, rewrite, value),
            "$recursiveRef" => keyword::recursive_reference(self, rewrite, value),
            "$recursiveAnchor" if self.dialect.draft >= Draft::Draft201909 => {}
            "unevaluatedItems" => keyword::unevaluated_items(self, rewrite, value),
            "nullable" if self.dialect.openapi && value.is_boolean() => {}
            "discriminator" if self.dialect.openapi => {
                let place = (rewrite.new.to_owned(), rewrite.old.to_owned());
                self.discriminators.push(place);
                rewrite.out.insert(word.to_owned(), value.clone());
            }
            "example" if self.dialect.openapi => keyword::example(rewrite, value),
            "examples" => keyword::examples(rewrite, value),
            _ => self.other(rewrite, word, value),
        }
    }

    /// Up to draft 7, what stands beside `$ref` asserts nothing.
    fn beside_reference(&mut self, rewrite: &mut Rewrite<'_>, word: &str, value: &Value) -> bool {
        let referring = rewrite.source.get("$ref").is_some_and(Value::is_string);
        if self.dialect.draft > Draft::Draft07 || !referring || word == "$ref" {
            return false;
        }
        let role = known(word).map(|(role, _)| role);
        if word != "$id" && word != "id" && role != Some(Role::Asserts) {
            return false;
        }
        let message = format!(
            "{} ignores `{word}` beside `$ref`; it is kept under `{IGNORED}`",
            self.dialect.draft.name()
        );
        self.note(
            "import/ref-sibling-ignored",
            rewrite.old,
            Effect::Annotation,
            message,
        );
        rewrite.ignored.insert(word.to_owned(), value.clone());
        true
    }

    /// A word that asserts only since a later draft asserted nothing in the source's.
    fn before_its_time(&mut self, rewrite: &mut Rewrite<'_>, word: &str, value: &Value) -> bool {
        let draft = self.dialect.draft;
        let early = match known(word) {
            Some((Role::Asserts, since)) => since > draft,
            _ => false,
        };
        let late = draft >= Draft::Draft201909 && word == "dependencies"
            || draft == Draft::Draft202012
                && word == "additionalItems"
                && !rewrite.source.get("items").is_some_and(Value::is_array);
        if !early && !late {
            return false;
        }
        if word == "const" {
            // Nobody writes it to be ignored: it had been proposed before draft 6 came out, and tools took it.
            let message = format!(
                "{} does not know `const`; it is read as it was meant, as draft-06 has it",
                draft.name()
            );
            let at = child(rewrite.old, word);
            self.note("import/const-meant", &at, Effect::Changed, message);
            return false;
        }
        let message = format!(
            "{} does not know `{word}`, so validators ignored it; it is kept under `{IGNORED}`",
            draft.name()
        );
        let id = "import/keyword-ignored";
        self.note(id, &child(rewrite.old, word), Effect::Annotation, message);
        rewrite.ignored.insert(word.to_owned(), value.clone());
        true
    }

    fn reference(&mut self, rewrite: &mut Rewrite<'_>, value: &Value) {
        rewrite.out.insert("$ref".to_owned(), value.clone());
        let Some(reference) = value.as_str() else {
            return;
        };
        let base = self.targets.schemas.get(rewrite.old);
        let target = base.and_then(|base| self.targets.target(base, reference));
        match target {
            Some(target) => self.refer(rewrite, target),
            None => self.note(
                "import/ref-not-found",
                &child(rewrite.old, "$ref"),
                Effect::Refused,
                format!("`{reference}` names nothing in this document"),
            ),
        }
    }

    fn other(&mut self, rewrite: &mut Rewrite<'_>, word: &str, value: &Value) {
        let converted = match (holds(word), value) {
            (Some(Holds::Members), Value::Object(_)) => {
                self.members(value, &child(rewrite.old, word), &child(rewrite.new, word))
            }
            (Some(Holds::List | Holds::OneOrList), Value::Array(_)) => {
                self.list(value, &child(rewrite.old, word), &child(rewrite.new, word))
            }
            (Some(_), Value::Object(_)) => {
                self.schema(value, &child(rewrite.old, word), &child(rewrite.new, word))
            }
            _ => {
                self.unknown(rewrite, word);
                value.clone()
            }
        };
        rewrite.out.insert(word.to_owned(), converted);
    }

    /// Converts the schemas that are the members of `value`.
    pub(crate) fn members(&mut self, value: &Value, old: &str, new: &str) -> Value {
        let members = value.as_object().into_iter().flatten();
        let converted = members.map(|(name, schema)| {
            let schema = self.schema(schema, &child(old, name), &child(new, name));
            (name.clone(), schema)
        });
        Value::Object(converted.collect())
    }

    /// Converts the schemas that `value` lists.
    pub(crate) fn list(&mut self, value: &Value, old: &str, new: &str) -> Value {
        let schemas = value.as_array().into_iter().flatten().enumerate();
        let converted = schemas.map(|(index, schema)| {
            self.schema(schema, &format!("{old}/{index}"), &format!("{new}/{index}"))
        });
        Value::Array(converted.collect())
    }

    fn unknown(&mut self, rewrite: &Rewrite<'_>, word: &str) {
        let openapi = [
            "nullable",
            "discriminator",
            "example",
            "xml",
            "externalDocs",
        ];
        let expected = self.dialect.openapi && openapi.contains(&word);
        if known(word).is_some() || word.starts_with("x-") || expected {
            return;
        }
        let nearest = near(word);
        let message = match nearest {
            Some(near) => {
                format!("`{word}` is no keyword and asserts nothing; did the author mean `{near}`?")
            }
            None => format!("`{word}` is no keyword and is kept as an annotation"),
        };
        let at = child(rewrite.old, word);
        self.note("import/keyword-unknown", &at, Effect::Annotation, message);
    }
}

/// The keyword that a misspelling may have meant.
fn near(word: &str) -> Option<&'static str> {
    tidings_model::suggest::nearest(word, words())
}
