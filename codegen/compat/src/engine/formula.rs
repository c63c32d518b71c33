//! Schemas as formulas: literals over hash-consed nodes, so that equal meanings meet as equal numbers.
use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};
use num_rational::BigRational;

use super::kind::Kinds;

/// What it costs to look at one literal, in literals copied.
pub(crate) const LOOK: usize = 16;

/// One literal: a node of the arena and a sign. Two literals of one node with opposite signs contradict.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct Lit(u32);

impl Lit {
    pub(crate) const TRUE: Self = Self(0);
    pub(crate) const FALSE: Self = Self(1);

    pub(crate) fn is_negative(self) -> bool {
        self.0 & 1 == 1
    }

    pub(crate) fn flipped(self) -> Self {
        Self(self.0 ^ 1)
    }

    fn index(self) -> usize {
        (self.0 >> 1) as usize
    }
}

/// A value that is neither array nor object; numbers compare by exact value, so 1 equals 1.0.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Number(BigRational),
    String(Rc<str>),
}

impl Scalar {
    /// The type of the value.
    pub(crate) fn kind(&self) -> Kinds {
        match self {
            Self::Null => Kinds::NULL,
            Self::Bool(_) => Kinds::BOOL,
            Self::Number(_) => Kinds::NUMBER,
            Self::String(_) => Kinds::STRING,
        }
    }
}

/// One assertion. All but the first three hold of every value of another JSON type, as JSON Schema has it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Atom {
    /// The value's type is among these.
    Kinds(Kinds),
    /// The value is one of these scalars.
    Values(BTreeSet<Scalar>),
    /// Something the engine does not decide; the number names the reason.
    Opaque(u32),
    AtLeast {
        bound: BigRational,
        strict: bool,
    },
    AtMost {
        bound: BigRational,
        strict: bool,
    },
    MultipleOf(BigRational),
    MinLength(u64),
    MaxLength(u64),
    Pattern(u32),
    /// If there is an element at this index, it satisfies the literal.
    Element(usize, Lit),
    /// Every element from this index on satisfies the literal.
    Rest(usize, Lit),
    /// The number of elements that satisfy the literal lies in this range.
    Count {
        of: Lit,
        min: u64,
        max: Option<u64>,
    },
    MinItems(u64),
    MaxItems(u64),
    Unique,
    /// If there is a member of this name, its value satisfies the literal.
    Member(Rc<str>, Lit),
    /// Every member whose name satisfies the first literal has a value that satisfies the second.
    Members(Lit, Lit),
    Required(Rc<str>),
    MinMembers(u64),
    MaxMembers(u64),
}

impl Atom {
    /// The only type that the assertion says something about, or None when it speaks of all.
    pub(crate) fn domain(&self) -> Option<Kinds> {
        match self {
            Self::Kinds(_) | Self::Values(_) | Self::Opaque(_) => None,
            Self::AtLeast { .. } | Self::AtMost { .. } | Self::MultipleOf(_) => Some(Kinds::NUMBER),
            Self::MinLength(_) | Self::MaxLength(_) | Self::Pattern(_) => Some(Kinds::STRING),
            Self::Element(..)
            | Self::Rest(..)
            | Self::Count { .. }
            | Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::Unique => Some(Kinds::ARRAY),
            Self::Member(..)
            | Self::Members(..)
            | Self::Required(_)
            | Self::MinMembers(_)
            | Self::MaxMembers(_) => Some(Kinds::OBJECT),
        }
    }

    /// The literal that the assertion amounts to, where it holds of everything or of nothing.
    fn trivial(&self) -> Option<Lit> {
        let holds = match self {
            Self::Kinds(kinds) if kinds.is_empty() => return Some(Lit::FALSE),
            Self::Values(values) if values.is_empty() => return Some(Lit::FALSE),
            Self::Kinds(kinds) => kinds.is_all(),
            Self::MinLength(n) | Self::MinItems(n) | Self::MinMembers(n) => *n == 0,
            Self::Element(_, lit) | Self::Rest(_, lit) | Self::Member(_, lit) => *lit == Lit::TRUE,
            Self::Members(names, lit) => *lit == Lit::TRUE || *names == Lit::FALSE,
            Self::Count { min, max, .. } => *min == 0 && max.is_none(),
            _ => false,
        };
        holds.then_some(Lit::TRUE)
    }
}

/// A node: a conjunction (a disjunction is the negation of one), an assertion, or a name for a recursive schema.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Node {
    True,
    And(Rc<[Lit]>),
    Atom(Atom),
    /// A schema that refers to itself; the index finds its formula once it has been read.
    Definition(usize),
}

/// All formulas of the decisions that share documents.
#[derive(Debug)]
pub(crate) struct Arena {
    nodes: Vec<Rc<Node>>,
    /// Per node the types that its values can have at most, and those of the values that it refuses.
    reach: Vec<[Kinds; 2]>,
    index: HashMap<Rc<Node>, u32>,
    definitions: Vec<Option<Lit>>,
    /// Literals and values that were joined so far: what reading costs.
    pub(crate) work: u64,
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

impl Arena {
    fn new() -> Self {
        let mut arena = Self {
            nodes: Vec::new(),
            reach: Vec::new(),
            index: HashMap::new(),
            definitions: Vec::new(),
            work: 0,
        };
        arena.intern(Node::True);
        arena
    }

