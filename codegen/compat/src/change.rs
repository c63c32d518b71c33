//! What an edit does to the generated types: two versions compared form by form.
use std::collections::BTreeSet;

use tidings_model::{Checked, Form, Member, NodeId, Schema, Tag, child_pointer, pointer_tokens};

/// Nesting beyond this is not compared.
const DEPTH: usize = 64;

/// One change of the generated types. Places are pointers into the payload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    MemberDropped {
        at: String,
    },
    MemberOptional {
        at: String,
    },
    MemberRequired {
        at: String,
    },
    TypeReplaced {
        at: String,
        from: &'static str,
        to: &'static str,
    },
    CaseAdded {
        at: String,
        case: String,
    },
}

impl Change {
    /// The member that is gone, which has no place of its own on the newer side.
    pub(crate) fn dropped(&self) -> Option<String> {
        match self {
            Self::MemberDropped { at } => pointer_tokens(at)?.pop(),
            _ => None,
        }
    }
}

/// A change with the nodes that it lies between.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    pub(crate) change: Change,
    pub(crate) old: NodeId,
    pub(crate) new: NodeId,
}

/// All changes of the generated types from one version to another.
pub(crate) fn changes(old: &Schema<Checked>, new: &Schema<Checked>) -> Vec<Changed> {
    let mut walk = Walk {
        old,
        new,
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    walk.nodes(old.root(), new.root(), "", 0);
    walk.found
}

struct Walk<'a> {
    old: &'a Schema<Checked>,
    new: &'a Schema<Checked>,
    seen: BTreeSet<(NodeId, NodeId)>,
    found: Vec<Changed>,
}

impl Walk<'_> {
    fn report(&mut self, old: NodeId, new: NodeId, change: Change) {
        self.found.push(Changed { change, old, new });
    }

    fn nodes(&mut self, old: NodeId, new: NodeId, at: &str, depth: usize) {
        if depth > DEPTH || !self.seen.insert((old, new)) {
            return;
        }
        let (from, to) = (self.old.form(old).clone(), self.new.form(new).clone());
        match (&from, &to) {
            (
                Form::Struct {
                    members: before, ..
                },
                Form::Struct { members: after, .. },
            ) => {
                self.members((old, new), before, after, at, depth);
            }
            (
                Form::Enum {
                    members: before, ..
                },
                Form::Enum { members: after, .. },
            ) => {
                for case in after.iter().filter(|case| !before.contains(case)) {
                    self.case_added((old, new), at, format!("\"{case}\""));
                }
            }
            (Form::Union { .. }, Form::Union { .. }) => {
                self.unions((old, new), &from, &to, at, depth)
            }
            (Form::Tuple(before), Form::Tuple(after)) => {
                for (index, (&before, &after)) in before.iter().zip(after).enumerate() {
                    self.nodes(before, after, &format!("{at}/{index}"), depth + 1);
                }
            }
            (Form::List(before), Form::List(after)) => {
                self.nodes(*before, *after, &format!("{at}/0"), depth + 1)
            }
            (Form::Map(before), Form::Map(after)) => {
                self.nodes(*before, *after, &format!("{at}/*"), depth + 1)
            }
            (Form::Nullable(before), Form::Nullable(after)) => {
                self.nodes(*before, *after, at, depth + 1)
            }
            (from, to) if word(from) == word(to) => {}
            (from, to) => self.replaced((old, new), at, from, to),
        }
    }

    fn replaced(&mut self, owners: (NodeId, NodeId), at: &str, from: &Form, to: &Form) {
        let change = Change::TypeReplaced {
            at: at.to_owned(),
            from: word(from),
            to: word(to),
        };
        self.report(owners.0, owners.1, change);
    }

    fn case_added(&mut self, owners: (NodeId, NodeId), at: &str, case: String) {
        let at = at.to_owned();
        self.report(owners.0, owners.1, Change::CaseAdded { at, case });
    }

    /// Unions with one tag go by its values, others by the order of their branches.
    fn unions(&mut self, owners: (NodeId, NodeId), from: &Form, to: &Form, at: &str, depth: usize) {
        let (
            Form::Union {
                tag: a,
                branches: before,
                ..
            },
            Form::Union {
                tag: b,
                branches: after,
                ..
            },
        ) = (from, to)
        else {
            return;
        };
        if let (Some(a), Some(b)) = (a, b)
            && a.member == b.member
        {
            return self.tagged(owners, (a, before), (b, after), at, depth);
        }
        for _ in before.len()..after.len() {
            self.case_added(owners, at, "branch".to_owned());
        }
        for (&before, &after) in before.iter().zip(after) {
            self.nodes(before, after, at, depth + 1);
        }
    }

    fn members(
        &mut self,
        owners: (NodeId, NodeId),
        before: &[Member],
        after: &[Member],
        at: &str,
        depth: usize,
    ) {
        for old in before {
            let at = child_pointer(at, &old.name);
            match after.iter().find(|new| new.name == old.name) {
                None => self.report(old.written, owners.1, Change::MemberDropped { at }),
                Some(new) => {
                    if old.required && !new.required {
                        self.report(
                            old.written,
                            new.written,
                            Change::MemberOptional { at: at.clone() },
                        );
                    }
                    self.nodes(old.node, new.node, &at, depth + 1);
                }
            }
        }
        for new in after
            .iter()
            .filter(|new| new.required && new.constant.is_none())
        {
            let known = before.iter().find(|old| old.name == new.name);
            if known.is_none_or(|old| !old.required) {
                let at = child_pointer(at, &new.name);
                self.report(
                    known.map_or(owners.0, |old| old.written),
                    new.written,
                    Change::MemberRequired { at },
                );
            }
        }
    }

    fn tagged(
        &mut self,
        owners: (NodeId, NodeId),
        (before, old): (&Tag, &[NodeId]),
        (after, new): (&Tag, &[NodeId]),
        at: &str,
        depth: usize,
    ) {
        for (values, &branch) in after.values.iter().zip(new) {
            for value in values {
                match before.values.iter().position(|known| known.contains(value)) {
                    Some(index) => {
                        if let Some(&known) = old.get(index) {
                            self.nodes(known, branch, at, depth + 1);
                        }
                    }
                    None => {
                        let case = format!("\"{value}\"");
                        self.report(
                            owners.0,
                            branch,
                            Change::CaseAdded {
                                at: at.to_owned(),
                                case,
                            },
                        );
                    }
                }
            }
        }
    }
}

/// The kind of a form, in words.
fn word(form: &Form) -> &'static str {
    match form {
        Form::Any => "any value",
        Form::Never => "no value",
        Form::Null => "null",
        Form::Bool => "a boolean",
        Form::Integer { .. } => "an integer",
        Form::Number => "a number",
        Form::String => "a string",
        Form::Constant(_) => "a constant",
        Form::Enum { .. } => "an enum",
        Form::List(_) => "a list",
        Form::Tuple(_) => "a tuple",
        Form::Map(_) => "a map",
        Form::Struct { .. } => "a struct",
        Form::Union { .. } => "a union",
        Form::Nullable(_) => "a nullable value",
    }
}
