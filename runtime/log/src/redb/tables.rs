//! The tables of the file, and what is read from them.

use super::record;
use crate::event_log::{Bounds, Limit, Page};
use crate::salt::Salt;
use crate::{Error, TopicName};
use redb::{Database, ReadTransaction, ReadableTable, TableDefinition};

/// What the file says of itself.
pub(super) const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
/// Name → (number, first seq kept, head).
pub(super) const TOPICS: TableDefinition<'_, &str, (u64, u64, u64)> =
    TableDefinition::new("topics");
/// (topic's number, seq) → record.
pub(super) const RECORDS: TableDefinition<'_, (u64, u64), &[u8]> = TableDefinition::new("records");

pub(super) const FORMAT: &str = "format";
pub(super) const SALT: &str = "salt";
pub(super) const NEXT_TOPIC: &str = "next-topic";
/// Held while a lazy writer has the file open; found at start, it means that records may be lost.
pub(super) const LAZY: &str = "lazy";
const FORMAT_1: &[u8] = b"tidings 1";

/// When an append is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durable {
    /// Once it is synced.
    Synced,
    /// Before it is synced.
    Lazy,
}

/// Creates what a new file lacks, refuses a foreign one, and mints a new salt after an unclean lazy
/// stop. Durable before the first append.
pub(super) fn prepare(database: &Database, durable: Durable) -> Result<Salt, Error> {
    let write = database.begin_write().map_err(redb::Error::from)?;
    let salt = {
        let mut meta = write.open_table(META).map_err(redb::Error::from)?;
        let format = meta
            .get(FORMAT)
            .map_err(redb::Error::from)?
            .map(|value| value.value().to_vec());
        if format.as_deref().is_some_and(|format| format != FORMAT_1) {
            return Err(Error::new(
                "log/format",
                "the file was written by another version of tidings, or by another program",
                "open it with the version that wrote it, or start a new file",
            ));
        }
        meta.insert(FORMAT, FORMAT_1).map_err(redb::Error::from)?;
        let unclean = meta.get(LAZY).map_err(redb::Error::from)?.is_some();
        let kept = match meta.get(SALT).map_err(redb::Error::from)? {
            Some(value) => Some(Salt(
                value
                    .value()
                    .try_into()
                    .map_err(|_| Error::corrupt("the salt is cut"))?,
            )),
            None => None,
        };
        if unclean {
            tracing::warn!("the log was not closed and was lazy: epochs are minted anew");
        }
        let salt = match kept {
            Some(salt) if !unclean => salt,
            _ => Salt::mint()?,
        };
        meta.insert(SALT, &salt.0[..]).map_err(redb::Error::from)?;
        match durable {
            Durable::Synced => drop(meta.remove(LAZY).map_err(redb::Error::from)?),
            Durable::Lazy => drop(meta.insert(LAZY, &b"open"[..]).map_err(redb::Error::from)?),
        }
        salt
    };
    write.open_table(TOPICS).map_err(redb::Error::from)?;
    write.open_table(RECORDS).map_err(redb::Error::from)?;
    write.commit().map_err(redb::Error::from)?;
    Ok(salt)
}

/// (number, first, head) of a topic; none before its first record.
fn place(
    read: &ReadTransaction,
    topic: &TopicName,
) -> Result<Option<(u64, u64, u64)>, redb::Error> {
    let topics = read.open_table(TOPICS)?;
    let place = topics.get(topic.as_str())?.map(|value| value.value());
    Ok(place)
}

pub(super) fn bounds(
    read: &ReadTransaction,
    salt: &Salt,
    topic: &TopicName,
) -> Result<Bounds, Error> {
    let (_, first, head) = place(read, topic)?.unwrap_or((0, 1, 0));
    Ok(Bounds {
        epoch: salt.epoch(topic),
        first,
        head,
    })
}

pub(super) fn page(
    read: &ReadTransaction,
    salt: &Salt,
    topic: &TopicName,
    after: u64,
    limit: Limit,
) -> Result<Page, Error> {
    let Some((number, first, head)) = place(read, topic)? else {
        return Ok(Page {
            records: Vec::new(),
            bounds: bounds(read, salt, topic)?,
        });
    };
    let bounds = Bounds {
        epoch: salt.epoch(topic),
        first,
        head,
    };
    let mut records = Vec::new();
    let table = read.open_table(RECORDS).map_err(redb::Error::from)?;
    let from = after.saturating_add(1).max(first);
    let mut bytes = 0;
    if from <= head {
        let range = table
            .range((number, from)..=(number, head))
            .map_err(redb::Error::from)?;
        for item in range.take(limit.records) {
            let (key, value) = item.map_err(redb::Error::from)?;
            let record = record::read(key.value().1, value.value())?;
            bytes += record.size();
            if !records.is_empty() && bytes > limit.bytes {
                break;
            }
            records.push(record);
        }
    }
    Ok(Page { records, bounds })
}

pub(super) fn topics(
    read: &ReadTransaction,
    stream: &str,
    after: Option<&TopicName>,
    limit: usize,
) -> Result<Vec<TopicName>, Error> {
    let table = read.open_table(TOPICS).map_err(redb::Error::from)?;
    let from = after.map_or(stream, TopicName::as_str);
    let mut found = Vec::new();
    for item in table.range(from..).map_err(redb::Error::from)? {
        let (key, _) = item.map_err(redb::Error::from)?;
        let name = key.value();
        if found.len() == limit || !name.starts_with(stream) {
            break;
        }
        let name = TopicName::checked(name.to_owned())?;
        if name.is_of(stream) && after != Some(&name) {
            found.push(name);
        }
    }
    Ok(found)
}
