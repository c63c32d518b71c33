//! The one thread that writes: it takes all batches that wait, commits them in one transaction, and
//! then shows and acknowledges them.

use super::record;
use super::shared::{Shared, guarded};
use super::tables::{Durable, LAZY, META, NEXT_TOPIC, RECORDS, TOPICS};
use crate::event_log::Pending;
use crate::{Entry, Error, Record, TopicName};
use redb::{Durability, ReadableTable, WriteTransaction};
use std::collections::{BTreeMap, VecDeque};
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, TryRecvError};
use std::thread::JoinHandle;
use std::time::Duration;
use tidings_contract::Cursor;
use tokio::sync::oneshot;

/// The bytes that may wait for the disk before an append is refused.
const BACKLOG: usize = 64 << 20;
/// The bytes of one commit.
const GROUP: usize = 8 << 20;
/// The records that one commit removes, so that trimming holds up no append for long.
const TRIM_STEP: usize = 4096;
/// How long a lazy append may stay unsynced.
const LAZY_SYNC: Duration = Duration::from_millis(50);

type Reply<T> = oneshot::Sender<Result<T, Error>>;

enum Command {
    Append(Append),
    Trim(Trim),
    Forget(TopicName, Reply<()>),
    Close,
}

struct Append {
    batch: Vec<Entry>,
    size: usize,
    reply: Reply<Vec<Cursor>>,
}

struct Trim {
    topic: TopicName,
    before: u64,
    removed: u64,
    reply: Reply<u64>,
}

/// The handle: commands go in, the thread ends when it is dropped.
pub(crate) struct Writer {
    commands: mpsc::Sender<Command>,
    waiting: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub fn start(shared: Arc<Shared>, durable: Durable) -> Result<Self, Error> {
        let (commands, queue) = mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let mut work = Work {
            shared,
            durable,
            queue,
            waiting: waiting.clone(),
            unsynced: false,
            trims: VecDeque::new(),
        };
        let thread = std::thread::Builder::new()
            .name("tidings-log".into())
            .spawn(move || work.run())
            .map_err(|error| Error::io(&error))?;
        Ok(Writer {
            commands,
            waiting,
            thread: Some(thread),
        })
    }

    pub fn append(&self, batch: Vec<Entry>) -> Pending<Vec<Cursor>> {
        if batch.is_empty() {
            return Box::pin(ready(Ok(Vec::new())));
        }
        let size = batch.iter().map(Entry::size).sum();
        if self.waiting.fetch_add(size, Ordering::Relaxed) > BACKLOG {
            self.waiting.fetch_sub(size, Ordering::Relaxed);
            return Box::pin(ready(Err(Error::new(
                "log/backlog",
                "more than 64 MiB wait for the disk",
                "await `durable()` of earlier events before staging more",
            ))));
        }
        self.send(|reply| Command::Append(Append { batch, size, reply }))
    }

    pub fn trim(&self, topic: TopicName, before: u64) -> Pending<u64> {
        self.send(|reply| {
            Command::Trim(Trim {
                topic,
                before,
                removed: 0,
                reply,
            })
        })
    }

    pub fn forget(&self, topic: TopicName) -> Pending<()> {
        self.send(|reply| Command::Forget(topic, reply))
    }

    fn send<T: Send + 'static>(&self, command: impl FnOnce(Reply<T>) -> Command) -> Pending<T> {
        let (reply, answer) = oneshot::channel();
        // A command that finds no thread drops its reply, which the answer tells.
        drop(self.commands.send(command(reply)));
        Box::pin(async move { answer.await.unwrap_or_else(|_| Err(Error::closed())) })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.commands.send(Command::Close));
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the log's writer ended in a panic");
        }
    }
}

struct Work {
    shared: Arc<Shared>,
    durable: Durable,
    queue: mpsc::Receiver<Command>,
    waiting: Arc<AtomicUsize>,
    /// Lazy appends were acknowledged since the last sync.
    unsynced: bool,
    trims: VecDeque<Trim>,
}

