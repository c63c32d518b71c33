//! The language-neutral type of a subschema: what macros and generate agree on.

use serde_json::Value;

use crate::node::NodeId;

/// Whole-number bounds, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IntegerRange {
    /// The least value.
    pub min: Option<i128>,
    /// The greatest value.
    pub max: Option<i128>,
}

/// A member of a [`Form::Struct`].
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The name on the wire.
    pub name: String,
    /// Its subschema, resolved; its form is `schema.form(node)`.
    pub node: NodeId,
    /// Its subschema as written, which may be a reference with a description of its own.
    pub written: NodeId,
    /// Whether `required` names it.
    pub required: bool,
    /// The only value that it can have.
    pub constant: Option<Value>,
}

/// What tells the branches of a union apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The member.
    pub member: String,
    /// Its values for each branch, in the order of the branches.
    pub values: Vec<Vec<String>>,
}

/// The language-neutral type of a subschema, after merging `allOf`.
///
/// Nodes that a form names answer to `schema.form(node)` in turn, and each can be found again:
/// `schema.at(&schema.node(node).place.pointer) == Some(node)` where the node is of the root's own file.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Any JSON value: also for what no other form carries faithfully; the value-level check still holds.
    Any,
    /// No value at all.
    Never,
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A whole number.
    Integer {
        /// Its bounds.
        range: IntegerRange,
    },
    /// A number.
    Number,
    /// A string.
    String,
    /// One value.
    Constant(Value),
    /// One of some strings.
    Enum {
        /// The members as written.
        members: Vec<String>,
        /// What readers fall back to.
        fallback: Option<String>,
    },
    /// An array of one kind of item.
    List(NodeId),
    /// An array of exactly these items.
    Tuple(Vec<NodeId>),
    /// An object whose members all have one kind of value.
    Map(NodeId),
    /// An object with named members.
    Struct {
        /// The members, sorted by name, so that key order changes nothing.
        members: Vec<Member>,
        /// Whether the writer may add undeclared members.
        open: bool,
    },
    /// One of several kinds of value.
    Union {
        /// What tells them apart, if anything does.
        tag: Option<Tag>,
        /// The branches.
        branches: Vec<NodeId>,
        /// What readers fall back to for unknown tags.
        fallback: Option<String>,
    },
    /// `null`, or a value of the node's form.
    Nullable(NodeId),
}
