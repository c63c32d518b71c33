//! What an edit does to the generated types: two versions compared form by form.
use std::collections::BTreeSet;

use tidings_model::{
    Checked, Form, IntegerRange, Member, NodeId, Schema, Tag, child_pointer, pointer_tokens,
};

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
    CaseDropped {
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
                    members: before,
                    fallback: a,
                },
                Form::Enum {
                    members: after,
                    fallback: b,
                },
            ) => {
                for case in after.iter().filter(|case| !before.contains(case)) {
                    self.case_added((old, new), at, format!("\"{case}\""));
                }
                for case in before.iter().filter(|case| !after.contains(case)) {
                    self.case_dropped((old, new), at, format!("\"{case}\""));
                }
                self.fallbacks((old, new), (a.is_some(), b.is_some()), at);
            }
            (Form::Union { .. }, Form::Union { .. }) => {
                self.unions((old, new), &from, &to, at, depth)
            }
            (Form::Tuple(before), Form::Tuple(after)) if before.len() != after.len() => {
                self.replaced((old, new), at, "a tuple", "a tuple of another length");
            }
            (Form::Constant(before), Form::Constant(after)) if before != after => {
                self.replaced((old, new), at, "a constant", "another constant");
            }
            (Form::Integer { range: before }, Form::Integer { range: after })
                if width(*before) != width(*after) =>
            {
                self.replaced((old, new), at, width(*before), width(*after));
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
            (from, to) => self.replaced((old, new), at, word(from), word(to)),
        }
    }

    fn replaced(
        &mut self,
        owners: (NodeId, NodeId),
        at: &str,
        from: &'static str,
        to: &'static str,
    ) {
        let at = at.to_owned();
        self.report(owners.0, owners.1, Change::TypeReplaced { at, from, to });
    }

    fn case_dropped(&mut self, owners: (NodeId, NodeId), at: &str, case: String) {
        let at = at.to_owned();
        self.report(owners.0, owners.1, Change::CaseDropped { at, case });
    }

    /// What readers fall back to is a case of its own.
    fn fallbacks(&mut self, owners: (NodeId, NodeId), (before, after): (bool, bool), at: &str) {
        let case = "for what is not known".to_owned();
        match (before, after) {
            (false, true) => self.case_added(owners, at, case),
            (true, false) => self.case_dropped(owners, at, case),
            _ => {}
        }
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
                fallback: falls,
            },
            Form::Union {
                tag: b,
                branches: after,
                fallback: fall,
            },
        ) = (from, to)
        else {
            return;
        };
        self.fallbacks(owners, (falls.is_some(), fall.is_some()), at);
        if let (Some(a), Some(b)) = (a, b)
            && a.member == b.member
        {
            return self.tagged(owners, (a, before), (b, after), at, depth);
        }
        for _ in before.len()..after.len() {
            self.case_added(owners, at, "branch".to_owned());
        }
        for _ in after.len()..before.len() {
            self.case_dropped(owners, at, "branch".to_owned());
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
        let still = |value: &String| after.values.iter().any(|known| known.contains(value));
        for (values, &branch) in before.values.iter().zip(old) {
            for value in values.iter().filter(|value| !still(value)) {
                let (at, case) = (at.to_owned(), format!("\"{value}\""));
                self.report(branch, owners.1, Change::CaseDropped { at, case });
            }
        }
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

/// What an integer of this range is carried by, in words.
fn width(range: IntegerRange) -> &'static str {
    let within = |low: i128, high: i128| {
        range.min.is_some_and(|min| min >= low) && range.max.is_some_and(|max| max <= high)
    };
    if within(i128::from(i64::MIN), i128::from(i64::MAX)) {
        "an integer of 64 bits"
    } else if within(0, i128::from(u64::MAX)) {
        "an integer of 64 bits without a sign"
    } else {
        "an integer of any size"
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
