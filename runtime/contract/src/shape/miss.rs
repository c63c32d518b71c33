use super::table::Shape;
use serde_json::Value;

/// Whether a value fits; a miss is told as text only when it is the answer, since `anyOf` has many.
pub(super) type Fit<'a> = Result<(), Miss<'a>>;

#[derive(Debug)]
pub(super) struct Miss<'a> {
    /// The way to the value, the innermost segment first.
    pub(super) path: Vec<Segment<'a>>,
    pub(super) why: Why<'a>,
}

#[derive(Debug)]
pub(super) enum Segment<'a> {
    Member(&'a str),
    Item(usize),
}

#[derive(Debug)]
pub(super) enum Why<'a> {
    Keyword(&'a Shape, &'a Value),
    Undeclared,
    Missing(&'a str),
    Needs(&'a str, &'a str),
    Name(String),
    TooFewMembers(u64, u64),
    TooManyMembers(u64, u64),
    TooFewItems(u64, u64),
    TooManyItems(u64, u64),
    Contains(u64, u64, u64),
    Repeated(usize),
    /// A limit of this checker: no verdict, so no branch may take it for a "no".
    Limit(&'static str),
}

impl<'a> Miss<'a> {
    pub(super) fn new(why: Why<'a>) -> Self {
        Self {
            path: Vec::new(),
            why,
        }
    }

    pub(super) fn below_member(mut self, name: &'a str) -> Self {
        self.path.push(Segment::Member(name));
        self
    }

    pub(super) fn below_item(mut self, place: usize) -> Self {
        self.path.push(Segment::Item(place));
        self
    }

    pub(super) fn is_limit(&self) -> bool {
        matches!(self.why, Why::Limit(_))
    }
}
