use super::chunk::Chunk;
use super::control::{self, Gap};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use tidings_contract::{
    Bundle, BundleStream, Cell, Cursor, Envelope, EnvelopeWriter, Epoch, EventName, Release,
};
use tidings_log::Record;
use tidings_wire::{EventType, Frame};

use crate::Error;

/// How one release sees a stream, in one envelope: the matrix by tag, ready to encode.
///
/// Readers of one projection share its frames, so it is what rings are made for.
#[derive(Debug)]
pub(crate) struct Projection {
    /// Its place among the stream's projections.
    pub number: usize,
    envelope: Envelope,
    actions: HashMap<String, Action>,
    /// The events that the release reads, for versions that the bundle does not know.
    reads: BTreeSet<String>,
    ends: BTreeSet<String>,
}

#[derive(Debug)]
enum Action {
    /// Sent under this name, to be read as this version.
    Send {
        wire: String,
        version: u32,
    },
    Skip,
    Refuse,
}

impl Projection {
    pub fn new(
        number: usize,
        bundle: &Bundle,
        stream: &BundleStream,
        release: &Release,
        envelope: Envelope,
    ) -> Result<Self, Error> {
        let mut actions = HashMap::new();
        for cell in stream
            .matrix
            .iter()
            .filter(|cell| cell.release == release.id)
        {
            let read_as = release.events.get(&cell.event);
            let action = match (cell.cell, read_as) {
                (Cell::Same | Cell::Accept, Some(version)) => Action::Send {
                    wire: wire_name(bundle, &cell.event)?,
                    version: version.get(),
                },
                (Cell::Skip, _) => Action::Skip,
                (Cell::Same | Cell::Accept | Cell::Refuse, _) => Action::Refuse,
            };
            actions.insert(format!("{}/{}", cell.event, cell.version), action);
        }
        let ends = stream.session.iter().flat_map(|session| &session.end);
        Ok(Projection {
            number,
            envelope,
            actions,
            reads: release.events.keys().map(ToString::to_string).collect(),
            ends: ends.map(ToString::to_string).collect(),
        })
    }

    fn action(&self, tag: &str) -> &Action {
        // A version that this bundle does not know, as after a rollback, can't be shown to whoever
        // reads the event; for others it is an event like any that they do not have.
        let unknown = |tag: &str| match self.reads.contains(event_of(tag)) {
            true => &Action::Refuse,
            false => &Action::Skip,
        };
        self.actions.get(tag).unwrap_or_else(|| unknown(tag))
    }

    /// Encodes records that follow on the position `after`.
    pub fn encode(&self, epoch: &Epoch, after: u64, records: &[Record]) -> Chunk {
        let mut writing = Writing {
            projection: self,
            epoch,
            out: Vec::with_capacity(
                records
                    .iter()
                    .map(|record| record.payload.len() + 160)
                    .sum(),
            ),
            id: format!("{epoch}."),
            id_start: epoch.as_str().len() + 1,
            text: Vec::new(),
            frames: Vec::with_capacity(records.len()),
            position: after,
            run: None,
            ends: false,
        };
        for record in records {
            writing.record(record);
        }
        writing.close_run();
        Chunk {
            until: writing.position,
            bytes: writing.out.into(),
            frames: writing.frames,
            ends: writing.ends,
        }
    }

    /// Whether the release does not have what this tag names, so that nothing is sent in its place.
    pub fn skips(&self, tag: &str) -> bool {
        matches!(self.action(tag), Action::Skip)
    }

    /// One event that stands alone, under an id of its own: of a session that is not kept, or a snapshot.
    /// None where the release is not sent it.
    pub fn encode_one(&self, id: &str, record: &Record) -> Option<Vec<u8>> {
        let Action::Send { wire, version } = self.action(&record.tag) else {
            return None;
        };
        let (mut text, mut out) = (Vec::new(), Vec::new());
        self.push_event(wire, *version, id, record, &mut text, &mut out);
        Some(out)
    }

    fn push_event(
        &self,
        wire: &str,
        version: u32,
        id: &str,
        record: &Record,
        text: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) {
        let envelope = EnvelopeWriter {
            version,
            time_ms: record.time,
            traceparent: record.traceparent.as_deref(),
        };
        text.clear();
        envelope.write(self.envelope, &record.payload, text);
        let data = String::from_utf8_lossy(text);
        let mut frame = Frame::new(&data).id(control::id(id));
        if let Ok(name) = EventType::new(wire) {
            frame = frame.event(name);
        }
        frame.encode(out);
    }
}

/// The event of a tag: `order.placed/2` → `order.placed`.
fn event_of(tag: &str) -> &str {
    tag.rsplit_once('/').map_or(tag, |(event, _)| event)
}

fn wire_name(bundle: &Bundle, event: &EventName) -> Result<String, Error> {
    let wire = bundle
        .events
        .get(event)
        .map_or(event.as_str(), |event| &event.wire);
    EventType::new(wire).map_err(|error| {
        Error::new(
            "server/wire-name",
            format!("{event} cannot be called {wire:?} on the wire: {error}"),
            "give the event another wire name in the registry",
        )
    })?;
    Ok(wire.to_owned())
}

/// A chunk in the making. Runs of records that are not sent become one frame each.
struct Writing<'w> {
    projection: &'w Projection,
    epoch: &'w Epoch,
    out: Vec<u8>,
    /// The cursor being written, and where its seq begins: an id per record is no allocation per record.
    id: String,
    id_start: usize,
    text: Vec<u8>,
    frames: Vec<(u64, usize)>,
    /// The seq of the last record that was looked at.
    position: u64,
    run: Option<Run>,
    ends: bool,
}

/// Records in a row that are not sent, and the position before the first.
struct Run {
    unreadable: bool,
    after: u64,
}

impl Writing<'_> {
    fn record(&mut self, record: &Record) {
        match self.projection.action(&record.tag) {
            Action::Send { wire, version } => {
                self.close_run();
                self.frames.push((record.seq, self.out.len()));
                self.id.truncate(self.id_start);
                // Writing to a String has no way to fail.
                let _ = write!(self.id, "{}", record.seq);
                self.projection.push_event(
                    wire,
                    *version,
                    &self.id,
                    record,
                    &mut self.text,
                    &mut self.out,
                );
            }
            Action::Skip => self.pass_over(false),
            Action::Refuse => self.pass_over(true),
        }
        self.position = record.seq;
        self.ends |= self.projection.ends.contains(event_of(&record.tag));
    }

    fn pass_over(&mut self, unreadable: bool) {
        if self
            .run
            .as_ref()
            .is_some_and(|run| run.unreadable != unreadable)
        {
            self.close_run();
        }
        let after = self.position;
        self.run.get_or_insert(Run { unreadable, after });
    }

    /// Writes what stands for the run: an id alone where records were skipped, a gap where they
    /// could not be read.
    fn close_run(&mut self) {
        let Some(run) = self.run.take() else { return };
        self.frames.push((self.position, self.out.len()));
        let to = cursor(self.epoch, self.position);
        if run.unreadable {
            let from = cursor(self.epoch, run.after).to_string();
            control::push_gap(Some(&from), &to, Gap::Unreadable, &mut self.out);
        } else {
            Frame::anchor(control::id(&to.to_string())).encode(&mut self.out);
        }
    }
}

fn cursor(epoch: &Epoch, seq: u64) -> Cursor {
    Cursor::new(epoch.clone(), seq)
}
