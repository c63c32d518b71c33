//! From a 2020-12 document to a formula: one function per family of keywords.
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};
use serde_json::{Map, Value};

use super::document::{DEPTH, Document, address};
use super::formula::{Arena, Atom, Lit, Scalar};
use super::kind::Kinds;
use super::language::Languages;
use super::rational;
use super::reason::{Reason, Side};
use super::scope::Way;

/// More constants than this that are arrays or objects are not spelled out.
const CONSTANTS: usize = 5_000;
/// More branches than this of one `oneOf` are not compared two by two.
const BRANCHES: usize = 400;

/// What it costs to see whether two branches are apart, in literals joined.
const APART: usize = 4;

/// The way from the root of a document to a keyword, written out only when a reason needs it.
#[derive(Clone, Copy)]
pub(crate) struct At<'p> {
    parent: Option<&'p At<'p>>,
    token: &'p str,
    index: Option<usize>,
    depth: usize,
}

impl<'p> At<'p> {
    pub(crate) const ROOT: At<'static> = At {
        parent: None,
        token: "",
        index: None,
        depth: 0,
    };

    pub(crate) fn to(&'p self, token: &'p str) -> At<'p> {
        At {
            parent: Some(self),
            token,
            index: None,
            depth: self.depth + 1,
        }
    }

    pub(crate) fn item(&'p self, index: usize) -> At<'p> {
        At {
            parent: Some(self),
            token: "",
            index: Some(index),
            depth: self.depth + 1,
        }
    }

    /// The start of a schema that a reference leads to, by the pointer that the reference holds.
    fn target(&self, reference: &'p str) -> At<'p> {
        let pointer = reference.strip_prefix('#').unwrap_or(reference);
        At {
            parent: None,
            token: pointer,
            index: None,
            depth: self.depth + 1,
        }
    }

    pub(crate) fn pointer(&self) -> String {
        let Some(parent) = self.parent else {
            return self.token.to_owned();
        };
        let token = match self.index {
            Some(index) => index.to_string(),
            None => self.token.replace('~', "~0").replace('/', "~1"),
        };
        format!("{}/{token}", parent.pointer())
    }
}

/// What is known of a schema that has been reached: its formula, or that it is being read.
#[derive(Clone, Copy)]
enum Seen {
    /// With the name given to it, if it has referred to itself, and how deep in values it stands.
    Reading(Option<usize>, usize),
    Read(Lit),
}

/// Reads one document into the arena.
pub(crate) struct Builder<'a, 'e> {
    pub(crate) document: &'e Document<'a>,
    pub(crate) side: Side,
    pub(crate) arena: &'e mut Arena,
    pub(crate) languages: &'e mut Languages,
    pub(crate) reasons: &'e mut Vec<Reason>,
    /// By the address of a schema and the scope inside it.
    seen: HashMap<(usize, usize), Seen>,
    pub(crate) way: Way<'a>,
    /// How many members and elements lie between the root and what is being read.
    level: usize,
    /// Whether some reference leads back to itself without one.
    pub(crate) circular: bool,
    /// Whether something was nested too deeply to be read.
    pub(crate) cut: bool,
    /// Whether reading was given up.
    pub(crate) full: bool,
    /// How much the arena may join altogether before the rest is left unread.
    room: u64,
}

impl<'a, 'e> Builder<'a, 'e> {
    pub(crate) fn new(
        document: &'e Document<'a>,
        side: Side,
        arena: &'e mut Arena,
        languages: &'e mut Languages,
        reasons: &'e mut Vec<Reason>,
        room: u64,
    ) -> Self {
        Self {
            document,
            side,
            arena,
            languages,
            reasons,
            seen: HashMap::new(),
            way: Way::default(),
            level: 0,
            circular: false,
            cut: false,
            full: false,
            room,
        }
    }

    /// An assertion that the engine leaves undecided, with the reason.
    pub(crate) fn opaque(&mut self, keyword: &str, at: &At<'_>, message: impl Into<String>) -> Lit {
        let reason = Reason {
            side: Some(self.side),
            keyword: keyword.into(),
            pointer: at.pointer(),
            message: message.into(),
        };
        let number = u32::try_from(self.reasons.len()).unwrap_or(u32::MAX);
        self.reasons.push(reason);
        self.arena.atom(Atom::Opaque(number))
    }

    /// The formula of a schema, read once however often it is referred to.
    pub(crate) fn schema(&mut self, value: &'a Value, at: &At<'_>) -> Lit {
        match value {
            Value::Bool(true) => return Lit::TRUE,
            Value::Bool(false) => return Lit::FALSE,
            Value::Object(_) => {}
            _ => return self.opaque("schema", at, "a schema is an object or a boolean"),
        }
        let around = self.way.enter(self.document, value);
        let lit = self.entered(value, at);
        self.way.leave(around);
        lit
    }

    /// The formula of a schema that is an object, inside it.
    fn entered(&mut self, value: &'a Value, at: &At<'_>) -> Lit {
        let key = (address(value), self.way.scope);
        match self.seen.get(&key).copied() {
            Some(Seen::Read(lit)) => return lit,
            Some(Seen::Reading(_, level)) if level == self.level => {
                self.circular = true;
                return self.opaque(
                    "$ref",
                    at,
                    "leads back to itself without a member or element between",
                );
            }
            Some(Seen::Reading(definition, level)) => {
                let definition = definition.unwrap_or_else(|| self.arena.declare());
                self.seen
                    .insert(key, Seen::Reading(Some(definition), level));
                return self.arena.definition(definition);
            }
            None => {}
        }
        if at.depth > DEPTH {
            self.cut = true;
            return self.opaque("schema", at, format!("nested deeper than {DEPTH}"));
        }
        if self.is_full() {
            return Lit::TRUE;
        }
        self.seen.insert(key, Seen::Reading(None, self.level));
        let lit = value
            .as_object()
            .map_or(Lit::TRUE, |schema| self.keywords(schema, at));
        let mut shown = lit;
        if let Some(Seen::Reading(Some(definition), _)) = self.seen.get(&key).copied() {
            self.arena.define(definition, lit);
            shown = self.arena.definition(definition);
        }
        self.seen.insert(key, Seen::Read(shown));
        lit
    }

    /// Whether there is no more room. What is read then means nothing, and the whole answer is `unknown`.
    fn is_full(&mut self) -> bool {
        self.full |= self.arena.work > self.room || self.way.lost;
        self.full
    }

    /// The formula of a schema for a member, a name or an element of the value at hand.
    pub(crate) fn child(&mut self, value: &'a Value, at: &At<'_>) -> Lit {
        self.level += 1;
        let lit = self.schema(value, at);
        self.level -= 1;
        lit
    }

    fn keywords(&mut self, schema: &'a Map<String, Value>, at: &At<'_>) -> Lit {
        let mut all = Vec::new();
        for (keyword, value) in schema {
            let here = at.to(keyword);
            let lit = match keyword.as_str() {
                "type" => self.types(value, &here),
                "const" => self.constant(value, &here),
                "enum" => self.enumeration(value, &here),
                "$ref" | "$dynamicRef" => self.reference(keyword, value, &here),
                "dependencies" => self.opaque(
                    keyword,
                    &here,
                    "a keyword of older dialects, which validators read differently",
                ),
                "allOf" | "anyOf" | "oneOf" => self.combined(keyword, value, &here),
                "not" => {
                    let lit = self.schema(value, &here);
                    self.arena.not(lit)
                }
                "if" => self.condition(schema, at),
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                    self.number(keyword, value, &here)
                }
                "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
                | "maxProperties" => self.size(keyword, value, &here),
                "pattern" => match value.as_str() {
                    Some(pattern) => self.pattern(pattern, &here),
                    None => self.malformed(keyword, &here),
                },
                "uniqueItems" => match value {
                    Value::Bool(false) => Lit::TRUE,
                    Value::Bool(true) => self.arena.atom(Atom::Unique),
                    _ => self.malformed(keyword, &here),
                },
                _ => match self.array(schema, keyword, value, &here) {
                    Some(lit) => lit,
                    None => self.object(schema, keyword, value, at).unwrap_or(Lit::TRUE),
                },
            };
            if lit == Lit::FALSE {
                return Lit::FALSE;
            }
            all.push(lit);
        }
        self.arena.and(&all)
    }

    pub(crate) fn malformed(&mut self, keyword: &str, at: &At<'_>) -> Lit {
        self.opaque(keyword, at, "the keyword's value has the wrong form")
    }

    fn types(&mut self, value: &Value, at: &At<'_>) -> Lit {
        let names: Vec<&Value> = match value {
            Value::Array(names) => names.iter().collect(),
            name => vec![name],
        };
        let (mut kinds, mut integer) = (Kinds::NONE, false);
        for name in names {
            kinds = kinds.or(match name.as_str() {
                Some("null") => Kinds::NULL,
                Some("boolean") => Kinds::BOOL,
                Some("number") => Kinds::NUMBER,
                Some("string") => Kinds::STRING,
                Some("object") => Kinds::OBJECT,
                Some("array") => Kinds::ARRAY,
                Some("integer") => {
                    integer = true;
                    Kinds::NONE
                }
                _ => return self.malformed("type", at),
            });
        }
        if !integer || kinds.meets(Kinds::NUMBER) {
            return self.arena.kinds(kinds);
        }
        let kinds = self.arena.kinds(kinds.or(Kinds::NUMBER));
        let whole = self.arena.atom(Atom::MultipleOf(rational::whole(1)));
        self.arena.and(&[kinds, whole])
    }

    fn enumeration(&mut self, value: &'a Value, at: &At<'_>) -> Lit {
        let Value::Array(values) = value else {
            return self.malformed("enum", at);
        };
        let scalars: Option<Vec<Scalar>> = values
            .iter()
            .filter(|value| !value.is_array() && !value.is_object())
            .map(scalar)
            .collect();
        let Some(scalars) = scalars else {
            return self.malformed("enum", at);
        };
        if values.len() - scalars.len() > CONSTANTS {
            let message = format!("more than {CONSTANTS} of the values are arrays or objects");
            return self.opaque("enum", at, message);
        }
        let mut choices = vec![self.arena.values(scalars)];
        for value in values
            .iter()
            .filter(|value| value.is_array() || value.is_object())
        {
            choices.push(self.constant(value, at));
        }
        self.arena.or(&choices)
    }

    /// A constant. One that is nested too deeply or holds a number outside the domain is left undecided.
    fn constant(&mut self, value: &Value, at: &At<'_>) -> Lit {
        if at.depth > DEPTH || !spellable(value, DEPTH) {
            return self.opaque(
                "const",
                at,
                "the constant is nested too deeply or holds a number outside the domain",
            );
        }
        spelled(self.arena, value)
    }

    fn reference(&mut self, keyword: &str, value: &Value, at: &At<'_>) -> Lit {
        let Some(reference) = value.as_str() else {
            return self.malformed(keyword, at);
        };
        let Some((target, base)) = self.way.meant(self.document, keyword, reference) else {
            return self.opaque(keyword, at, format!("{reference:?} is not in the document"));
        };
        let around = std::mem::replace(&mut self.way.base, base);
        let lit = self.schema(target, &at.target(reference));
        self.way.base = around;
        lit
    }

    fn combined(&mut self, keyword: &str, value: &'a Value, at: &At<'_>) -> Lit {
        let Some(branches) = value.as_array().filter(|branches| !branches.is_empty()) else {
            return self.malformed(keyword, at);
        };
        let lits: Vec<Lit> = branches
            .iter()
            .enumerate()
            .map(|(index, branch)| self.schema(branch, &at.item(index)))
            .collect();
        match keyword {
            "allOf" => self.arena.and(&lits),
            "anyOf" => self.arena.or(&lits),
            _ => self.one_of(branches, &lits, at),
        }
    }

    /// One of them: any of them, and no two at once. Pairs that a tag or a type keeps apart need no saying.
    fn one_of(&mut self, branches: &'a [Value], lits: &[Lit], at: &At<'_>) -> Lit {
        let marks: Vec<_> = branches.iter().map(|branch| self.mark(branch)).collect();
        let mut all = vec![self.arena.or(lits)];
        if Self::all_apart(&marks) {
            return all[0];
        }
        if branches.len() > BRANCHES {
            let message = format!("more than {BRANCHES} branches, and no tag keeps them apart");
            return self.opaque("oneOf", at, message);
        }
        for (i, &first) in lits.iter().enumerate() {
            if self.is_full() {
                return Lit::TRUE;
            }
            self.arena.work += (APART * (lits.len() - i)) as u64;
            for (j, &second) in lits.iter().enumerate().skip(i + 1) {
                if !marks[i].apart(&marks[j]) {
                    let both = self.arena.and(&[first, second]);
                    all.push(self.arena.not(both));
                }
            }
        }
        self.arena.and(&all)
    }

    fn condition(&mut self, schema: &'a Map<String, Value>, at: &At<'_>) -> Lit {
        let test = self.schema(&schema["if"], &at.to("if"));
        let then = match schema.get("then") {
            Some(value) => {
                let lit = self.schema(value, &at.to("then"));
                let refused = self.arena.not(test);
                self.arena.or(&[refused, lit])
            }
            None => Lit::TRUE,
        };
        let otherwise = match schema.get("else") {
            Some(value) => {
                let lit = self.schema(value, &at.to("else"));
                self.arena.or(&[test, lit])
            }
            None => Lit::TRUE,
        };
        self.arena.and(&[then, otherwise])
    }

    fn number(&mut self, keyword: &str, value: &Value, at: &At<'_>) -> Lit {
        let Some(bound) = value.as_number().and_then(rational::of) else {
            return self.malformed(keyword, at);
        };
        let atom = match keyword {
            "minimum" => Atom::AtLeast {
                bound,
                strict: false,
            },
            "exclusiveMinimum" => Atom::AtLeast {
                bound,
                strict: true,
            },
            "maximum" => Atom::AtMost {
                bound,
                strict: false,
            },
            "exclusiveMaximum" => Atom::AtMost {
                bound,
                strict: true,
            },
            _ if bound > rational::whole(0) => Atom::MultipleOf(bound),
            _ => return self.malformed(keyword, at),
        };
        self.arena.atom(atom)
    }

    fn size(&mut self, keyword: &str, value: &Value, at: &At<'_>) -> Lit {
        let Some(n) = count(value) else {
            return self.malformed(keyword, at);
        };
        self.arena.atom(match keyword {
            "minLength" => Atom::MinLength(n),
            "maxLength" => Atom::MaxLength(n),
            "minItems" => Atom::MinItems(n),
            "maxItems" => Atom::MaxItems(n),
            "minProperties" => Atom::MinMembers(n),
            _ => Atom::MaxMembers(n),
        })
    }

    pub(crate) fn pattern(&mut self, pattern: &str, at: &At<'_>) -> Lit {
        match self.languages.intern(pattern) {
            Ok(id) => self.arena.atom(Atom::Pattern(id)),
            Err((known, message)) => {
                let number = match known {
                    Some(number) => number,
                    None => {
                        let lit = self.opaque("pattern", at, message);
                        let number = self.reasons.len() as u32 - 1;
                        self.languages.remember(pattern, number);
                        return self.guarded(lit);
                    }
                };
                let lit = self.arena.atom(Atom::Opaque(number));
                self.guarded(lit)
            }
        }
    }

    /// An undecided assertion about strings, which all other values pass.
    fn guarded(&mut self, lit: Lit) -> Lit {
        let other = self.arena.kinds(Kinds::STRING.complement());
        self.arena.or(&[other, lit])
    }
}

