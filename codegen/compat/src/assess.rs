//! All that is known about one registry while it is judged: sets and verdicts, each worked out once.
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use tidings_contract::{EventName, VersionNumber};
use tidings_registry::{Registry, VersionEntry};

use crate::breaks::{Breaks, breaks};
use crate::decide::{Effort, Semantics, Sets, Verdict, accepts};
use crate::engine::Side;

/// Whether a name is that of an event or of a shared type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Family {
    Event,
    Type,
}

/// One version of an event or type.
pub(crate) type Key = (Family, EventName, VersionNumber);

/// A registry under judgement.
///
/// ```
/// use tidings_compat::{Assessment, Semantics};
/// use tidings_registry::{Memory, load};
///
/// let source = Memory::new("a test", [
///     ("tidings.toml", "name = \"shop\"\n"),
///     ("events/order.placed/1.json", r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#),
///     ("streams/orders.toml", "path = \"/orders\"\n[events.\"order.placed\"]\nwrite = 1\n"),
/// ]);
/// let registry = load(&source, None).registry.unwrap();
/// let assessment = Assessment::new(&registry, Semantics::Generated);
/// let findings = assessment.check(None);
/// assert!(!findings.iter().any(|finding| finding.fails()));
/// ```
pub struct Assessment<'r> {
    pub(crate) registry: &'r Registry,
    pub(crate) semantics: Semantics,
    sets: RefCell<HashMap<(Key, Side), Rc<Sets>>>,
    verdicts: RefCell<HashMap<(Key, Key), Rc<Verdict>>>,
}

impl std::fmt::Debug for Assessment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Assessment")
            .field("semantics", &self.semantics)
            .finish_non_exhaustive()
    }
}

impl<'r> Assessment<'r> {
    /// Begins to judge a registry.
    pub fn new(registry: &'r Registry, semantics: Semantics) -> Self {
        Self {
            registry,
            semantics,
            sets: RefCell::default(),
            verdicts: RefCell::default(),
        }
    }

    pub(crate) fn version(&self, key: &Key) -> Option<&'r VersionEntry> {
        match key.0 {
            Family::Event => self.registry.event_version(&key.1, key.2),
            Family::Type => self.registry.type_version(&key.1, key.2),
        }
    }

    pub(crate) fn sets(&self, key: &Key, side: Side) -> Option<Rc<Sets>> {
        if let Some(sets) = self.sets.borrow().get(&(key.clone(), side)) {
            return Some(Rc::clone(sets));
        }
        let sets = Rc::new(Sets::of(&self.version(key)?.schema, side, self.semantics));
        self.sets
            .borrow_mut()
            .insert((key.clone(), side), Rc::clone(&sets));
        Some(sets)
    }

    /// The verdict on a pair; None where one of the versions does not exist.
    pub(crate) fn verdict(&self, writer: &Key, reader: &Key) -> Option<Rc<Verdict>> {
        let pair = (writer.clone(), reader.clone());
        if let Some(verdict) = self.verdicts.borrow().get(&pair) {
            return Some(Rc::clone(verdict));
        }
        let (writes, reads) = (
            self.sets(writer, Side::Writer)?,
            self.sets(reader, Side::Reader)?,
        );
        let verdict = Rc::new(accepts(&writes, &reads, &mut Effort::default()));
        self.verdicts.borrow_mut().insert(pair, Rc::clone(&verdict));
        Some(verdict)
    }

    /// All breaks of a pair, told apart.
    pub(crate) fn breaks(
        &self,
        writer: &Key,
        reader: &Key,
    ) -> Option<(Rc<Sets>, Rc<Sets>, Breaks)> {
        let verdict = self.verdict(writer, reader)?;
        let (writes, reads) = (
            self.sets(writer, Side::Writer)?,
            self.sets(reader, Side::Reader)?,
        );
        let found = breaks(&writes, &reads, &verdict);
        Some((writes, reads, found))
    }

    /// The verdict on one version written and another read, of one event.
    ///
    /// None where one of them does not exist; equal versions are compatible by definition.
    pub fn accepts(
        &self,
        event: &EventName,
        writer: VersionNumber,
        reader: VersionNumber,
    ) -> Option<Verdict> {
        let key = |version| (Family::Event, event.clone(), version);
        self.version(&key(writer)).and(self.version(&key(reader)))?;
        if writer == reader {
            return Some(Verdict::Compatible);
        }
        self.verdict(&key(writer), &key(reader))
            .map(|verdict| Verdict::clone(&verdict))
    }
}
