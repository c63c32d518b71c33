//! Keywords that most subschemas lack.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A group of keywords that takes no room until one of them is set, and that copies of a schema share until one changes
/// it. It reads as the group itself.
///
/// ```
/// use tidings_model::Schema;
/// let schema = Schema::from_document(&serde_json::json!({"minLength": 1})).unwrap();
/// let node = schema.node(schema.root());
/// assert_eq!((node.string.min, node.array.min), (Some(1), None));
/// ```
#[derive(Debug, Clone)]
pub struct Rare<T>(Option<Arc<T>>);

/// What a group of keywords is when none is set.
pub trait Absent: Clone + Default + PartialEq + 'static {
    /// The group without a keyword.
    const ABSENT: &'static Self;
}

impl<T: Absent> Rare<T> {
    /// The group where a keyword was set.
    pub(crate) fn set_mut(&mut self) -> Option<&mut T> {
        self.0.as_mut().map(Arc::make_mut)
    }

    /// The group by itself.
    pub(crate) fn into_inner(self) -> T {
        self.0.map_or_else(T::default, Arc::unwrap_or_clone)
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Rare(None)
    }
}

impl<T: Absent> From<T> for Rare<T> {
    fn from(group: T) -> Self {
        Rare((group != *T::ABSENT).then(|| Arc::new(group)))
    }
}

impl<T: Absent> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::ABSENT)
    }
}

impl<T: Absent> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}

impl<T: Absent> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Arc<T>, &Arc<T>)| Arc::ptr_eq(a, b);
        self.0.as_ref().zip(other.0.as_ref()).is_some_and(same) || **self == **other
    }
}