    /// How many formulas there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing has been read yet.
    pub(crate) fn is_new(&self) -> bool {
        self.len() == 1
    }

    fn intern(&mut self, node: Node) -> Lit {
        if let Some(&index) = self.index.get(&node) {
            return Lit(index << 1);
        }
        let index = u32::try_from(self.nodes.len())
            .expect("the step budget ends a decision long before 2^31 nodes");
        self.reach.push(self.reach_of(&node));
        let node = Rc::new(node);
        self.nodes.push(Rc::clone(&node));
        self.index.insert(node, index);
        Lit(index << 1)
    }

    fn reach_of(&self, node: &Node) -> [Kinds; 2] {
        match node {
            Node::True => [Kinds::ALL, Kinds::NONE],
            Node::And(children) => {
                let (mut all, mut any) = (Kinds::ALL, Kinds::NONE);
                for &child in children.iter() {
                    all = all.and(self.kinds_of(child));
                    any = any.or(self.kinds_of(child.flipped()));
                }
                [all, any]
            }
            Node::Atom(Atom::Kinds(kinds)) => [*kinds, kinds.complement()],
            Node::Atom(Atom::Values(values)) => {
                let listed = values.iter().map(Scalar::kind).fold(Kinds::NONE, Kinds::or);
                [listed, Kinds::ALL]
            }
            Node::Atom(atom) => [Kinds::ALL, atom.domain().unwrap_or(Kinds::ALL)],
            Node::Definition(_) => [Kinds::ALL, Kinds::ALL],
        }
    }

    /// The types that a value of the literal can have; what it holds of types beyond these is nothing.
    pub(crate) fn kinds_of(&self, lit: Lit) -> Kinds {
        self.reach[lit.index()][usize::from(lit.is_negative())]
    }

    pub(crate) fn node(&self, lit: Lit) -> Rc<Node> {
        Rc::clone(&self.nodes[lit.index()])
    }

    pub(crate) fn atom(&mut self, atom: Atom) -> Lit {
        if let Some(lit) = atom.trivial() {
            return lit;
        }
        if let Atom::Count {
            of: Lit::TRUE,
            min,
            max,
        } = atom
        {
            let least = self.atom(Atom::MinItems(min));
            let most = max.map_or(Lit::TRUE, |max| self.atom(Atom::MaxItems(max)));
            return self.and(&[least, most]);
        }
        self.intern(Node::Atom(atom))
    }

    pub(crate) fn kinds(&mut self, kinds: Kinds) -> Lit {
        self.atom(Atom::Kinds(kinds))
    }

    pub(crate) fn values(&mut self, values: impl IntoIterator<Item = Scalar>) -> Lit {
        let values: BTreeSet<Scalar> = values.into_iter().collect();
        self.work += values.len() as u64;
        self.atom(Atom::Values(values))
    }

    /// The negation; that of a set of types is the set of the others, so that types never appear negated.
    pub(crate) fn not(&mut self, lit: Lit) -> Lit {
        if let Node::Atom(Atom::Kinds(kinds)) = *self.nodes[lit.index()] {
            let kinds = if lit.is_negative() {
                kinds
            } else {
                kinds.complement()
            };
            return self.kinds(kinds);
        }
        lit.flipped()
    }

    pub(crate) fn and(&mut self, lits: &[Lit]) -> Lit {
        let mut flat = Vec::with_capacity(lits.len());
        let mut kinds = Kinds::ALL;
        let mut work: Vec<Lit> = lits.to_vec();
        while let Some(lit) = work.pop() {
            self.work += 1;
            match (&*self.nodes[lit.index()], lit.is_negative()) {
                (Node::True, false) => {}
                (Node::True, true) => return Lit::FALSE,
                (Node::And(children), false) => work.extend(children.iter()),
                (Node::Atom(Atom::Kinds(more)), false) => kinds = kinds.and(*more),
                _ => flat.push(lit),
            }
        }
        if kinds.is_empty() {
            return Lit::FALSE;
        }
        if !kinds.is_all() {
            flat.push(self.kinds(kinds));
        }
        flat.sort_unstable();
        flat.dedup();
        if flat.windows(2).any(|pair| pair[0].flipped() == pair[1]) {
            return Lit::FALSE;
        }
        match flat.as_slice() {
            [] => Lit::TRUE,
            [one] => *one,
            _ => self.intern(Node::And(flat.into())),
        }
    }

    pub(crate) fn or(&mut self, lits: &[Lit]) -> Lit {
        let negated: Vec<Lit> = lits.iter().map(|&lit| self.not(lit)).collect();
        let none = self.and(&negated);
        self.not(none)
    }

    /// Reserves a name for a schema that refers to itself.
    pub(crate) fn declare(&mut self) -> usize {
        self.definitions.push(None);
        self.definitions.len() - 1
    }

    pub(crate) fn define(&mut self, definition: usize, lit: Lit) {
        self.definitions[definition] = Some(lit);
    }

    pub(crate) fn definition(&mut self, definition: usize) -> Lit {
        self.intern(Node::Definition(definition))
    }

    pub(crate) fn defined(&self, definition: usize) -> Option<Lit> {
        self.definitions[definition]
    }
}
