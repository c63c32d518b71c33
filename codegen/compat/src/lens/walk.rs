//! Two versions compared form by form, for what an operation could carry over.
use std::collections::BTreeSet;

use serde_json::Value;
use tidings_model::{Checked, Form, Member, NodeId, Schema, Tag, child_pointer};

use super::op::{Op, Proposed};

/// Nesting beyond this is not compared.
const DEPTH: usize = 64;

/// The operations from one version to another, outer ones first.
pub(super) fn ops(old: &Schema<Checked>, new: &Schema<Checked>) -> Vec<Proposed> {
    let mut walk = Walk {
        old,
        new,
        seen: BTreeSet::new(),
        ops: Vec::new(),
    };
    walk.nodes(old.root(), new.root(), "", 0);
    walk.ops
}

struct Walk<'a> {
    old: &'a Schema<Checked>,
    new: &'a Schema<Checked>,
    /// The pairs on the way down: recursion ends at the second meeting.
    seen: BTreeSet<(NodeId, NodeId)>,
    ops: Vec<Proposed>,
}

impl Walk<'_> {
    fn say(&mut self, op: Op, is_guess: bool) {
        self.ops.push(Proposed { op, is_guess });
    }

    fn alike(&self, old: NodeId, new: NodeId) -> bool {
        self.old.node_digest(old) == self.new.node_digest(new)
    }

    fn nodes(&mut self, old: NodeId, new: NodeId, at: &str, depth: usize) {
        if depth > DEPTH || self.alike(old, new) || !self.seen.insert((old, new)) {
            return;
        }
        let (from, to) = (self.old.form(old).clone(), self.new.form(new).clone());
        match (&from, &to) {
            (
                Form::Struct {
                    members: before, ..
                },
                Form::Struct {
                    members: after,
                    open,
                },
            ) => {
                self.members(before, after, *open, at, depth);
            }
            (
                Form::Enum {
                    members: before, ..
                },
                Form::Enum {
                    members: after,
                    fallback,
                },
            ) => {
                self.cases(before, after, fallback.is_some(), at);
            }
            (
                Form::Union {
                    tag: Some(a),
                    branches: before,
                    ..
                },
                Form::Union {
                    tag: Some(b),
                    branches: after,
                    ..
                },
            ) => {
                self.tagged((a, before), (b, after), at, depth);
            }
            (Form::Nullable(before), Form::Nullable(after)) => {
                self.nodes(*before, *after, at, depth + 1)
            }
            (_, Form::Nullable(after)) => self.nodes(old, *after, at, depth + 1),
            (Form::List(before), Form::List(after)) | (Form::Map(before), Form::Map(after)) => {
                self.nodes(*before, *after, &format!("{at}/*"), depth + 1);
            }
            (_, Form::List(item)) if self.alike(old, *item) || self.is_one_kind(&from, *item) => {
                self.say(Op::Wrap { at: at.to_owned() }, false);
            }
            (Form::List(item), _) if self.alike(*item, new) => {
                self.say(Op::Unwrap { at: at.to_owned() }, true);
            }
            _ => {}
        }
        self.seen.remove(&(old, new));
    }

    /// Whether both are the same kind of plain value.
    fn is_one_kind(&self, old: &Form, new: NodeId) -> bool {
        matches!(
            (old, self.new.form(new)),
            (Form::String | Form::Enum { .. }, Form::String)
                | (Form::Integer { .. }, Form::Integer { .. } | Form::Number)
                | (Form::Number, Form::Number)
                | (Form::Bool, Form::Bool)
        )
    }

    fn members(&mut self, before: &[Member], after: &[Member], open: bool, at: &str, depth: usize) {
        let known =
            |members: &[Member], name: &str| members.iter().any(|member| member.name == name);
        let gone: Vec<&Member> = before
            .iter()
            .filter(|old| !known(after, &old.name))
            .collect();
        let fresh: Vec<&Member> = after
            .iter()
            .filter(|new| !known(before, &new.name))
            .collect();
        let renamed = self.renames(&gone, &fresh);
        for (old, new) in &renamed {
            let (from, to) = (child_pointer(at, &old.name), child_pointer(at, &new.name));
            self.say(Op::Rename { from, to }, true);
        }
        for new in fresh
            .iter()
            .filter(|new| new.required && !renamed.iter().any(|(_, to)| to.name == new.name))
        {
            self.added(new, before, at);
        }
        for old in gone
            .iter()
            .filter(|old| !open && !renamed.iter().any(|(from, _)| from.name == old.name))
        {
            self.say(
                Op::Remove {
                    at: child_pointer(at, &old.name),
                },
                false,
            );
        }
        for new in after {
            let Some(old) = before.iter().find(|old| old.name == new.name) else {
                continue;
            };
            if new.required && !old.required {
                self.added(new, &[], at);
            }
            self.nodes(old.node, new.node, &child_pointer(at, &new.name), depth + 1);
        }
    }

    /// Members that go while one with the very same schema comes, where only one pair could be meant.
    fn renames<'m>(
        &self,
        gone: &[&'m Member],
        fresh: &[&'m Member],
    ) -> Vec<(&'m Member, &'m Member)> {
        let only = |old: &Member| {
            let mut like = fresh.iter().filter(|new| self.alike(old.node, new.node));
            let found = like.next().copied().filter(|_| like.next().is_none());
            // Two optional members of one common type have little to do with each other by themselves.
            found.filter(|new| old.required || new.required || share_a_word(&old.name, &new.name))
        };
        let pairs: Vec<_> = gone
            .iter()
            .filter_map(|old| Some((*old, only(old)?)))
            .collect();
        let twice = |name: &str| pairs.iter().filter(|(_, new)| new.name == name).count() > 1;
        pairs
            .iter()
            .filter(|(_, new)| !twice(&new.name))
            .copied()
            .collect()
    }

    /// A member that is required now: its default, its only value, or a like member of the same name further down.
    fn added(&mut self, new: &Member, before: &[Member], at: &str) {
        let to = child_pointer(at, &new.name);
        let written = self.new.node(new.written);
        let stated = written
            .text
            .default
            .clone()
            .or_else(|| self.new.node(new.node).text.default.clone());
        let only = match self.new.form(new.node) {
            Form::Constant(value) => Some(value.clone()),
            Form::Enum { members, .. } if members.len() == 1 => {
                members.first().cloned().map(Value::String)
            }
            Form::Null => Some(Value::Null),
            _ => new.constant.clone(),
        };
        if let Some(value) = only {
            return self.say(Op::Add { at: to, value }, false);
        }
        if let Some(value) = stated {
            return self.say(Op::Add { at: to, value }, true);
        }
        if let Some(from) = self.elsewhere(new, before, at) {
            self.say(Op::Copy { from, to }, true);
        }
    }

    /// The only required member of the same name and schema in a required struct beside it.
    fn elsewhere(&self, new: &Member, before: &[Member], at: &str) -> Option<String> {
        let mut found = before
            .iter()
            .filter(|holder| holder.required)
            .filter_map(|holder| {
                let Form::Struct { members, .. } = self.old.form(holder.node) else {
                    return None;
                };
                let same = |old: &&Member| {
                    old.name == new.name && old.required && self.is_like(old.node, new.node)
                };
                members.iter().find(same)?;
                Some(child_pointer(&child_pointer(at, &holder.name), &new.name))
            });
        found.next().filter(|_| found.next().is_none())
    }

    fn is_like(&self, old: NodeId, new: NodeId) -> bool {
        self.alike(old, new) || self.is_one_kind(self.old.form(old), new)
    }

    /// One member of an enum that goes while one comes may be the same under another name.
    fn cases(&mut self, before: &[String], after: &[String], tolerant: bool, at: &str) {
        let gone: Vec<&String> = before.iter().filter(|case| !after.contains(case)).collect();
        let fresh: Vec<&String> = after.iter().filter(|case| !before.contains(case)).collect();
        if let ([from], [to], false) = (gone.as_slice(), fresh.as_slice(), tolerant) {
            let (from, to) = ((*from).clone(), (*to).clone());
            self.say(
                Op::Convert {
                    at: at.to_owned(),
                    from,
                    to,
                },
                true,
            );
        }
    }

    /// The branches of a union by the values of its tag.
    fn tagged(
        &mut self,
        (a, before): (&Tag, &[NodeId]),
        (b, after): (&Tag, &[NodeId]),
        at: &str,
        depth: usize,
    ) {
        if a.member != b.member {
            return;
        }
        for (values, &new) in b.values.iter().zip(after) {
            let known = a
                .values
                .iter()
                .position(|known| known.iter().any(|value| values.contains(value)));
            if let Some(&old) = known.and_then(|index| before.get(index)) {
                self.nodes(old, new, at, depth + 1);
            }
        }
    }
}

/// Whether two names have a part in common: `client_dt` and `dt`.
fn share_a_word(a: &str, b: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        let parts = name.split(|letter: char| !letter.is_alphanumeric());
        parts
            .filter(|part| part.len() > 1)
            .map(str::to_lowercase)
            .collect()
    };
    !words(a).is_disjoint(&words(b))
}