/// Whether a constant can be said as a formula.
fn spellable(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(items) => depth > 0 && items.iter().all(|item| spellable(item, depth - 1)),
        Value::Object(members) => {
            depth > 0 && members.values().all(|member| spellable(member, depth - 1))
        }
        value => scalar(value).is_some(),
    }
}

/// The formula of one value; arrays and objects are spelled out, so that their negation is one like any other.
pub(crate) fn spelled(arena: &mut Arena, value: &Value) -> Lit {
    match value {
        Value::Array(items) => {
            let n = items.len() as u64;
            let mut all = vec![
                arena.kinds(Kinds::ARRAY),
                arena.atom(Atom::MinItems(n)),
                arena.atom(Atom::MaxItems(n)),
            ];
            for (index, item) in items.iter().enumerate() {
                let item = spelled(arena, item);
                all.push(arena.atom(Atom::Element(index, item)));
            }
            arena.and(&all)
        }
        Value::Object(members) => {
            let mut all = vec![
                arena.kinds(Kinds::OBJECT),
                arena.atom(Atom::MaxMembers(members.len() as u64)),
            ];
            for (name, member) in members {
                let member = spelled(arena, member);
                let name: Rc<str> = name.as_str().into();
                all.push(arena.atom(Atom::Required(Rc::clone(&name))));
                all.push(arena.atom(Atom::Member(name, member)));
            }
            arena.and(&all)
        }
        value => match scalar(value) {
            Some(scalar) => arena.values([scalar]),
            None => Lit::FALSE,
        },
    }
}

/// A keyword's whole number; 2.0 is one.
pub(crate) fn count(value: &Value) -> Option<u64> {
    let number = rational::of(value.as_number()?)?;
    if !number.is_integer() {
        return None;
    }
    u64::try_from(number.to_integer()).ok()
}

/// A value that is neither array nor object.
pub(crate) fn scalar(value: &Value) -> Option<Scalar> {
    Some(match value {
        Value::Null => Scalar::Null,
        Value::Bool(value) => Scalar::Bool(*value),
        Value::Number(number) => Scalar::Number(rational::of(number)?),
        Value::String(text) => Scalar::String(text.as_str().into()),
        Value::Array(_) | Value::Object(_) => return None,
    })
}
