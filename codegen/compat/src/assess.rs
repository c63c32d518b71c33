//! All that is known about one registry while it is judged: sets and verdicts, each worked out once.
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tidings_contract::{EventName, VersionNumber};
use tidings_registry::{Registry, VersionEntry};

use crate::breaks::{Breaks, breaks};
use crate::decide::{Effort, Semantics, Sets, Verdict, accepts};
use crate::engine::{Engine, Side};

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
    sets: Known<(Key, Side), Sets>,
    verdicts: Known<(Key, Key), Verdict>,
}

/// What has been worked out already, by any thread.
struct Known<K, V>(Mutex<HashMap<K, Arc<V>>>);

impl<K, V> Default for Known<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V> Known<K, V> {
    fn map(&self) -> MutexGuard<'_, HashMap<K, Arc<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, key: &K) -> Option<Arc<V>> {
        self.map().get(key).map(Arc::clone)
    }

    fn keep(&self, key: K, value: V) -> Arc<V> {
        let value = Arc::new(value);
        self.map().insert(key, Arc::clone(&value));
        value
    }
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
            sets: Known::default(),
            verdicts: Known::default(),
        }
    }

    pub(crate) fn version(&self, key: &Key) -> Option<&'r VersionEntry> {
        match key.0 {
            Family::Event => self.registry.event_version(&key.1, key.2),
            Family::Type => self.registry.type_version(&key.1, key.2),
        }
    }

    pub(crate) fn sets(&self, key: &Key, side: Side) -> Option<Arc<Sets>> {
        let asked = (key.clone(), side);
        if let Some(sets) = self.sets.get(&asked) {
            return Some(sets);
        }
        let sets = Sets::of(&self.version(key)?.schema, side, self.semantics);
        Some(self.sets.keep(asked, sets))
    }

    /// The verdict on a pair; None where one of the versions does not exist.
    pub(crate) fn verdict(
        &self,
        engine: &mut Engine,
        writer: &Key,
        reader: &Key,
    ) -> Option<Arc<Verdict>> {
        let pair = (writer.clone(), reader.clone());
        if let Some(verdict) = self.verdicts.get(&pair) {
            return Some(verdict);
        }
        let (writes, reads) = (
            self.sets(writer, Side::Writer)?,
            self.sets(reader, Side::Reader)?,
        );
        let verdict = accepts(engine, &writes, &reads, &mut Effort::default());
        Some(self.verdicts.keep(pair, verdict))
    }

    /// All breaks of a pair, told apart.
    pub(crate) fn breaks(
        &self,
        engine: &mut Engine,
        writer: &Key,
        reader: &Key,
    ) -> Option<(Arc<Sets>, Arc<Sets>, Breaks)> {
        let verdict = self.verdict(engine, writer, reader)?;
        let (writes, reads) = (
            self.sets(writer, Side::Writer)?,
            self.sets(reader, Side::Reader)?,
        );
        let found = breaks(engine, &writes, &reads, &verdict);
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
        self.verdict(&mut Engine::default(), &key(writer), &key(reader))
            .map(|verdict| Verdict::clone(&verdict))
    }
}