impl Work {
    fn run(&mut self) {
        loop {
            let command = match self.next() {
                Some(Command::Append(first)) => self.group(first),
                other => other,
            };
            if command.is_some_and(|command| !self.obey(command)) {
                break;
            }
            self.trim_step();
        }
        if self.durable == Durable::Lazy {
            self.sync(true);
        }
    }

    /// The next command; none when there is other work to do first.
    fn next(&mut self) -> Option<Command> {
        if !self.trims.is_empty() {
            return match self.queue.try_recv() {
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => Some(Command::Close),
                Ok(command) => Some(command),
            };
        }
        if self.unsynced {
            return match self.queue.recv_timeout(LAZY_SYNC) {
                Ok(command) => Some(command),
                Err(RecvTimeoutError::Disconnected) => Some(Command::Close),
                Err(RecvTimeoutError::Timeout) => {
                    self.sync(false);
                    None
                }
            };
        }
        Some(self.queue.recv().unwrap_or(Command::Close))
    }

    /// Obeys what is no append; false at the end.
    fn obey(&mut self, command: Command) -> bool {
        match command {
            Command::Append(_) | Command::Close => return false,
            Command::Trim(trim) => self.trims.push_back(trim),
            Command::Forget(topic, reply) => {
                let result = self.write(|write| forget(write, &topic));
                self.shared.live.forget(&topic);
                drop(reply.send(result));
            }
        }
        true
    }

    /// Commits this batch with all that wait behind it; gives back the first command that is none.
    fn group(&mut self, first: Append) -> Option<Command> {
        let mut size = first.size;
        let mut appends = vec![first];
        let mut other = None;
        while size < GROUP {
            match self.queue.try_recv() {
                Ok(Command::Append(append)) => {
                    size += append.size;
                    appends.push(append);
                }
                Ok(command) => {
                    other = Some(command);
                    break;
                }
                Err(_) => break,
            }
        }
        self.commit(appends);
        other
    }

    fn commit(&mut self, appends: Vec<Append>) {
        let size: usize = appends.iter().map(|append| append.size).sum();
        let placed = self.write(|write| place_all(write, &appends));
        self.waiting.fetch_sub(size, Ordering::Relaxed);
        let placed = match placed {
            Ok(placed) => placed,
            Err(error) => {
                tracing::error!(id = error.id(), %error, batches = appends.len(), "nothing was written");
                for append in appends {
                    drop(append.reply.send(Err(error.clone())));
                }
                return;
            }
        };
        let mut shown: BTreeMap<TopicName, Vec<Record>> = BTreeMap::new();
        let mut replies = Vec::with_capacity(appends.len());
        for (append, seqs) in appends.into_iter().zip(placed) {
            let mut cursors = Vec::with_capacity(seqs.len());
            for (entry, seq) in append.batch.into_iter().zip(seqs) {
                cursors.push(Cursor::new(self.shared.salt.epoch(&entry.topic), seq));
                shown
                    .entry(entry.topic.clone())
                    .or_default()
                    .push(entry.at(seq));
            }
            replies.push((append.reply, cursors));
        }
        for (topic, records) in shown {
            self.shared.live.show(&topic, records);
        }
        for (reply, cursors) in replies {
            // Nobody waits for an append whose future was dropped; it is in the log all the same.
            drop(reply.send(Ok(cursors)));
        }
    }

