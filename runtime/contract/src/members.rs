use serde_json::Value;
use std::collections::BTreeMap;

/// The members of an object that its schema does not declare, in the order of their names.
///
/// Generated types keep them, so that what was read can be written back; the emit shape refuses
/// them unless the schema is open.
///
/// ```
/// use tidings_contract::Members;
/// let mut members = Members::new();
/// members.insert("gift", true);
/// assert_eq!(members.get("gift"), Some(&serde_json::Value::Bool(true)));
/// assert_eq!(members.iter().count(), 1);
/// ```
///
/// Beside them stand, unseen, declared members whose `-0` their Rust type can't say: as long as the
/// type's value is the same number, they are written as they were read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Members {
    undeclared: BTreeMap<String, Value>,
    exact: BTreeMap<&'static str, Value>,
}

impl Members {
    /// No members.
    pub const fn new() -> Self {
        Self {
            undeclared: BTreeMap::new(),
            exact: BTreeMap::new(),
        }
    }

    pub(crate) fn with_exact(mut self, exact: BTreeMap<&'static str, Value>) -> Self {
        self.exact = exact;
        self
    }

    pub(crate) fn exact(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.exact.iter().map(|(name, value)| (*name, value))
    }

    /// Adds a member, and gives back what stood under its name before.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.undeclared.insert(name.into(), value.into())
    }

    /// The member of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.undeclared.get(name)
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.undeclared.remove(name)
    }

    /// All members, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.undeclared
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.undeclared.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.undeclared.is_empty()
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Members {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let members = members.into_iter();
        Self {
            undeclared: members
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            exact: BTreeMap::new(),
        }
    }
}

impl IntoIterator for Members {
    type Item = (String, Value);
    type IntoIter = std::collections::btree_map::IntoIter<String, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.undeclared.into_iter()
    }
}