    /// One transaction, durable as the log is.
    fn write<T>(
        &mut self,
        work: impl FnOnce(&WriteTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, Error> {
        let lazy = self.durable == Durable::Lazy;
        let run = || {
            let mut write = self.shared.database.begin_write()?;
            if lazy {
                write.set_durability(Durability::None)?;
            }
            let result = work(&write)?;
            write.commit()?;
            Ok(result)
        };
        let result = guarded(run)?;
        self.unsynced = lazy;
        Ok(result)
    }

    fn sync(&mut self, closing: bool) {
        let run = || {
            let write = self.shared.database.begin_write()?;
            if closing {
                write.open_table(META)?.remove(LAZY)?;
            }
            write.commit()?;
            Ok(())
        };
        self.unsynced = false;
        if let Err(error) = guarded(run) {
            tracing::error!(id = error.id(), %error, "acknowledged events were not synced");
        }
    }

    fn trim_step(&mut self) {
        let Some(mut trim) = self.trims.pop_front() else {
            return;
        };
        match self.write(|write| trim_front(write, &trim.topic, trim.before)) {
            Err(error) => drop(trim.reply.send(Err(error))),
            Ok((removed, first)) => {
                trim.removed += removed;
                if let Some(first) = first {
                    self.shared.live.trim(&trim.topic, first);
                }
                if removed as usize == TRIM_STEP {
                    self.trims.push_back(trim);
                } else {
                    drop(trim.reply.send(Ok(trim.removed)));
                }
            }
        }
    }
}

/// Gives every entry its seq and writes it; the seqs batch by batch.
fn place_all(write: &WriteTransaction, appends: &[Append]) -> Result<Vec<Vec<u64>>, redb::Error> {
    let mut topics = write.open_table(TOPICS)?;
    let mut records = write.open_table(RECORDS)?;
    let mut places: BTreeMap<&TopicName, (u64, u64, u64)> = BTreeMap::new();
    let mut bytes = Vec::new();
    let mut placed = Vec::with_capacity(appends.len());
    for append in appends {
        let mut seqs = Vec::with_capacity(append.batch.len());
        for entry in &append.batch {
            if !places.contains_key(&entry.topic) {
                let known = topics.get(entry.topic.as_str())?.map(|value| value.value());
                let place = match known {
                    Some(place) => place,
                    None => (next_topic(write)?, 1, 0),
                };
                places.insert(&entry.topic, place);
            }
            let Some((number, _, head)) = places.get_mut(&entry.topic) else {
                continue;
            };
            *head += 1;
            record::write(entry, &mut bytes);
            records.insert((*number, *head), &bytes[..])?;
            seqs.push(*head);
        }
        placed.push(seqs);
    }
    for (topic, place) in places {
        topics.insert(topic.as_str(), place)?;
    }
    Ok(placed)
}

fn next_topic(write: &WriteTransaction) -> Result<u64, redb::Error> {
    let mut meta = write.open_table(META)?;
    let next = meta.get(NEXT_TOPIC)?.map_or(Ok(1), |value| {
        let bytes = value.value().try_into();
        bytes
            .map(u64::from_le_bytes)
            .map_err(|_| redb::Error::Corrupted("next-topic is cut".into()))
    })?;
    meta.insert(NEXT_TOPIC, &(next + 1).to_le_bytes()[..])?;
    Ok(next)
}

/// Removes at most one step; how many, and the first seq kept if there is such a topic.
fn trim_front(
    write: &WriteTransaction,
    topic: &TopicName,
    before: u64,
) -> Result<(u64, Option<u64>), redb::Error> {
    let mut topics = write.open_table(TOPICS)?;
    let known = topics.get(topic.as_str())?.map(|value| value.value());
    let Some((number, mut first, head)) = known else {
        return Ok((0, None));
    };
    let mut records = write.open_table(RECORDS)?;
    let mut old = Vec::new();
    if first <= head {
        for item in records
            .range((number, first)..=(number, head))?
            .take(TRIM_STEP)
        {
            let (key, value) = item?;
            if record::time(value.value()).is_some_and(|time| time >= before) {
                break;
            }
            old.push(key.value());
        }
    }
    for key in &old {
        records.remove(key)?;
        first = key.1 + 1;
    }
    if !old.is_empty() {
        topics.insert(topic.as_str(), (number, first, head))?;
    }
    Ok((old.len() as u64, Some(first)))
}

fn forget(write: &WriteTransaction, topic: &TopicName) -> Result<(), redb::Error> {
    let mut topics = write.open_table(TOPICS)?;
    let removed = topics.remove(topic.as_str())?.map(|value| value.value());
    if let Some((number, ..)) = removed {
        let mut records = write.open_table(RECORDS)?;
        records.retain_in((number, 0)..=(number, u64::MAX), |_, _| false)?;
    }
    Ok(())
}
